using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
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
    private const int Firms = 10;

    private readonly StubSettings _settings;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StubMode> _modes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string FirmId, string Fact), object> _told = new();
    private int _asked;

    private StubSources(StubSettings settings, string url)
    {
        _settings = settings;
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

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, string source, SourceQuestion question)
    {
        Interlocked.Increment(ref _asked);
        var mode = _modes.GetValueOrDefault(source);
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
        var part = Chance($"{question.RequestId:N}/{source}") * 2 - 1;
        return Math.Max(0, (int)(_settings.DelayMilliseconds + part * _settings.SpreadMilliseconds));
    }

    private Dictionary<string, object> Facts(string source, SourceQuestion question, bool isAbsurd)
    {
        var facts = Seeded(question.FirmId).Where(f => f.Key.StartsWith(source + "_", StringComparison.Ordinal))
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

    // Six firms of ten are good; the others are young, overdue, dishonest or weak.
    private Dictionary<string, object> Seeded(string firmId)
    {
        var kind = (int)(Chance(firmId + "/kind") * Firms);
        var scale = 1 + (int)(Chance(firmId + "/scale") * 9);
        return new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["registry_is_active"] = true,
            ["registry_age_months"] = kind == 6 ? 9 : 30 + scale * 12,
            ["registry_person_is_legal"] = true,
            ["registry_person_months"] = kind == 6 ? 9 : 30,
            ["registry_holder_percent"] = 51,
            ["registry_industry"] = "C",
            ["tax_grade"] = kind == 9 ? "C" : scale > 5 ? "A" : "B",
            ["tax_sales_yuan"] = scale * 1_200_000,
            ["credit_overdue_days"] = kind == 7 ? 35 : 0,
            ["credit_overdue_times"] = kind is 7 or 9 ? 4 : 0,
            ["credit_balance_yuan"] = scale * 10_000,
            ["credit_queries"] = kind == 9 ? 9 : 2,
            ["court_is_dishonest"] = kind == 8,
            ["court_open_cases"] = kind is 8 or 9 ? 2 : 0,
            ["invoice_yuan"] = kind == 8 ? 400_000 : scale * 1_300_000,
            ["invoice_months"] = kind == 9 ? 5 : 12,
            ["invoice_top_buyer_percent"] = kind == 9 ? 75 : 25,
        };
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    // From 0 to below 1, by the seed.
    private double Chance(string of)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{_settings.Seed}/{of}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
    }
}
