using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>事实库: a database of ClickHouse to which accepted facts are copied and where partial results of figures are
/// computed. The record stays in the data folder; all that is here can be loaded again. Thread safe.</summary>
public sealed partial class FactDatabase : IDisposable
{
    private const int LeastVersion = 24;

    private readonly ClickHouseHttp _http;
    private readonly ILogger<FactDatabase> _log;
    private readonly Lock _lock = new();
    private bool _isChecked;

    /// <summary>Takes the address; nothing is asked yet.</summary>
    public FactDatabase(FactServer server, ILogger<FactDatabase> log)
    {
        ArgumentNullException.ThrowIfNull(server);
        Server = server;
        _log = log;
        _http = new ClickHouseHttp(server);
    }

    /// <summary>Where it is.</summary>
    public FactServer Server { get; }

    /// <summary>Most filed rows that one run of the server reads; a batch of institutions has at most so many, or one
    /// institution.</summary>
    public long RowsAtOnce { get; init; } = 20_000_000;

    internal ClickHouseHttp Http => _http;

    /// <summary>Sees that the server is there, new enough, and lets us do what we need: tables are made, filled, read
    /// and dropped.</summary>
    /// <exception cref="FactsException">It does not; the code says why.</exception>
    public void Check(CancellationToken cancellationToken = default)
    {
        var version = _http.Rows("SELECT version()", cancellationToken)[0][0] ?? string.Empty;
        if (!int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || major < LeastVersion)
        {
            throw ClickHouseAnswer.NotClickHouse(Server, version);
        }

        FactTable.Loads.Ensure(_http, cancellationToken);
        using var scratch = new ScratchTables(_http);
        var table = ClickHouseSql.Name(scratch.Add("check"));
        _http.Execute($"CREATE TABLE {table} (x UInt8) ENGINE = MergeTree ORDER BY x", cancellationToken);
        _http.Execute($"INSERT INTO {table} SELECT 1", cancellationToken);
        _http.Rows($"SELECT x FROM {table}", cancellationToken);
        _http.Execute($"DROP TABLE {table}", cancellationToken);
        lock (_lock)
            _isChecked = true;
    }

    /// <summary>The same, unless it held before in this process.</summary>
    internal void CheckOnce(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isChecked)
                return;
        }

        Check(cancellationToken);
    }

    /// <summary>Asks whether the server answers; nothing else.</summary>
    /// <exception cref="FactsException">It does not.</exception>
    public void Ping(CancellationToken cancellationToken) => _http.Rows("SELECT 1", cancellationToken);

    internal void TellLoaded(int files, long rows) => Loaded(_log, files, rows, Server);

    internal void TellEmbedded(int institutions) => Embedded(_log, institutions);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Files} fact files, {Rows} rows were loaded into {Server}")]
    private static partial void Loaded(ILogger log, int files, long rows, FactServer server);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Institutions} institutions filed dates that ClickHouse has not (before 1900, after 2299): "
            + "computed on the embedded engine")]
    private static partial void Embedded(ILogger log, int institutions);
}
