using System.Runtime.ExceptionServices;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>What came of a run over the servers.</summary>
/// <param name="Beyond">Institutions that no server can compute, for the embedded engine; mostly none.</param>
/// <param name="Fault">Why some have no results; null when all have.</param>
internal sealed record FactSpreadEnd(IReadOnlySet<string> Beyond, FactsException? Fault);

/// <summary>
/// One run that computes what is stale on the servers, each the institutions that are placed on it, side by side and
/// each into a segment of its own: what one has computed is kept whatever becomes of the others. The institutions of a
/// server that is away are loaded and computed on the next server in their order.
/// </summary>
internal sealed class FactSpread(FactDatabase database, PartialSegments segments, DuckLimits limits, BorrowerKey key)
{
    // What breaks off in the middle may have ended the server: it is not carried from server to server.
    private const int Breaks = 1;

    // A session with less reads and writes Parquet of wide tables by way of the disk.
    private const int LeastMebibytes = 128;

    /// <summary>Computes.</summary>
    /// <param name="there">What is stale, compiled for ClickHouse.</param>
    /// <param name="here">The same, compiled for the embedded engine: it knows the types of the results.</param>
    /// <param name="cancellationToken">Leaves only whole results behind.</param>
    public FactSpreadEnd Compute(StaleResults there, StaleResults here, CancellationToken cancellationToken)
    {
        var beyond = new HashSet<string>(StringComparer.Ordinal);
        var (faults, replaced) = (new List<FactsException>(), new List<FactsException>());
        var lost = database.Away();
        var open = there.Facts.Select(f => f.InstitutionId).Distinct(StringComparer.Ordinal).ToList();
        var breaks = 0;
        while (open.Count > 0)
        {
            var shares = Shares(open, lost);
            Compute(shares, there, here, cancellationToken);
            shares.ForEach(s => beyond.UnionWith(s.Beyond));
            var failed = shares.Where(s => s.Fault is not null).ToList();
            lost.UnionWith(failed.Select(s => s.Node));
            var hasNext = lost.Count < database.Nodes.Count;
            var again = failed
                .Where(s => hasNext && s.Fault!.IsAway && (s.Fault.IsNotBegun || breaks < Breaks)).ToList();
            breaks += again.Exists(s => !s.Fault!.IsNotBegun) ? 1 : 0;
            again.ForEach(s => database.TellAway(s.Node, s.Fault!.Code, s.Institutions.Count));
            replaced.AddRange(again.Select(s => s.Fault!));
            faults.AddRange(failed.Except(again).Select(s => s.Fault!));
            open = [.. again.SelectMany(s => s.Institutions)];
        }

        return new FactSpreadEnd(beyond, faults.Count == 0 ? null : FactsException.Of([.. faults, .. replaced]));
    }

    // Where all are away, all are asked: one may be back.
    private List<Share> Shares(List<string> institutions, HashSet<FactNode> lost)
    {
        var nodes = database.Nodes.Where(n => !lost.Contains(n)).ToDictionary(n => n.Server);
        if (nodes.Count == 0)
            nodes = database.Nodes.ToDictionary(n => n.Server);
        var shares = institutions.GroupBy(i => database.Servers.InOrder(i).First(nodes.ContainsKey))
            .ToDictionary(g => g.Key, g => g.ToHashSet(StringComparer.Ordinal));
        return [.. nodes.Where(n => shares.ContainsKey(n.Key)).Select(n => new Share(n.Value, shares[n.Key]))];
    }

    private void Compute(
        List<Share> shares, StaleResults there, StaleResults here, CancellationToken cancellationToken)
    {
        var side = Math.Min(shares.Count, database.ServersAtOnce);
        var each = limits with
        {
            Threads = Math.Max(1, limits.Threads / side),
            MemoryMebibytes = side == 1 ? limits.MemoryMebibytes
                : Math.Max(LeastMebibytes, limits.MemoryMebibytes / side),
        };
        SideBySide.Each(shares, side, Compute, cancellationToken);
        shares.Find(s => s.Failure is not null)?.Failure!.Throw();

        void Compute(Share share, CancellationToken stop)
        {
            try
            {
                var run = new ClickHouseRun(share.Node, segments, new RunLimits(each, database.RowsAtOnce), key);
                share.Beyond = run.Compute(there.Only(share.Institutions), here, stop);
            }
            catch (FactsException fault)
            {
                share.Fault = fault;
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                share.Failure = ExceptionDispatchInfo.Capture(failure); // of this machine: the others go on
            }
        }
    }

    private sealed class Share(FactNode node, IReadOnlySet<string> institutions)
    {
        public FactNode Node => node;

        public IReadOnlySet<string> Institutions => institutions;

        public IReadOnlySet<string> Beyond { get; set; } = new HashSet<string>();

        public FactsException? Fault { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }
    }
}
