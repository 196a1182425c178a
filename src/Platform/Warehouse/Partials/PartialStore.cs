using Huoshui.Policies.Figures;
using Huoshui.Warehouse.ClickHouse;

namespace Huoshui.Warehouse.Partials;

/// <summary>
/// Partial results by institution (分机构中间结果). What is there is reused; what is stale is computed for all stale
/// institutions in one query a result. Safe to run in several processes: a result is there whole or not at all.
/// </summary>
/// <param name="folder">The folder of partial results; made if missing.</param>
/// <param name="limits">What one run may use.</param>
/// <param name="rowsAtOnce">Filed rows that one query reads; a run over more takes institution after institution up to
/// this, so that its joins fit the memory.</param>
/// <param name="server">Where it is computed instead; null computes on the embedded engine.</param>
public sealed class PartialStore(
    string folder,
    DuckLimits limits,
    long rowsAtOnce = PartialStore.DefaultRowsAtOnce,
    PartialServer? server = null)
{
    private const long DefaultRowsAtOnce = 1_500_000;

    private readonly PartialSegments _segments = new(folder);

    /// <summary>The folder of partial results.</summary>
    public string Folder => folder;

    /// <summary>Brings the partial results of a plan up to date.</summary>
    /// <param name="plan">Compiled for the date of the facts.</param>
    /// <param name="facts">Accepted tables of that date, by return.</param>
    /// <param name="registers">Rows of the registers that scripts read, by name.</param>
    /// <param name="only">The packs that are wanted, with those that they use; null for all.</param>
    /// <param name="cancellationToken">Leaves only whole results behind.</param>
    public PartialSet Ensure(
        FigurePlan plan,
        IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        IReadOnlySet<string>? only = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var key = BorrowerKey.In(folder);
        var asked = plan.Packs.Where(p => only is null || only.Contains(p.Pack.Id))
            .SelectMany(p => p.Pack.Uses.Append(p.Pack.Id))
            .ToHashSet(StringComparer.Ordinal);
        var wanted = plan.Packs.Where(p => asked.Contains(p.Pack.Id) && p.Stored.Count > 0)
            .Select(p => Want(p, facts, key)).ToList();
        var stale = wanted.Where(w => w.Stale.Count > 0).ToList();
        if (stale.Count > 0)
        {
            Compute(plan, registers, stale, key, cancellationToken);
            foreach (var pack in stale)
                pack.Find(_segments);
        }

        var places = wanted.ToDictionary(w => w.Pack.Pack.Id, w => w.Shares(), StringComparer.Ordinal);
        return new PartialSet(folder, plan, places, stale.Sum(w => w.Stale.Count));
    }

    private void Compute(
        FigurePlan plan,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        IReadOnlyList<WantedPack> stale,
        BorrowerKey key,
        CancellationToken cancellationToken)
    {
        var (left, fault) = server is null ? (stale, null) : ComputeThere(server);
        if (left.Count > 0)
        {
            var here = new StaleResults(plan, registers, left);
            new PartialRun(_segments, new RunLimits(limits, rowsAtOnce), here, key).Compute(cancellationToken);
        }

        if (fault is not null)
            throw fault; // last: what could be computed is kept

        (IReadOnlyList<WantedPack> Left, FactsException? Fault) ComputeThere(PartialServer there)
        {
            var planThere = there.Plan(plan.AsOf, stale.Select(w => w.Pack.Pack.Id));
            if (stale.FirstOrDefault(w => !IsSame(planThere, w)) is { } other)
                throw ClickHouseAnswer.OtherRules(other.Pack.Pack.Id);
            var results = new StaleResults(planThere, registers, stale);
            var end = new FactSpread(there.Database, _segments, limits, key)
                .Compute(results, new StaleResults(plan, registers, stale), cancellationToken);
            return (end.Beyond.Count == 0 ? [] : results.Only(end.Beyond).Packs, end.Fault);
        }
    }

    // Both read the packs from disk, at different times.
    private static bool IsSame(FigurePlan plan, WantedPack wanted) =>
        plan.Pack(wanted.Pack.Pack.Id)?.PartialsHash == wanted.Pack.PartialsHash;

    private WantedPack Want(
        CompiledFigurePack pack, IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts, BorrowerKey key)
    {
        var tables = PartialAddress.TablesOf(pack, facts);
        var wanted = new WantedPack(pack, tables, PartialAddress.ByInstitution(pack, facts, key.Id));
        wanted.Find(_segments);
        return wanted;
    }
}

/// <summary>Servers of ClickHouse that compute partial results.</summary>
/// <param name="Database">Where accepted facts are loaded.</param>
/// <param name="Plan">Compiles packs of a date, with those that they use, for ClickHouse.</param>
public sealed record PartialServer(FactDatabase Database, Func<DateOnly, IEnumerable<string>, FigurePlan> Plan);

/// <summary>A pack, the facts it reads, where each institution's results are and who is stale.</summary>
internal sealed class WantedPack(
    CompiledFigurePack pack, IReadOnlyList<AcceptedTable> facts, IReadOnlyDictionary<string, string> addresses)
{
    private Dictionary<string, (string Segment, int Institutions)?> _found = [];

    public CompiledFigurePack Pack => pack;

    public IReadOnlyList<AcceptedTable> Facts => facts;

    public IReadOnlyDictionary<string, string> Addresses => addresses;

    /// <summary>Who was stale when it was last looked.</summary>
    public IReadOnlySet<string> Stale { get; private set; } = new HashSet<string>();

    /// <summary>The same pack, stale for some institutions only.</summary>
    public WantedPack Only(IReadOnlySet<string> institutions) =>
        new(pack, facts, addresses) { Stale = Stale.Intersect(institutions).ToHashSet(StringComparer.Ordinal) };

    /// <summary>Looks where the results are.</summary>
    public void Find(PartialSegments segments)
    {
        _found = segments.Find(addresses);
        if (_found.Any(f => f.Value is null))
            Stale = _found.Where(f => f.Value is null).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whose results are read from which segment.</summary>
    public IReadOnlyList<SegmentShare> Shares() =>
    [
        .. _found.GroupBy(f => f.Value!.Value).OrderBy(g => g.Key.Segment, StringComparer.Ordinal)
            .Select(g => new SegmentShare(
                g.Key.Segment,
                [.. g.Select(f => f.Key).Order(StringComparer.Ordinal)],
                g.Count() == g.Key.Institutions)),
    ];
}
