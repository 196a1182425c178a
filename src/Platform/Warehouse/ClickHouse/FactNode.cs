using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>One server of the facts with its connection. Thread safe.</summary>
internal sealed partial class FactNode(FactServer server, ILogger log) : IDisposable
{
    private const int LeastVersion = 24;

    private readonly Lock _lock = new();
    private bool _isChecked;

    public FactServer Server => server;

    public ClickHouseHttp Http { get; } = new(server);

    /// <summary>Sees that the server is there, new enough, and lets us do what we need: tables are made, filled, read
    /// and dropped.</summary>
    /// <exception cref="FactsException">It does not; the code says why.</exception>
    public void Check(CancellationToken cancellationToken)
    {
        var version = Http.Rows("SELECT version()", cancellationToken)[0][0] ?? string.Empty;
        if (!int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || major < LeastVersion)
        {
            throw ClickHouseAnswer.NotClickHouse(server, version);
        }

        FactTable.Loads.Ensure(Http, cancellationToken);
        using var scratch = new ScratchTables(Http);
        var table = ClickHouseSql.Name(scratch.Add("check"));
        Http.Execute($"CREATE TABLE {table} (x UInt8) ENGINE = MergeTree ORDER BY x", cancellationToken);
        Http.Execute($"INSERT INTO {table} SELECT 1", cancellationToken);
        Http.Rows($"SELECT x FROM {table}", cancellationToken);
        Http.Execute($"DROP TABLE {table}", cancellationToken);
        lock (_lock)
            _isChecked = true;
    }

    /// <summary>The same, unless it held before in this process.</summary>
    public void CheckOnce(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isChecked)
                return;
        }

        Check(cancellationToken);
    }

    /// <summary>Asks whether the server answers; nothing else.</summary>
    public void Ping(CancellationToken cancellationToken) => Http.Rows("SELECT 1", cancellationToken);

    /// <summary>Asks something within a time.</summary>
    /// <param name="ask">What.</param>
    /// <param name="patience">How long; a server that says nothing until then is away.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="FactsException">The server cannot be used.</exception>
    public void Within(TimeSpan patience, Action<FactNode, CancellationToken> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            ask(this, limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = string.Create(CultureInfo.InvariantCulture, $"{patience.TotalSeconds:0.#} s");
            throw ClickHouseAnswer.Unreachable(server, seconds, late);
        }
    }

    public void TellLoaded(int files, long rows) => Loaded(log, files, rows, server);

    public void TellEmbedded(int institutions) => Embedded(log, institutions);

    public void Dispose() => Http.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Files} fact files, {Rows} rows were loaded into {Server}")]
    private static partial void Loaded(ILogger log, int files, long rows, FactServer server);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Institutions} institutions filed dates that ClickHouse has not (before 1900, after 2299): "
            + "computed on the embedded engine")]
    private static partial void Embedded(ILogger log, int institutions);
}
