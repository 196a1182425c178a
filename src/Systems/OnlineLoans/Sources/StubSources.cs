using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Huoshui.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Huoshui.Systems.OnlineLoans.Sources;

/// <summary>How a stub source behaves.</summary>
public enum StubMode
{
    /// <summary>Answers.</summary>
    Good,

    /// <summary>Answers far too late.</summary>
    Slow,

    /// <summary>Answers 503.</summary>
    Down,

    /// <summary>Answers about another application.</summary>
    Wrong,

    /// <summary>Answers what is no JSON.</summary>
    Malformed,

    /// <summary>Answers with a fact of the wrong kind.</summary>
    Absurd,

    /// <summary>Answers without end.</summary>
    Huge,
}

/// <summary>How the stub answers.</summary>
/// <param name="Seed">The same seed gives the same answers.</param>
/// <param name="DelayMilliseconds">Mean time to an answer.</param>
/// <param name="SpreadMilliseconds">Largest difference from it, evenly spread.</param>
public sealed record StubSettings(int Seed = 7, int DelayMilliseconds = 0, int SpreadMilliseconds = 0);

/// <summary>
/// 样例数据源: a real HTTP server with seeded answers for the demonstration and the tests; it is no real registry, tax
/// office or bureau. It can be slow, wrong or down.
/// </summary>
public sealed class StubSources : IAsyncDisposable
{
    private const int SlowMilliseconds = 30_000;

    private readonly StubSettings _settings;
    private readonly StubFirms _firms;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StubMode> _modes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string FirmId, string Fact), object> _told = new();
    private readonly ConcurrentDictionary<(string FirmId, string Source), int> _failing = new();
    private int _asked;

    private StubSources(StubSettings settings, string url)
    {
        (_settings, _firms) = (settings, new StubFirms(settings.Seed));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddRouting();
        _app = builder.Build();
        _app.MapPost("/v1/{source}/facts", AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Questions so far.</summary>
    public int Asked => _asked;

    /// <summary>Starts one.</summary>
    /// <param name="settings">How it answers.</param>
    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<StubSources> StartAsync(
        StubSettings settings, string url, CancellationToken cancellationToken)
    {
        var stub = new StubSources(settings, url);
        await stub._app.StartAsync(cancellationToken);
        return stub;
    }

    /// <summary>A code with the right check characters, for trying out: the stub knows every firm.</summary>
    /// <param name="number">0 to 99,999,999: as many codes.</param>
    public static string FirmId(int number)
    {
        const string Digits = "0123456789X";
        const string Letters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        var body = number.ToString("D8", CultureInfo.InvariantCulture);
        var organisation = Digits.Select(c => body + c).Single(code => CheckDigits.IsOrganisationCode(Bytes(code)));
        return Letters.Select(c => "91440300" + organisation + c).Single(code => CheckDigits.IsUsci(Bytes(code)));
    }

    /// <summary>How one source behaves from now on.</summary>
    public void Set(string source, StubMode mode) => _modes[source] = mode;

    /// <summary>What is answered about a firm from now on instead of what the seed gives.</summary>
    public void Tell(string firmId, string fact, object value) => _told[(firmId, fact)] = value;

    /// <summary>The next questions about a firm get 503 from one source; later ones are answered.</summary>
    /// <param name="firmId">Whose.</param>
    /// <param name="source">Which source.</param>
    /// <param name="questions">How many, 0 or more.</param>
    public void FailNext(string firmId, string source, int questions) => _failing[(firmId, source)] = questions;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, string source, SourceQuestion question)
    {
        Interlocked.Increment(ref _asked);
        var mode = IsFailing(question.FirmId, source) ? StubMode.Down : _modes.GetValueOrDefault(source);
        await Task.Delay(mode == StubMode.Slow ? SlowMilliseconds : DelayOf(source, question), http.RequestAborted);
        http.Response.ContentType = "application/json";
        switch (mode)
        {
            case StubMode.Down:
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            case StubMode.Malformed:
                await http.Response.WriteAsync("{\"source\": \"tax\", ", http.RequestAborted);
                return;
            case StubMode.Huge:
                await FloodAsync(http);
                return;
            default:
                await http.Response.WriteAsJsonAsync(
                    new
                    {
                        source,
                        requestId = mode == StubMode.Wrong ? Guid.Empty : question.RequestId,
                        facts = Facts(source, question, mode == StubMode.Absurd),
                    },
                    http.RequestAborted);
                return;
        }
    }

    private bool IsFailing(string firmId, string source)
    {
        while (_failing.TryGetValue((firmId, source), out var left) && left > 0)
        {
            if (_failing.TryUpdate((firmId, source), left - 1, left))
                return true;
        }

        return false;
    }

    private static async Task FloodAsync(HttpContext http)
    {
        var block = new byte[16 * 1024];
        block.AsSpan().Fill((byte)' ');
        while (!http.RequestAborted.IsCancellationRequested)
            await http.Response.Body.WriteAsync(block, http.RequestAborted);
    }

    private int DelayOf(string source, SourceQuestion question)
    {
        if (_settings.DelayMilliseconds + _settings.SpreadMilliseconds == 0)
            return 0;
        var part = _firms.Chance($"{question.RequestId:N}/{source}") * 2 - 1;
        return Math.Max(0, (int)(_settings.DelayMilliseconds + part * _settings.SpreadMilliseconds));
    }

    private Dictionary<string, object> Facts(string source, SourceQuestion question, bool isAbsurd)
    {
        var facts = _firms.Facts(question.FirmId).Where(f => f.Key.StartsWith(source + "_", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        foreach (var ((firmId, fact), value) in _told)
        {
            if (firmId == question.FirmId && fact.StartsWith(source + "_", StringComparison.Ordinal))
                facts[fact] = value;
        }

        if (isAbsurd)
            facts[facts.Keys.First()] = -1;
        return facts;
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
