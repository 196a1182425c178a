namespace Huoshui.Systems.Indicators;

/// <summary>Counts who stands behind totals, from the stored cells that the totals were merged from. Thread
/// safe.</summary>
public sealed class FigureSupports(FigureCalculator calculator)
{
    /// <summary>The support of each value, in the same order, as known when the value was computed.</summary>
    public async Task<IReadOnlyList<FigureSupport>> OfAsync(
        IReadOnlyList<FigureValue> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        var runs = new Dictionary<DateTimeOffset, FigureRun>();
        try
        {
            using var counts = new SupportCounts(calculator);
            var supports = new List<FigureSupport>(values.Count);
            foreach (var value in values)
            {
                if (!runs.TryGetValue(value.KnownAt, out var run))
                    runs[value.KnownAt] = run = new FigureRun(calculator, value.KnownAt);
                supports.Add(await OfAsync(run, counts, value, cancellationToken));
            }

            return supports;
        }
        finally
        {
            foreach (var run in runs.Values)
                run.Dispose();
        }
    }

    /// <summary>Counts who stands behind a publication that says nothing of it, from the facts as known when its value
    /// was computed and under today's rules; a figure that is no longer registered has nobody.</summary>
    /// <param name="publication">Gets the counts; the caller saves it.</param>
    /// <param name="cancellationToken">Leaves it as it was.</param>
    public async Task CountAsync(FigurePublication publication, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publication);
        var support = FigureSupport.Nobody;
        if (calculator.Figures.Find(publication.FigureId) is { } figure)
        {
            var value = await calculator.ValueAsync(
                figure, publication.AsOf, publication.KnownAt, cancellationToken);
            support = (await OfAsync([value], cancellationToken))[0];
        }

        (publication.Institutions, publication.Borrowers) = (support.Institutions, support.Borrowers);
        publication.IsSupportCounted = true;
    }

    private async Task<FigureSupport> OfAsync(
        FigureRun run, SupportCounts counts, FigureValue value, CancellationToken cancellationToken)
    {
        var (figure, asOf) = (value.Figure, value.AsOf);
        if (figure.Operands.Count == 0)
            return await OwnAsync(run, counts, value, cancellationToken);
        var least = FigureSupport.Register;
        foreach (var operand in figure.Operands.Values)
        {
            // A term that cannot be looked at may not pass as one that many stand behind.
            if (calculator.Figures.Find(operand.Figure) is not { } term
                || AffectedFigures.DateOf(calculator, figure, operand, asOf) is not { } date)
            {
                return FigureSupport.Nobody;
            }

            var then = await run.ValueAsync(term, date, cancellationToken);
            least = least.Least(await OfAsync(run, counts, then, cancellationToken));
        }

        return least;
    }

    private async Task<FigureSupport> OwnAsync(
        FigureRun run, SupportCounts counts, FigureValue value, CancellationToken cancellationToken)
    {
        var (figure, asOf) = (value.Figure, value.AsOf);
        if (IsOfRegistersAlone(figure.PackId))
            return FigureSupport.Register;
        var day = await run.PrepareAsync(asOf, [figure.PackId], cancellationToken);
        if (day.Plan.Pack(figure.PackId) is not { } pack || figure.Support is not { } cells)
            return FigureSupport.Nobody;
        if (counts.Of(day.Partials!, pack, cells, cancellationToken) is { Institutions: > 0 } counted)
            return counted;
        // Everybody who filed says a zero, by rows or by a declared empty table; anything else could not be counted.
        return value.BaseValue == 0 ? new FigureSupport(value.Coverage.Accepted, null) : FigureSupport.Nobody;
    }

    // A pack that cannot be found may read filings.
    private bool IsOfRegistersAlone(string packId) => calculator.Figures.Pack(packId) is { } pack
        && pack.Inputs.Count == 0 && pack.Uses.All(IsOfRegistersAlone);
}
