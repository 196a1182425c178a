using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>复算: computes values again whole, from the partial results of every institution, without anything that
/// was kept of earlier computations. Thread safe.</summary>
public sealed class FigureVerification(FigureCalculator calculator)
{
    /// <summary>The values that are not what the whole sum gives, as known when each was computed; kept results that
    /// led to them are dropped.</summary>
    public async Task<IReadOnlyList<FigureValue>> DifferingAsync(
        IReadOnlyList<FigureValue> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        var differing = new List<FigureValue>();
        foreach (var known in values.GroupBy(v => v.KnownAt))
        {
            using var run = new FigureRun(calculator, known.Key, isWhole: true);
            await run.PrepareAsync(known.Select(v => (v.Figure, v.AsOf)), cancellationToken);
            foreach (var value in known)
            {
                var whole = await run.ValueAsync(value.Figure, value.AsOf, cancellationToken);
                if (!IsSame(value, whole.BaseValue))
                    differing.Add(value);
            }
        }

        return differing;
    }

    private bool IsSame(FigureValue value, decimal? whole) =>
        calculator.Compiler.Plan(value.AsOf, [value.Figure.PackId]).Pack(value.Figure.PackId) is { } pack
        && FigureResult.IsSame(pack, value.Figure.Result, value.BaseValue, whole);
}
