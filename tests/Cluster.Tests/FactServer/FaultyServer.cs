using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>What becomes of a statement on its way.</summary>
internal enum Fate
{
    /// <summary>The node answers.</summary>
    Passed,

    /// <summary>The connection breaks off before the node hears of it.</summary>
    Broken,

    /// <summary>It is answered as done, and was not.</summary>
    Swallowed,
}

/// <summary>Stands before a node of ClickHouse, with a user and a password, and does to statements what servers and
/// networks do at times: tells an error's number, breaks off, loses.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    public const string User = "huoshui";
    public const string Password = "p@ss:wörd/秘密";

    private readonly WebApplication _app;
    private readonly HttpClient _node;

    private FaultyServer(WebApplication app, Uri node)
    {
        _app = app;
        _node = new HttpClient { BaseAddress = node };
    }

    /// <summary>What statements were sent, without the data of inserts.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>The number of ClickHouse's error for a statement; below zero the status of a proxy's answer; null for
    /// none.</summary>
    public Func<string, int?> Error { get; set; } = _ => null;

    public Func<string, Fate> Fate { get; set; } = _ => Tests.FactServer.Fate.Passed;

    /// <summary>What version it says it is; null for the node's.</summary>
    public string? Version { get; set; }

    public Uri Address => new(_app.Urls.First());

    public static async Task<FaultyServer> StartAsync(Uri node)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new FaultyServer(app, node);
        app.MapPost("/", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _node.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var statement = http.Request.Query["query"].ToString() is { Length: > 0 } insert ? insert : Encoding.UTF8.GetString(body.ToArray());
        Seen.Enqueue(statement);
        var code = http.Request.Headers.Authorization != Basic ? 516 : Error(statement);
        var fate = Fate(statement);
        if (code is { } number)
            await RefuseAsync(http, number);
        else if (fate == Tests.FactServer.Fate.Broken)
            http.Abort();
        else if (Version is { } version && statement.Contains("version()", StringComparison.Ordinal))
            await SayAsync(http, $"[\"{version}\"]\n");
        else if (fate == Tests.FactServer.Fate.Swallowed)
            await SayAsync(http, string.Empty);
        else
            await PassAsync(http, body.ToArray());
    }

    private static string Basic { get; } = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));

    private static async Task RefuseAsync(HttpContext http, int code)
    {
        if (code < 0)
        {
            http.Response.StatusCode = -code;
            return;
        }

        http.Response.StatusCode = code == 516 ? StatusCodes.Status403Forbidden : StatusCodes.Status500InternalServerError;
        http.Response.Headers["X-ClickHouse-Exception-Code"] = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await http.Response.WriteAsync($"Code: {code}. DB::Exception: words of the server, with a filed cell 张三");
    }

    private static async Task SayAsync(HttpContext http, string text)
    {
        http.Response.Headers["X-ClickHouse-Query-Id"] = "-";
        await http.Response.WriteAsync(text);
    }

    private async Task PassAsync(HttpContext http, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await _node.PostAsync(http.Request.QueryString.ToString(), content, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Where(h => h.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)))
            http.Response.Headers[header.Key] = header.Value.ToArray();
        await http.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync(), http.RequestAborted);
    }
}
