using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>What one date's figures are computed from, as far as it was asked for: a growth figure needs of an earlier
/// date two packs, not thirty. Not thread safe.</summary>
internal sealed class FigureDay(DateOnly asOf, RegisteredInstitutions institutions)
{
    private readonly Dictionary<string, IReadOnlyList<AcceptedTable>> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<DeclaredTable>> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReturnProfile> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _packs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ensured = new(StringComparer.Ordinal);

    public DateOnly AsOf => asOf;

    /// <summary>The packs asked for so far, with those that they use.</summary>
    public FigurePlan Plan { get; private set; } = new(asOf, [], []);

    /// <summary>Accepted tables of the returns that these packs read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> Facts => _facts;

    public IReadOnlyDictionary<string, RegisterDataset> Registers => institutions.Registers;

    public IReadOnlyList<Institution> Institutions => institutions.All;

    /// <summary>Partial results of the packs that were made ready; null before.</summary>
    public PartialSet? Partials { get; private set; }

    /// <summary>Compiles packs and reads what was filed for them, unless it was done before.</summary>
    public async Task LoadAsync(
        FigureCalculator calculator, IEnumerable<string> packs, DateTimeOffset? knownAt,
            CancellationToken cancellationToken)
    {
        var before = _packs.Count;
        _packs.UnionWith(packs);
        if (_packs.Count == before)
            return;
        Plan = calculator.Compiler.Plan(asOf, _packs);
        foreach (var ofReturn in Plan.Packs.SelectMany(p => p.Tables).GroupBy(t => t.Key, StringComparer.Ordinal))
        {
            if (_facts.ContainsKey(ofReturn.Key))
                continue;
            _facts[ofReturn.Key] =
                await calculator.Catalog.AcceptedAsync(ofReturn.Key, asOf, knownAt, null, cancellationToken);
            _declared[ofReturn.Key] =
                await calculator.Catalog.DeclaredAsync(ofReturn.Key, asOf, knownAt, cancellationToken);
        }
    }

    /// <summary>Brings the partial results of packs up to date, with all that were asked for before.</summary>
    public void Ensure(FigureCalculator calculator, IEnumerable<string> packs, CancellationToken cancellationToken)
    {
        var before = _ensured.Count;
        _ensured.UnionWith(packs);
        if (Partials is null || _ensured.Count > before)
            Partials = calculator.Partials.Ensure(Plan, _facts, Registers, _ensured, cancellationToken);
    }

    /// <summary>The address of a pack's values: what they are, without computing them.</summary>
    public string AddressOf(FigureCalculator calculator, CompiledFigurePack pack)
    {
        var partials = pack.Pack.Uses.Select(Plan.Pack).OfType<CompiledFigurePack>().Append(pack)
            .SelectMany(p => Addresses(calculator, p).Values);
        return FigureResults.AddressOf(pack, partials, Registers);
    }

    /// <summary>Who owes a return.</summary>
    public async Task<ReturnProfile> ProfileAsync(
        FigureCalculator calculator, string returnId, CancellationToken cancellationToken)
    {
        if (!_profiles.TryGetValue(returnId, out var profile))
        {
            _profiles[returnId] = profile =
                await calculator.Institutions.ProfileAsync(returnId, asOf, cancellationToken);
        }

        return profile;
    }

    /// <summary>Institutions with an accepted version of a return, with rows or without.</summary>
    public IEnumerable<string> Filers(string returnId) =>
        _declared.GetValueOrDefault(returnId, []).Select(d => d.InstitutionId).Distinct(StringComparer.Ordinal);

    /// <summary>Whether somebody filed a table of the pack, with rows or declared empty; a pack that reads registers
    /// only always has.</summary>
    public bool HasFacts(CompiledFigurePack pack)
    {
        var own = pack.Pack.Inputs.Count > 0
            ? pack.Pack.Inputs
            : pack.Pack.Uses.Select(Plan.Pack).OfType<CompiledFigurePack>().SelectMany(p => p.Pack.Inputs)
                .ToDictionary();
        return own.Count == 0 || own.Any(i => _declared.GetValueOrDefault(i.Key, [])
            .Any(d => d.State != TableState.NotApplicable && i.Value.Contains(d.Table, StringComparer.Ordinal)));
    }

    private IReadOnlyDictionary<string, string> Addresses(FigureCalculator calculator, CompiledFigurePack pack)
    {
        if (!_addresses.TryGetValue(pack.Pack.Id, out var addresses))
        {
            _addresses[pack.Pack.Id] = addresses =
                PartialAddress.ByInstitution(pack, _facts, calculator.BorrowerKeyId);
        }

        return addresses;
    }
}

/// <summary>The institutions of a date and the registers made of them.</summary>
internal sealed record RegisteredInstitutions(
    IReadOnlyList<Institution> All, IReadOnlyDictionary<string, RegisterDataset> Registers);
