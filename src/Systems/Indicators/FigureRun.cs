using System.Globalization;
using Huoshui.Policies.Figures;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>One computation: everything known at one instant, each date's facts read once, one session of the engine
/// for
/// all that is merged. Not thread safe.</summary>
/// <param name="calculator">What it computes with.</param>
/// <param name="knownAt">The instant; null is now.</param>
/// <param name="isWhole">True takes no kept value: every sum is merged again, whole, from the partial results, and what
/// was kept and differs is dropped.</param>
internal sealed class FigureRun(
    FigureCalculator calculator, DateTimeOffset? knownAt, bool isWhole = false) : IDisposable
{
    private readonly Dictionary<DateOnly, FigureDay> _days = [];
    private readonly Dictionary<(string Pack, DateOnly AsOf), PackValues> _values = [];
    private readonly Dictionary<(string Pack, DateOnly AsOf), FigureCoverage> _coverage = [];
    private readonly FigureMerge _merge = new(calculator.Folder, calculator.Limits);
    private readonly DateTimeOffset _now = calculator.Time.GetUtcNow();

    public async Task<FigureValue> ValueAsync(
        FigureDefinition figure, DateOnly asOf, CancellationToken cancellationToken)
    {
        var known = knownAt ?? _now;
        if (!figure.IsConnected)
            return new FigureValue(figure, asOf, known, null, FigureCoverage.None);
        var value = await BaseValueAsync(figure, asOf, cancellationToken);
        return new FigureValue(figure, asOf, known, value, await CoverageAsync(figure.PackId, asOf, cancellationToken));
    }

    /// <summary>Computes what is stale behind some figures, with all that they are compared with: all packs of a date
    /// in one go.</summary>
    public async Task PrepareAsync(
        IEnumerable<(FigureDefinition Figure, DateOnly AsOf)> figures, CancellationToken cancellationToken)
    {
        foreach (var day in figures.SelectMany(f => Needed(f.Figure, f.AsOf)).Distinct().GroupBy(n => n.AsOf))
        {
            var packs = day.Select(n => n.Pack).ToList();
            var loaded = await DayAsync(day.Key, packs, cancellationToken);
            var stale = packs.Where(p => loaded.Plan.Pack(p) is { } pack && loaded.HasFacts(pack)
                && (isWhole || calculator.Results.Find(loaded.AddressOf(calculator, pack)) is null)).ToList();
            if (stale.Count > 0)
                loaded.Ensure(calculator, stale, cancellationToken);
        }
    }

    /// <summary>Brings the partial results of some packs up to date, all in one go.</summary>
    public async Task<FigureDay> PrepareAsync(
        DateOnly asOf, IReadOnlyList<string> packs, CancellationToken cancellationToken)
    {
        var day = await DayAsync(asOf, packs, cancellationToken);
        day.Ensure(calculator, packs, cancellationToken);
        return day;
    }

    /// <summary>The facts of a date that some packs read.</summary>
    public async Task<FigureDay> DayAsync(
        DateOnly asOf, IReadOnlyList<string> packs, CancellationToken cancellationToken)
    {
        if (!_days.TryGetValue(asOf, out var day))
        {
            var institutions = await calculator.Institutions.ListAsync(asOf, cancellationToken);
            var registers = RegisterSource.At(calculator.Compiler.Registers, institutions, asOf);
            _days[asOf] = day = new FigureDay(asOf, new RegisteredInstitutions(institutions, registers));
        }

        await day.LoadAsync(calculator, packs, knownAt, cancellationToken);
        return day;
    }

    public void Dispose() => _merge.Dispose();

    // The packs and dates behind a figure: its own, and those of the figures that its formula reads.
    private IEnumerable<(string Pack, DateOnly AsOf)> Needed(FigureDefinition figure, DateOnly asOf)
    {
        if (!figure.IsConnected)
            return [];
        return figure.Operands.Values
            .Select(o => (Figure: calculator.Figures.Find(o.Figure), AsOf: DateOf(figure, o, asOf)))
            .Where(o => o is { Figure: not null, AsOf: not null })
            .SelectMany(o => Needed(o.Figure!, o.AsOf!.Value))
            .Append((figure.PackId, asOf));
    }

    private async Task<decimal?> BaseValueAsync(
        FigureDefinition figure, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (figure.Operands.Count == 0)
        {
            var values = (await ValuesAsync(figure.PackId, asOf, cancellationToken)).Figures;
            // A sum over no rows of a table that was filed is zero, not missing; a ratio without rows is missing.
            return values.TryGetValue(figure.Result, out var value) ? value
                ?? (FigureMovements.IsRatio(figure) ? null : 0m) : null;
        }

        var columns = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var (name, operand) in figure.Operands)
            columns[name] = await OperandAsync(figure, operand, asOf, cancellationToken);
        if (columns.Values.Any(v => v is null))
            return null;
        var day = await DayAsync(asOf, [figure.PackId], cancellationToken);
        if (day.Plan.Pack(figure.PackId) is not { } pack)
            return null;
        var operands = new Dictionary<string, IReadOnlyDictionary<string, decimal?>>(StringComparer.Ordinal)
        {
            [figure.Result + "_values"] = columns,
        };
        var formula = isWhole
            ? calculator.Results.OfWhole(_merge, pack, operands, cancellationToken)
            : calculator.Results.Of(_merge, pack, operands, cancellationToken);
        return formula.GetValueOrDefault(figure.Result);
    }

    private async Task<decimal?> OperandAsync(
        FigureDefinition figure, FigureOperand operand, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (calculator.Figures.Find(operand.Figure) is not { } other || DateOf(figure, operand, asOf) is not { } date)
            return null;
        return await BaseValueAsync(other, date, cancellationToken);
    }

    // A base date is a parameter of the pack; where it has no value yet on the date, there is no figure.
    private DateOnly? DateOf(FigureDefinition figure, FigureOperand operand, DateOnly asOf)
    {
        if (operand.At is null)
            return asOf;
        if (DateOnly.TryParseExact(
            operand.At, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        var parameter = calculator.Policies.Pack(figure.PackId)?.Parameters.Find(operand.At);
        return parameter?.ValueAt(asOf)?.Value as DateOnly?;
    }

    private async Task<PackValues> ValuesAsync(string packId, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (_values.TryGetValue((packId, asOf), out var known))
            return known;
        var day = await DayAsync(asOf, [packId], cancellationToken);
        var values = day.Plan.Pack(packId) is { } pack && day.HasFacts(pack)
            ? Values(day, pack, cancellationToken)
            : PackValues.None;
        return _values[(packId, asOf)] = values;
    }

    private PackValues Values(FigureDay day, CompiledFigurePack pack, CancellationToken cancellationToken)
    {
        var address = day.AddressOf(calculator, pack);
        if (!isWhole && calculator.Results.Find(address) is { } kept)
            return kept;
        day.Ensure(calculator, [pack.Pack.Id], cancellationToken);
        var (results, partials) = (calculator.Results, day.Partials!);
        return isWhole
            ? results.MergeWhole(address, _merge, partials, pack, day.Registers, cancellationToken)
            : results.Merge(address, _merge, partials, pack, day.Registers, cancellationToken);
    }

    private async Task<FigureCoverage> CoverageAsync(
        string packId, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (_coverage.TryGetValue((packId, asOf), out var known))
            return known;
        var day = await DayAsync(asOf, [packId], cancellationToken);
        var leftOut = (await ValuesAsync(packId, asOf, cancellationToken)).LeftOut;
        return _coverage[(packId, asOf)] =
            await FigureCoverageQuery.OfAsync(calculator, day, packId, leftOut, cancellationToken);
    }
}
