using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>
/// ClickHouse's HTTP interface: one statement a request, whose answer comes when it is whole, so that an error always
/// has its number. Thread safe. Nothing is logged here; who asks goes in a header.
/// </summary>
internal sealed class ClickHouseHttp : IDisposable
{
    // Statements of packs are long; they are ours, not a visitor's.
    private const string Settings = "wait_end_of_query=1&max_query_size=67108864&max_ast_elements=2000000"
        + "&max_expanded_ast_elements=20000000&output_format_parquet_string_as_string=1" + Whole;

    // A profile of the server may cut an answer and call it good: here it is whole, or an error.
    private const string Whole = "&limit=0&offset=0&read_overflow_mode=throw&result_overflow_mode=throw"
        + "&timeout_overflow_mode=throw"
        + "&group_by_overflow_mode=throw&set_overflow_mode=throw&join_overflow_mode=throw&sort_overflow_mode=throw"
        + "&distinct_overflow_mode=throw&transfer_overflow_mode=throw";

    private const int KeepAliveSeconds = 30;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly FactServer _server;
    private readonly HttpClient _client;

    public ClickHouseHttp(FactServer server)
    {
        _server = server;
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectPatience,
            AllowAutoRedirect = false,
            UseProxy = false, // facts and the password go to nobody else
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan }; // Send has the limit, of the rows too
        var who = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{server.User}:{server.Password}"));
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", who);
    }

    public FactServer Server => _server;

    /// <summary>Runs a statement without rows.</summary>
    public void Execute(string sql, CancellationToken cancellationToken) =>
        Send(sql, null, "Null", null, cancellationToken);

    /// <summary>The rows of a query, each cell as text; null is null.</summary>
    public List<string?[]> Rows(string sql, CancellationToken cancellationToken)
    {
        var rows = new List<string?[]>();
        Send(sql, null, "JSONCompactStringsEachRow", Read, cancellationToken);
        return rows;

        void Read(Stream answer)
        {
            using var lines = new StreamReader(answer, Encoding.UTF8);
            while (lines.ReadLine() is { } line)
            {
                using var row = JsonDocument.Parse(line);
                rows.Add([.. row.RootElement.EnumerateArray().Select(c => c.GetString())]);
            }
        }
    }

    /// <summary>Writes the rows of a query to a file, as Parquet.</summary>
    public void Download(string sql, string path, CancellationToken cancellationToken) => Send(
        sql, null, "Parquet",
        answer =>
        {
            using var file = File.Create(path);
            answer.CopyTo(file);
        },
        cancellationToken);

    /// <summary>Sends a Parquet file into a table.</summary>
    /// <param name="into">The table and its columns, in the order of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Breaks the request off.</param>
    public void Insert(string into, string path, CancellationToken cancellationToken) =>
        Send($"INSERT INTO {into} FORMAT Parquet", path, "Null", null, cancellationToken);

    public void Dispose() => _client.Dispose();

    // A server that lost its power sends no end: the connection is asked whether it lives.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext to, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds / 3);
            await socket.ConnectAsync(to.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Send(
        string sql, string? path, string format, Action<Stream>? read, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var address = $"/?database={_server.Database}&query_id={id}&default_format={format}&{Settings}";
        using var body = path is null ? null : File.OpenRead(path);
        using var request = body is null
            ? new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(sql, Encoding.UTF8) }
            : new HttpRequestMessage(HttpMethod.Post, $"{address}&query={Uri.EscapeDataString(sql)}")
            {
                Content = new StreamContent(body),
            };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var hasAnswered = false;
        try
        {
            using var answer = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            hasAnswered = true;
            if (answer.StatusCode != HttpStatusCode.OK)
                throw ClickHouseAnswer.Fault(answer, _server, id);
            if (!answer.Headers.Contains("X-ClickHouse-Query-Id"))
                throw ClickHouseAnswer.NotClickHouse(_server, "HTTP 200");
            using var content = answer.Content.ReadAsStream(limit.Token);
            using var stop = limit.Token.Register(answer.Dispose);
            (read ?? (static stream => stream.CopyTo(Stream.Null)))(content);
        }
        catch (HttpRequestException lost) when (!hasAnswered && IsNoConnection(lost))
        {
            throw ClickHouseAnswer.Unreachable(_server, $"{lost.HttpRequestError}", lost);
        }
        catch (Exception lost) when (cancellationToken.IsCancellationRequested && lost is not FactsException)
        {
            throw new OperationCanceledException(lost.Message, lost, cancellationToken);
        }
        catch (Exception lost) when (lost is HttpRequestException or HttpIOException or JsonException
            or IOException { InnerException: SocketException }
            || (limit.IsCancellationRequested && lost is not FactsException))
        {
            throw Broken(lost, id);
        }
    }

    private static bool IsNoConnection(HttpRequestException lost) => lost.HttpRequestError is
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError;

    private FactsException Broken(Exception lost, string id) => _server.Fault(
        "WHS2008",
        $"连接中断（{lost.GetType().Name}），没有留下一半的数据，恢复后会重新计算；查询 {id}",
        $"the connection broke off ({lost.GetType().Name}); nothing half-done stays, it is computed again; query {id}",
        lost);
}
