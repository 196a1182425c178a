using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Huoshui.Cli.VtlRuns;

namespace Huoshui.ClickHouseNode;

/// <summary>
/// POST / as ClickHouse answers it: the statement in the parameter <c>query</c> or in the body, <c>database</c>,
/// <c>default_format</c>, settings as other parameters, errors with their number. One statement at a time; no sessions,
/// no users.
/// </summary>
internal sealed partial class QueryEndpoint(Chdb chdb) : IDisposable
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "query", "database", "default_format", "query_id", "session_id", "user", "password", "role", "compress", "decompress",
        "enable_http_compression", "wait_end_of_query", "client_protocol_version",
    };

    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task AnswerAsync(HttpContext http)
    {
        var text = QueryText.Of(http.Request.Query["query"], await BodyAsync(http.Request));
        await _turn.WaitAsync(http.RequestAborted);
        try
        {
            var answer = Run(http.Request, text);
            http.Response.Headers["X-ClickHouse-Format"] = FormatOf(http.Request);
            http.Response.Headers["X-ClickHouse-Query-Id"] = http.Request.Query["query_id"].ToString();
            http.Response.Headers["X-ClickHouse-Summary"] = "{}";
            http.Response.ContentType = "application/octet-stream";
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
        }
        catch (ChdbException stopped)
        {
            await RefuseAsync(http, stopped.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private byte[] Run(HttpRequest request, QueryText text)
    {
        var database = request.Query["database"].ToString();
        chdb.Execute($"USE {Name(database.Length == 0 ? "default" : database)}");
        var settings = request.Query.Where(p => !Own.Contains(p.Key)).ToList();
        foreach (var (name, value) in settings)
            chdb.Execute($"SET {Name(name)} = '{Escaped(value.ToString())}'");
        try
        {
            return text.Format is null ? chdb.Bytes(text.Sql, FormatOf(request)) : Insert(text);
        }
        finally
        {
            foreach (var (name, _) in settings.Where(s => !s.Key.StartsWith("param_", StringComparison.Ordinal)))
                chdb.Execute($"SET {Name(name)} = DEFAULT");
        }
    }

    private byte[] Insert(QueryText text)
    {
        // Not any name: by its ending ClickHouse knows what a file is compressed with.
        var folder = Directory.CreateTempSubdirectory("huoshui-node-");
        try
        {
            var path = Path.Combine(folder.FullName, "rows.data");
            File.WriteAllBytes(path, text.Data.Span);
            return chdb.Bytes($"{text.Sql} FROM INFILE '{Escaped(path)}' FORMAT {text.Format}", "Null");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var isZipped = string.Equals(request.Headers.ContentEncoding, "gzip", StringComparison.OrdinalIgnoreCase);
        await using var plain = isZipped ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        await plain.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }

    private static string FormatOf(HttpRequest request) =>
        request.Query["default_format"].ToString() is { Length: > 0 } parameter ? parameter
            : request.Headers["X-ClickHouse-Format"].ToString() is { Length: > 0 } header ? header : "TabSeparated";

    // As ClickHouse: the number in a header, the text as the body.
    private static async Task RefuseAsync(HttpContext http, string message)
    {
        var code = Code().Match(message) is { Success: true } match ? match.Groups[1].Value : "0";
        http.Response.StatusCode = code is "60" or "81" ? StatusCodes.Status404NotFound : StatusCodes.Status500InternalServerError;
        http.Response.Headers["X-ClickHouse-Exception-Code"] = code;
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(message + "\n"), http.RequestAborted);
    }

    private static string Name(string name) => $"`{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    [GeneratedRegex(@"^Code: (\d+)\.", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
