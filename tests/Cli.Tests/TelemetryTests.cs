using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>Traces and metrics at a real receiver of OTLP (http/protobuf): they arrive, and hold nobody's data.</summary>
public sealed class TelemetryTests
{
    private const string Planted = "PLANTED";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_and_metrics_arrive_and_hold_nothing_of_a_person_or_a_file()
    {
        using var folder = await FilersFolder.CreateAsync(Stop);
        var token = (await File.ReadAllTextAsync(await folder.TokenFileAsync(Planted + "-account", "preparer", Stop), Stop)).Trim();
        var received = new ConcurrentDictionary<string, ConcurrentBag<byte[]>>(StringComparer.Ordinal);
        await using var receiver = await ReceiveAsync(received);
        await using var portal = await PortalProcess.StartAsync(folder.Data, Stop, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        });

        await VisitAsync(portal.Url, token);

        await WaitAsync(() => Strings(received, "/v1/traces").Any(s => s.Contains("/sign-in", StringComparison.Ordinal))
            && Strings(received, "/v1/metrics").Contains("http.server.request.duration", StringComparer.Ordinal));
        await Task.Delay(1500, Stop); // what is still on its way
        var all = Strings(received, "/v1/traces").Concat(Strings(received, "/v1/metrics")).Distinct(StringComparer.Ordinal).ToList();
        Assert.Contains("huoshui", all);
        Assert.Empty(all.Where(s => s.Contains(Planted, StringComparison.OrdinalIgnoreCase) || s.Contains(token, StringComparison.Ordinal)));
    }

    private static async Task VisitAsync(string url, string token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(Planted + "-agent/1.0");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        await client.GetAsync($"/sign-in?back=/{Planted}-query", Stop);
        await client.GetAsync($"/users/{Planted}-person", Stop);
        await client.GetAsync($"/{Planted}-nowhere", Stop);
        using var form = new FormUrlEncodedContent([new("Input.Name", Planted + "-name"), new("Input.Password", Planted + "-password")]);
        await client.PostAsync("/sign-in", form, Stop);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await client.GetAsync($"/api/v1/filings?institution={Planted}-institution", Stop);
    }

    private static async Task<WebApplication> ReceiveAsync(ConcurrentDictionary<string, ConcurrentBag<byte[]>> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/{kind}", async (string kind, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.GetOrAdd("/v1/" + kind, _ => []).Add(body.ToArray());
            return Results.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync(Stop);
        return app;
    }

    private static async Task WaitAsync(Func<bool> isThere)
    {
        for (var tries = 0; !isThere(); tries++)
        {
            Assert.True(tries < 300, "Nothing arrived within 30 seconds.");
            await Task.Delay(100, Stop);
        }
    }

    private static List<string> Strings(ConcurrentDictionary<string, ConcurrentBag<byte[]>> received, string path)
    {
        var found = new List<string>();
        foreach (var message in received.GetValueOrDefault(path, []))
            Read(message, found);
        return found;
    }

    // The wire format of protocol buffers: every length-delimited field is a message or a text; it is read as both.
    private static bool Read(ReadOnlySpan<byte> message, List<string> found)
    {
        while (message.Length > 0)
        {
            if (!Varint(ref message, out var tag) || tag >> 3 == 0)
                return false;
            switch (tag & 7)
            {
                case 0 when Varint(ref message, out _):
                    break;
                case 1 when message.Length >= 8:
                    message = message[8..];
                    break;
                case 5 when message.Length >= 4:
                    _ = BinaryPrimitives.ReadUInt32LittleEndian(message);
                    message = message[4..];
                    break;
                case 2 when Varint(ref message, out var length) && length <= (ulong)message.Length:
                    found.Add(Encoding.UTF8.GetString(message[..(int)length]));
                    Read(message[..(int)length], found);
                    message = message[(int)length..];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool Varint(ref ReadOnlySpan<byte> message, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(message.Length, 10); i++)
        {
            value |= (ulong)(message[i] & 0x7F) << (7 * i);
            if (message[i] < 0x80)
            {
                message = message[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
