using System.Globalization;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>One computation: everything known at one instant, each date's facts read once. Not thread safe.</summary>
internal sealed class FigureRun(FigureCalculator calculator, DateTimeOffset? knownAt)
{
    private readonly Dictionary<DateOnly, FigureDay> _days = [];
    private readonly Dictionary<(string Pack, DateOnly AsOf), IReadOnlyDictionary<string, decimal?>> _results = [];
    private readonly DateTimeOffset _now = calculator.Time.GetUtcNow();

    public async Task<FigureValue> ValueAsync(
        FigureDefinition figure, DateOnly asOf, CancellationToken cancellationToken)
    {
        var known = knownAt ?? _now;
        if (!figure.IsConnected)
            return new FigureValue(figure, asOf, known, null, FigureCoverage.None);
        var value = await BaseValueAsync(figure, asOf, cancellationToken);
        var day = await DayAsync(asOf, cancellationToken);
        return new FigureValue(figure, asOf, known, value, FigureCoverageQuery.Of(calculator, day, figure));
    }

    /// <summary>Brings the partial results of some packs up to date, all in one go.</summary>
    public async Task<FigureDay> PrepareAsync(
        DateOnly asOf, IReadOnlyList<string> packs, CancellationToken cancellationToken)
    {
        var day = await DayAsync(asOf, cancellationToken);
        day.Ensure(calculator, packs, cancellationToken);
        return day;
    }

    public async Task<FigureDay> DayAsync(DateOnly asOf, CancellationToken cancellationToken)
    {
        if (_days.TryGetValue(asOf, out var known))
            return known;
        var plan = calculator.Compiler.Plan(asOf);
        var facts = new Dictionary<string, IReadOnlyList<AcceptedTable>>(StringComparer.Ordinal);
        var declared = new Dictionary<string, IReadOnlyList<DeclaredTable>>(StringComparer.Ordinal);
        var tables = plan.Packs.SelectMany(p => p.Tables).GroupBy(t => t.Key, StringComparer.Ordinal);
        foreach (var ofReturn in tables)
        {
            var codes = ofReturn.SelectMany(t => t.Value).Select(t => t.Code).Distinct(StringComparer.Ordinal).ToList();
            facts[ofReturn.Key] =
                await calculator.Catalog.AcceptedAsync(ofReturn.Key, asOf, knownAt, codes, cancellationToken);
            declared[ofReturn.Key] =
                await calculator.Catalog.DeclaredAsync(ofReturn.Key, asOf, knownAt, cancellationToken);
        }

        var institutions = await calculator.Institutions.ListAsync(asOf, cancellationToken);
        var profiles = new Dictionary<string, ReturnProfile>(StringComparer.Ordinal);
        foreach (var returnId in facts.Keys)
            profiles[returnId] = await calculator.Institutions.ProfileAsync(returnId, asOf, cancellationToken);
        var registers = RegisterSource.At(calculator.Compiler.Registers, institutions, asOf);
        return _days[asOf] =
            new FigureDay(plan, facts, declared, registers) { Institutions = institutions, Profiles = profiles };
    }

    private async Task<decimal?> BaseValueAsync(
        FigureDefinition figure, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (figure.Operands.Count == 0)
        {
            var results = await ResultsAsync(figure.PackId, asOf, cancellationToken);
            // A sum over no rows of a table that was filed is zero, not missing; a ratio without rows is missing.
            return results.TryGetValue(figure.Result, out var value) ? value
                ?? (FigureMovements.IsRatio(figure) ? null : 0m) : null;
        }

        var columns = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var (name, operand) in figure.Operands)
            columns[name] = await OperandAsync(figure, operand, asOf, cancellationToken);
        if (columns.Values.Any(v => v is null))
            return null;
        var day = await PrepareAsync(asOf, [figure.PackId], cancellationToken);
        if (day.Plan.Pack(figure.PackId) is not { } pack)
            return null;
        var operands = new Dictionary<string, IReadOnlyDictionary<string, decimal?>>(StringComparer.Ordinal)
        {
            [figure.Result + "_values"] = columns,
        };
        return calculator.Results.Of(day.Partials!, pack, day.Registers, operands, cancellationToken)
            .GetValueOrDefault(figure.Result);
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

    private async Task<IReadOnlyDictionary<string, decimal?>> ResultsAsync(
        string packId, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (_results.TryGetValue((packId, asOf), out var known))
            return known;
        var day = await PrepareAsync(asOf, [packId], cancellationToken);
        var nothing = new Dictionary<string, IReadOnlyDictionary<string, decimal?>>(StringComparer.Ordinal);
        var results = day.Plan.Pack(packId) is { } pack && day.HasFacts(pack)
            ? calculator.Results.Of(day.Partials!, pack, day.Registers, nothing, cancellationToken)
            : new Dictionary<string, decimal?>(StringComparer.Ordinal);
        return _results[(packId, asOf)] = results;
    }
}

/// <summary>What one date's figures are computed from.</summary>
internal sealed class FigureDay(
    FigurePlan plan,
    IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts,
    IReadOnlyDictionary<string, IReadOnlyList<DeclaredTable>> declared,
    IReadOnlyDictionary<string, RegisterDataset> registers)
{
    private readonly HashSet<string> _ensured = new(StringComparer.Ordinal);

    public FigurePlan Plan => plan;

    public IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> Facts => facts;

    public IReadOnlyDictionary<string, RegisterDataset> Registers => registers;

    public required IReadOnlyList<Institution> Institutions { get; init; }

    public required IReadOnlyDictionary<string, ReturnProfile> Profiles { get; init; }

    public PartialSet? Partials { get; private set; }

    public void Ensure(FigureCalculator calculator, IReadOnlyList<string> packs, CancellationToken cancellationToken)
    {
        if (Partials is not null && packs.All(_ensured.Contains))
            return;
        _ensured.UnionWith(packs);
        Partials = calculator.Partials.Ensure(plan, facts, registers, _ensured, cancellationToken);
    }

    /// <summary>Institutions with an accepted version of a return, with rows or without.</summary>
    public IEnumerable<string> Filers(string returnId) =>
        declared.GetValueOrDefault(returnId, []).Select(d => d.InstitutionId).Distinct(StringComparer.Ordinal);

    /// <summary>Whether somebody filed a table of the pack, with rows or declared empty; a pack that reads registers
    /// only always has.</summary>
    public bool HasFacts(CompiledFigurePack pack)
    {
        var own = pack.Pack.Inputs.Count > 0
            ? pack.Pack.Inputs
            : pack.Pack.Uses.Select(plan.Pack).OfType<CompiledFigurePack>().SelectMany(p => p.Pack.Inputs)
                .ToDictionary();
        return own.Count == 0 || own.Any(i => declared.GetValueOrDefault(i.Key, [])
            .Any(d => d.State != TableState.NotApplicable && i.Value.Contains(d.Table, StringComparer.Ordinal)));
    }
}
