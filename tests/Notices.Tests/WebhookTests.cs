using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huoshui.Notices.Tests;

/// <summary>Webhooks: a real receiver over HTTPS; redirects, private networks, big and slow answers, wrong certificates.</summary>
public sealed class WebhookTests
{
    private static CancellationToken Token => NoticeHouse.Token;

    [Fact]
    public async Task A_digest_comes_signed_and_without_names()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var house = await NoticeHouse.OpenAsync(change: receiver.Trusted);
        var answer = await house.Desk.SetAsync(NoticeHouse.Banker, ChannelKinds.Webhook, receiver.Url("/hook"), "zh", Token);
        Assert.NotNull(answer.Secret);
        await house.Run.RoundAsync(Token);
        var code = JsonDocument.Parse(Assert.Single(receiver.Calls).Body).RootElement;
        Assert.Equal("confirm", code.GetProperty("type").GetString());
        Assert.Null((await house.Desk.ConfirmAsync(NoticeHouse.Banker, ChannelKinds.Webhook, code.GetProperty("code").GetString(), Token)).Refusal);
        await house.TellAsync(NoticeHouse.Event(1), NoticeHouse.Event(2));
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        await house.Run.RoundAsync(Token);

        Assert.Equal(2, receiver.Calls.Count);
        var (body, headers) = receiver.Calls[^1];
        var seconds = house.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(WebhookSender.Sign(Convert.FromHexString(answer.Secret), seconds, body), headers[WebhookSender.SignatureHeader]);
        Assert.Equal(32, headers[WebhookSender.DeliveryHeader].Length);
        var digest = JsonDocument.Parse(body).RootElement;
        Assert.Equal(2, digest.GetProperty("total").GetInt32());
        Assert.Equal(["type", "id", "at", "total", "kinds", "items"], digest.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["kind", "reference", "due", "href"], digest.GetProperty("items")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task The_signature_is_that_of_the_manual() => Assert.Equal(
        "t=1751243400,v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
            [1, 2, 3], "1751243400.{}"u8)),
        await Task.FromResult(WebhookSender.Sign([1, 2, 3], 1751243400, "{}")));

    [Theory]
    [InlineData("/redirect", SendOutcome.Refused, "http-302")]
    [InlineData("/gone", SendOutcome.Refused, "http-410")]
    [InlineData("/busy", SendOutcome.Failed, "http-503")]
    [InlineData("/many", SendOutcome.Failed, "http-429")]
    [InlineData("/slow", SendOutcome.Failed, "timeout")]
    [InlineData("/big-head", SendOutcome.Failed, "connection-broken")]
    internal async Task What_is_no_success_is_told_in_a_word(string path, SendOutcome outcome, string error)
    {
        await using var receiver = await Receiver.StartAsync();
        Assert.Equal(new SendResult(outcome, error), await CallAsync(receiver, receiver.Trusted(new NoticeOptions()), path));
        Assert.DoesNotContain(receiver.Calls, c => c.Body == "elsewhere");
    }

    [Fact]
    public async Task An_answer_of_ten_megabytes_is_not_read()
    {
        await using var receiver = await Receiver.StartAsync();
        Assert.Equal(SendOutcome.Taken, (await CallAsync(receiver, receiver.Trusted(new NoticeOptions()), "/big")).Outcome);
        Assert.True(receiver.Written < 8 * 1024 * 1024, $"{receiver.Written} bytes were read");
    }

    [Fact]
    public async Task A_certificate_that_does_not_hold_ends_the_call()
    {
        await using var receiver = await Receiver.StartAsync();
        var options = receiver.Trusted(new NoticeOptions()) with { TrustedCaFile = null };
        Assert.Equal(SendResult.Failed("certificate"), await CallAsync(receiver, options, "/hook"));
        Assert.Equal(
            SendResult.Failed("certificate"),
            await CallAsync(receiver, receiver.Trusted(new NoticeOptions()), "/hook", "127.0.0.1")); // another name
        Assert.Empty(receiver.Calls);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("169.254.169.254")]
    public async Task The_own_network_is_not_reached(string host)
    {
        await using var receiver = await Receiver.StartAsync();
        var options = receiver.Trusted(new NoticeOptions()) with { WebhookNetworks = [] };
        Assert.Equal(
            SendResult.Refused(NetworkGuard.ForbiddenNetwork), await CallAsync(receiver, options, "/hook", host));
        Assert.Empty(receiver.Calls);
    }

    [Theory]
    [InlineData("8.8.8.8", 443, true)]
    [InlineData("8.8.8.8", 6379, false)]
    [InlineData("2606:4700::1111", 443, true)]
    [InlineData("10.1.2.3", 443, true)]
    [InlineData("10.1.2.3", 9000, true)]
    [InlineData("10.2.0.1", 443, false)]
    [InlineData("172.31.255.255", 443, false)]
    [InlineData("192.168.1.1", 443, false)]
    [InlineData("100.64.0.1", 443, false)]
    [InlineData("0.0.0.0", 443, false)]
    [InlineData("224.0.0.1", 443, false)]
    [InlineData("255.255.255.255", 443, false)]
    [InlineData("::", 443, false)]
    [InlineData("::127.0.0.1", 443, false)]
    [InlineData("fd00::1", 443, false)]
    [InlineData("fe80::1", 443, false)]
    [InlineData("64:ff9b::7f00:1", 443, false)]
    [InlineData("2002:7f00:1::", 443, false)]
    [InlineData("::ffff:192.168.1.1", 443, false)]
    [InlineData("::ffff:10.1.2.3", 443, true)]
    public void Only_public_networks_and_those_of_the_operator_are_allowed(string address, int port, bool isAllowed) =>
        Assert.Equal(isAllowed, new NetworkGuard([IPNetwork.Parse("10.1.0.0/16")]).Allows(IPAddress.Parse(address), port));

    [Theory]
    [InlineData("https://10.0.0.1/x", false)]
    [InlineData("https://[::1]/x", false)]
    [InlineData("https://8.8.8.8/x", true)]
    [InlineData("https://10.1.2.3:9000/x", true)]
    [InlineData("https://example.cn/x", true)]
    public void An_address_that_may_never_be_called_is_refused_where_it_is_typed(string typed, bool isTaken) =>
        Assert.Equal(isTaken, WebhookAddresses.Read(typed, [IPNetwork.Parse("10.1.0.0/16")]) is not null);

    private static async Task<SendResult> CallAsync(Receiver receiver, NoticeOptions options, string path, string host = "localhost")
    {
        using var sender = new WebhookSender(options with { WebhookTimeout = TimeSpan.FromSeconds(2) }, TimeProvider.System);
        var address = new UriBuilder(receiver.Url(path)) { Host = host }.Uri;
        return await sender.SendAsync(new WebhookCall(Guid.CreateVersion7(), address, "{}", [1]), Token);
    }

    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly X509Certificate2 _authority;

        private Receiver(WebApplication app, X509Certificate2 authority) => (_app, _authority) = (app, authority);

        public List<(string Body, IReadOnlyDictionary<string, string> Headers)> Calls { get; } = [];

        public long Written { get; private set; }

        public static async Task<Receiver> StartAsync()
        {
            var authority = Authority.Make();
            var certificate = Authority.Issue(authority);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
            var app = builder.Build();
            var receiver = new Receiver(app, authority);
            app.Run(receiver.AnswerAsync);
            await app.StartAsync(Token);
            return receiver;
        }

        public string Url(string path) => $"https://localhost:{new Uri(_app.Urls.First()).Port}{path}";

        public NoticeOptions Trusted(NoticeOptions options) => options with
        {
            HasWebhooks = true,
            TrustedCaFile = Authority.File(_authority),
            WebhookNetworks = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")],
        };

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _authority.Dispose();
        }

        private async Task AnswerAsync(HttpContext http)
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync(http.RequestAborted);
            Calls.Add((http.Request.Path == "/elsewhere" ? "elsewhere" : body,
                http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
            switch (http.Request.Path)
            {
                case "/redirect":
                    http.Response.Redirect("/elsewhere");
                    break;
                case "/gone":
                    http.Response.StatusCode = 410;
                    break;
                case "/busy":
                    http.Response.StatusCode = 503;
                    break;
                case "/many":
                    http.Response.StatusCode = 429;
                    break;
                case "/slow":
                    await Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
                    break;
                case "/big-head":
                    http.Response.Headers["X-Big"] = new string('x', 30_000);
                    break;
                case "/big":
                    await WriteAsync(http);
                    break;
                default:
                    break;
            }
        }

        private async Task WriteAsync(HttpContext http)
        {
            var piece = new byte[64 * 1024];
            try
            {
                for (var i = 0; i < 160 && !http.RequestAborted.IsCancellationRequested; i++)
                {
                    await http.Response.Body.WriteAsync(piece, http.RequestAborted);
                    Written += piece.Length;
                    await Task.Delay(20, http.RequestAborted);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                // the caller left
            }
        }
    }
}
