namespace Huoshui.Warehouse.ClickHouse;

/// <summary>What a sweep of the server found.</summary>
/// <param name="Tables">Tables of runs that were killed.</param>
/// <param name="Rows">Rows of loads that do not count.</param>
public sealed record FactSweepReport(IReadOnlyList<string> Tables, long Rows);

/// <summary>Removes from the server what runs and loads that were cut off have left. Nothing of it was ever
/// read.</summary>
/// <param name="database">The server.</param>
/// <param name="time">The clock.</param>
public sealed class FactSweep(FactDatabase database, TimeProvider time)
{
    // Of an id of version 7, in hex.
    private const int InstantDigits = 12;

    private static readonly TimeSpan LeastAge = TimeSpan.FromDays(1);

    /// <summary>Looks, and removes.</summary>
    /// <param name="age">How old it must be; at least a day, since younger runs may be going on.</param>
    /// <param name="removes">False only looks.</param>
    /// <param name="cancellationToken">Breaks off between statements.</param>
    /// <exception cref="FactsException">The server cannot be used.</exception>
    public FactSweepReport Run(TimeSpan? age, bool removes, CancellationToken cancellationToken)
    {
        database.CheckOnce(cancellationToken);
        // Ids are of version 7: as texts they are in the order of time.
        var before = time.GetUtcNow() - (age is { } asked && asked > LeastAge ? asked : LeastAge);
        var oldest = Guid.CreateVersion7(before).ToString("N")[..InstantDigits];
        const string Prefix = ScratchTables.Prefix;
        var tables = Names($"startsWith(name, '{Prefix}') AND name < '{Prefix}{oldest}'", cancellationToken);
        foreach (var table in removes ? tables : [])
            database.Http.Execute($"DROP TABLE IF EXISTS {ClickHouseSql.Name(table)}", cancellationToken);
        var rows = 0L;
        foreach (var table in Names("startsWith(name, 'facts_')", cancellationToken))
            rows += Loads(table, oldest, removes, cancellationToken);
        return new FactSweepReport(tables, rows);
    }

    private List<string> Names(string condition, CancellationToken cancellationToken) => database.Http.Rows(
        $"SELECT name FROM system.tables WHERE database = currentDatabase() AND {condition} ORDER BY name",
        cancellationToken).ConvertAll(r => r[0]!);

    private long Loads(string table, string before, bool removes, CancellationToken cancellationToken)
    {
        var name = ClickHouseSql.Name(table);
        var gone = $"load < '{before}' AND load NOT IN (SELECT load FROM {FactTable.Loads.Name})";
        var counted = database.Http.Rows($"SELECT count() FROM {name} WHERE {gone}", cancellationToken);
        var rows = long.Parse(counted[0][0]!, System.Globalization.CultureInfo.InvariantCulture);
        if (rows > 0 && removes)
        {
            database.Http.Execute(
                $"ALTER TABLE {name} DELETE WHERE {gone} SETTINGS mutations_sync = 1", cancellationToken);
        }

        return rows;
    }
}
