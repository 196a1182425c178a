namespace Huoshui.Warehouse.ClickHouse;

/// <summary>Tables of one run, named after it and dropped at its end. What a killed run leaves has the time in its name
/// and is dropped by <see cref="FactSweep"/>.</summary>
internal sealed class ScratchTables(ClickHouseHttp http) : IDisposable
{
    /// <summary>Begins the name of every such table.</summary>
    public const string Prefix = "run_";

    // A server that does not answer any more must not hold up who ends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _run = Prefix + Guid.CreateVersion7().ToString("N");
    private readonly List<string> _names = [];

    /// <summary>A name for a table of this run; it need not come to be.</summary>
    public string Add(string name)
    {
        _names.Add($"{_run}_{name}");
        return _names[^1];
    }

    /// <summary>Drops the tables. A server that went away in the middle leaves them to the sweep.</summary>
    public void Dispose()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            foreach (var name in _names)
                http.Execute($"DROP TABLE IF EXISTS {ClickHouseSql.Name(name)}", limit.Token);
        }
        catch (Exception left) when (left is FactsException or OperationCanceledException)
        {
            // what stopped the run is told by the run
        }
    }
}
