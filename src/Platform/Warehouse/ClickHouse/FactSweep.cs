using System.Globalization;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>What a sweep of a server found.</summary>
/// <param name="Server">Which.</param>
/// <param name="Tables">Tables of runs that were killed.</param>
/// <param name="Rows">Rows of loads that do not count.</param>
/// <param name="Moved">Rows of institutions that are placed on another server.</param>
/// <param name="Fault">Why the server could not be swept, or not to the end; null for none.</param>
public sealed record FactSweepReport(
    FactServer Server, IReadOnlyList<string> Tables, long Rows, long Moved, FactsException? Fault);

/// <summary>Removes from the servers what runs and loads that were cut off have left, which was never read, and what
/// was loaded before its institution had its place on another server. A run that reads it at that moment notices it and
/// keeps nothing.</summary>
/// <param name="database">The servers.</param>
/// <param name="time">The clock.</param>
public sealed class FactSweep(FactDatabase database, TimeProvider time)
{
    // Of an id of version 7, in hex.
    private const int InstantDigits = 12;

    private static readonly TimeSpan LeastAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks, and removes; a server that cannot be used keeps no other from being swept.</summary>
    /// <param name="age">How old it must be; at least a day, since younger runs may be going on.</param>
    /// <param name="removes">False only looks.</param>
    /// <param name="cancellationToken">Breaks off between statements.</param>
    /// <returns>A report for each server, in their order.</returns>
    public IReadOnlyList<FactSweepReport> Run(TimeSpan? age, bool removes, CancellationToken cancellationToken)
    {
        var faults = database.Check(Patience, cancellationToken);
        if (faults.Any(f => f.Code == "WHS2015"))
            return [.. faults.Select(f => new FactSweepReport(f.Server!, [], 0, 0, f))]; // whose is what is not known
        // Ids are of version 7: as texts they are in the order of time.
        var before = time.GetUtcNow() - (age is { } asked && asked > LeastAge ? asked : LeastAge);
        var oldest = Guid.CreateVersion7(before).ToString("N")[..InstantDigits];
        var sound = database.Nodes.Where(n => faults.All(f => f.Server != n.Server)).ToList();
        // Two names of one database are only found where all answer: before that nothing has moved away for sure.
        var sweeps = sound.ConvertAll(n => new NodeSweep(n, oldest, removes, faults.Count == 0, cancellationToken));
        var swept = sweeps.ConvertAll(s => Sweep(s, sound));
        return [.. swept.Concat(faults.Select(f => new FactSweepReport(f.Server!, [], 0, 0, f)))
            .OrderBy(r => database.Servers.All.ToList().IndexOf(r.Server))];
    }

    // While a server is away, its institutions are placed on the next one.
    private FactSweepReport Sweep(NodeSweep sweep, List<FactNode> sound)
    {
        var servers = sound.Select(n => n.Server).ToHashSet();
        try
        {
            return sweep.Run(i => database.Servers.InOrder(i).First(servers.Contains));
        }
        catch (FactsException fault)
        {
            return new FactSweepReport(sweep.Server, [], 0, 0, fault);
        }
    }

    private sealed class NodeSweep(
        FactNode node, string before, bool removes, bool isWhole, CancellationToken cancellationToken)
    {
        public FactServer Server => node.Server;

        public FactSweepReport Run(Func<string, FactServer> placed)
        {
            const string Prefix = ScratchTables.Prefix;
            var tables = Names($"startsWith(name, '{Prefix}') AND name < '{Prefix}{before}'");
            foreach (var table in removes ? tables : [])
                node.Http.Execute($"DROP TABLE IF EXISTS {ClickHouseSql.Name(table)}", cancellationToken);
            var (rows, moved) = (0L, 0L);
            foreach (var table in Names("startsWith(name, 'facts_')"))
            {
                var name = ClickHouseSql.Name(table);
                rows += Delete(name, $"load < '{before}' AND load NOT IN (SELECT load FROM {FactTable.Loads.Name})");
                moved += isWhole ? Moved(table, name, placed) : 0;
            }

            return new FactSweepReport(Server, tables, rows, moved, null);
        }

        private List<string> Names(string condition) => node.Http.Rows(
            $"SELECT name FROM system.tables WHERE database = currentDatabase() AND {condition} ORDER BY name",
            cancellationToken).ConvertAll(r => r[0]!);

        // First nothing names the rows any more, then they go: nobody begins to read what is going.
        private long Moved(string table, string name, Func<string, FactServer> placed)
        {
            var there = node.Http.Rows(
                $"SELECT DISTINCT institution FROM {name} WHERE load < '{before}' AND institution IS NOT NULL",
                cancellationToken);
            var gone = there.Select(r => r[0]!).Where(i => placed(i) != Server).Select(ClickHouseSql.Text).ToList();
            if (gone.Count == 0)
                return 0;
            var ofGone = $"load < '{before}' AND institution IN ({string.Join(", ", gone)})";
            Delete(
                FactTable.Loads.Name,
                $"fact_table = {ClickHouseSql.Text(table)} AND load < '{before}' "
                    + $"AND fact_file IN (SELECT fact_file FROM {name} WHERE {ofGone})");
            return Delete(name, ofGone);
        }

        private long Delete(string name, string which)
        {
            var counted = node.Http.Rows($"SELECT count() FROM {name} WHERE {which}", cancellationToken);
            var rows = long.Parse(counted[0][0]!, CultureInfo.InvariantCulture);
            if (rows > 0 && removes)
            {
                node.Http.Execute(
                    $"ALTER TABLE {name} DELETE WHERE {which} SETTINGS mutations_sync = 1", cancellationToken);
            }

            return rows;
        }
    }
}
