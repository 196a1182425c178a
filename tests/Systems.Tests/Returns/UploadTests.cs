using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Policies.Unmasking;
using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Huoshui.Systems.Returns.Api;
using Huoshui.Systems.Returns.Uploads;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace Huoshui.Systems.Tests.Returns;

public sealed class UploadTests
{
    private static readonly byte[] Csv = Encoding.UTF8.GetBytes("TL_ID,TL_BORROWER,TL_BALANCE,TL_RATE,TL_DATE\nL1,李四,100,4,2025-06-30\n");

    [Fact]
    public async Task An_upload_in_parts_ends_in_the_filing()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);

        Assert.Equal(HttpStatusCode.NoContent, (await web.PatchAsync(url, 0, Csv[..20])).StatusCode);
        Assert.Equal(20, await web.OffsetAsync(url));
        Assert.Equal(HttpStatusCode.NoContent, (await web.PatchAsync(url, 20, Csv[20..])).StatusCode);

        Assert.Equal("done", await web.StagedAsync());
        var view = await web.House.Get<FilingList>().FindAsync(FilingHouse.Preparer, web.Filing, FilingHouse.Token);
        Assert.Equal(1, view!.Filing.Table("TL")!.Rows);
    }

    [Fact]
    public async Task An_upload_goes_on_after_the_server_was_started_again()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);
        await web.PatchAsync(url, 0, Csv[..30]);

        await web.RestartAsync();

        Assert.Equal(30, await web.OffsetAsync(url));
        Assert.Equal(HttpStatusCode.NoContent, (await web.PatchAsync(url, 30, Csv[30..])).StatusCode);
        Assert.Equal("done", await web.StagedAsync());
    }

    [Fact]
    public async Task A_part_at_the_wrong_offset_is_a_conflict_that_tells_the_right_one()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);
        await web.PatchAsync(url, 0, Csv[..10]);

        var reply = await web.PatchAsync(url, 5, Csv[5..]);

        Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode);
        Assert.Equal("10", reply.Headers.GetValues("Upload-Offset").Single());
    }

    [Fact]
    public async Task A_part_with_a_wrong_checksum_leaves_nothing_behind()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);

        var reply = await web.PatchAsync(url, 0, Csv[..10], SHA256.HashData("another"u8));

        Assert.Equal(460, (int)reply.StatusCode);
        Assert.Equal(0, await web.OffsetAsync(url));
    }

    [Fact]
    public async Task A_part_with_its_checksum_is_taken()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);

        var reply = await web.PatchAsync(url, 0, Csv[..10], SHA256.HashData(Csv.AsSpan(0, 10)));

        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Equal(10, await web.OffsetAsync(url));
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(10);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await web.PatchAsync(url, 0, Csv[..11])).StatusCode);
    }

    [Fact]
    public async Task An_upload_that_is_larger_than_the_limit_is_refused_at_once()
    {
        await using var web = await FilingWeb.StartAsync();

        var reply = await web.CreateReplyAsync(new FilingLimits().UploadBytes + 1);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
    }

    [Fact]
    public async Task A_client_of_another_version_is_told_the_version()
    {
        await using var web = await FilingWeb.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "0.2.2");

        var reply = await web.Client.SendAsync(request, FilingHouse.Token);

        Assert.Equal(HttpStatusCode.PreconditionFailed, reply.StatusCode);
        Assert.Equal("1.0.0", reply.Headers.GetValues("Tus-Version").Single());
    }

    [Fact]
    public async Task Options_tell_the_extensions()
    {
        await using var web = await FilingWeb.StartAsync();

        var reply = await web.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads"), FilingHouse.Token);

        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Contains("termination", reply.Headers.GetValues("Tus-Extension").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminated_upload_is_gone()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);

        Assert.Equal(HttpStatusCode.NoContent, (await web.SendAsync(HttpMethod.Delete, url)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await web.SendAsync(HttpMethod.Head, url)).StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(web.House.Data, "uploads")));
    }

    [Fact]
    public async Task An_expired_upload_is_gone()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);
        web.House.Time.Now += TimeSpan.FromHours(25);

        await web.House.Get<UploadDesk>().TidyAsync(FilingHouse.Token);

        Assert.Equal(HttpStatusCode.NotFound, (await web.SendAsync(HttpMethod.Head, url)).StatusCode);
    }

    [Fact]
    public async Task An_upload_of_another_account_is_not_found()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);

        Assert.Equal(HttpStatusCode.NotFound, (await web.SendAsync(HttpMethod.Head, url, "zhou")).StatusCode);
    }

    [Fact]
    public async Task An_upload_into_another_institutions_filing_is_refused()
    {
        await using var web = await FilingWeb.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await web.CreateReplyAsync(10, "zhou")).StatusCode);
    }

    [Fact]
    public async Task A_whole_upload_that_a_killed_server_left_is_handed_to_the_queue()
    {
        await using var web = await FilingWeb.StartAsync();
        var url = await web.CreateAsync(Csv.Length);
        var id = Guid.Parse(url[(url.LastIndexOf('/') + 1)..]);
        await File.WriteAllBytesAsync(web.House.Get<UploadStore>().PathOf(id), Csv, FilingHouse.Token); // written, then killed

        await web.House.Get<UploadDesk>().TidyAsync(FilingHouse.Token);

        Assert.Equal("done", await web.StagedAsync());
    }

    [Fact]
    public async Task The_same_idempotency_key_gets_the_same_reply()
    {
        await using var web = await FilingWeb.StartAsync();
        var body = $$"""{"return":"tiny","institution":"{{FilingHouse.Bank}}","date":"2025-05-31"}""";

        var first = await web.PostAsync("/api/v1/filings", body, "k1");
        var second = await web.PostAsync("/api/v1/filings", body, "k1");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(FilingHouse.Token), await second.Content.ReadAsStringAsync(FilingHouse.Token));
    }

    [Fact]
    public async Task An_idempotency_key_does_not_serve_another_request()
    {
        await using var web = await FilingWeb.StartAsync();
        await web.PostAsync($"/api/v1/filings/{web.Filing}/submit", "", "k1");

        var reply = await web.PostAsync($"/api/v1/filings/{web.Filing}/withdraw", """{"reason":"错了"}""", "k1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.StatusCode);
    }

    [Fact]
    public async Task A_write_without_a_key_is_refused()
    {
        await using var web = await FilingWeb.StartAsync();

        var reply = await web.PostAsync($"/api/v1/filings/{web.Filing}/submit", "", null);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task A_refusal_is_problem_json_with_our_code()
    {
        await using var web = await FilingWeb.StartAsync();

        var reply = await web.PostAsync($"/api/v1/filings/{web.Filing}/accept", "", "k1");

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType!.MediaType);
        var json = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(FilingHouse.Token));
        Assert.Equal("FIL1002", json.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_form_takes_a_small_file()
    {
        await using var web = await FilingWeb.StartAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Csv), "file", "TL.csv" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/filings/{web.Filing}/files") { Content = form };
        request.Headers.Add("Idempotency-Key", "k1");
        request.Headers.Add("X-Account", "zhang");

        var reply = await web.Client.SendAsync(request, FilingHouse.Token);

        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        Assert.Equal("done", await web.StagedAsync());
    }

    [Fact]
    public async Task Filings_come_in_pages_by_cursor()
    {
        await using var web = await FilingWeb.StartAsync();
        foreach (var date in new[] { "2025-03-31", "2025-04-30", "2025-05-31" })
            await web.PostAsync("/api/v1/filings", $$"""{"return":"tiny","institution":"B1","date":"{{date}}"}""", date);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var json = await web.GetAsync($"/api/v1/filings?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("filing").GetProperty("date").GetString()!));
            cursor = json.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(["2025-06-30", "2025-03-31", "2025-04-30", "2025-05-31"], seen);
    }

    private sealed class FilingWeb : IAsyncDisposable
    {
        private WebApplication _app;

        private FilingWeb(FilingHouse house, Guid filing, WebApplication app)
        {
            (House, Filing, _app) = (house, filing, app);
            Client = ClientOf(app);
        }

        public FilingHouse House { get; }

        public Guid Filing { get; }

        public HttpClient Client { get; private set; }

        public static async Task<FilingWeb> StartAsync()
        {
            var house = await FilingHouse.OpenAsync();
            var filing = await house.Get<FilingOpener>().OpenAsync(FilingHouse.Preparer, house.Key, FilingHouse.Token);
            return new FilingWeb(house, filing.Value!.Id, await ServeAsync(house));
        }

        public async Task RestartAsync()
        {
            await _app.DisposeAsync();
            _app = await ServeAsync(House);
            Client = ClientOf(_app);
        }

        public Task<HttpResponseMessage> CreateReplyAsync(long length, string account = "zhang")
        {
            var request = Tus(HttpMethod.Post, "/api/v1/uploads", account);
            request.Headers.Add("Upload-Length", length.ToString(System.Globalization.CultureInfo.InvariantCulture));
            static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
            request.Headers.Add("Upload-Metadata", $"filename {Encode("TL.csv")},filing {Encode(Filing.ToString())}");
            return Client.SendAsync(request, FilingHouse.Token);
        }

        public async Task<string> CreateAsync(long length)
        {
            var reply = await CreateReplyAsync(length);
            Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
            return reply.Headers.Location!.OriginalString;
        }

        public Task<HttpResponseMessage> PatchAsync(string url, long offset, byte[] part, byte[]? sha256 = null)
        {
            var request = Tus(HttpMethod.Patch, url, "zhang");
            request.Headers.Add("Upload-Offset", offset.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (sha256 is not null)
                request.Headers.Add("Upload-Checksum", "sha256 " + Convert.ToBase64String(sha256));
            request.Content = new ByteArrayContent(part);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            return Client.SendAsync(request, FilingHouse.Token);
        }

        public Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, string account = "zhang") =>
            Client.SendAsync(Tus(method, url, account), FilingHouse.Token);

        public async Task<long> OffsetAsync(string url)
        {
            var reply = await SendAsync(HttpMethod.Head, url);
            return long.Parse(reply.Headers.GetValues("Upload-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture);
        }

        public Task<HttpResponseMessage> PostAsync(string url, string body, string? key)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url);
            request.Headers.Add("X-Account", "zhang");
            if (key is not null)
                request.Headers.Add("Idempotency-Key", key);
            if (body.Length > 0)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            return Client.SendAsync(request, FilingHouse.Token);
        }

        public async Task<JsonElement> GetAsync(string url)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("X-Account", "zhang");
            var reply = await Client.SendAsync(request, FilingHouse.Token);
            return JsonDocument.Parse(await reply.Content.ReadAsStringAsync(FilingHouse.Token)).RootElement;
        }

        /// <summary>The state of the only upload once its job has run.</summary>
        public async Task<string> StagedAsync()
        {
            var worker = House.Get<JobWorker>();
            await worker.StartAsync(FilingHouse.Token);
            for (var i = 0; ; i++)
            {
                var json = await GetAsync($"/api/v1/filings/{Filing}/uploads");
                var state = json.GetProperty("items")[0].GetProperty("state").GetString()!;
                if (state is "done" or "refused" || i > 200)
                {
                    await worker.StopAsync(FilingHouse.Token);
                    return state;
                }

                await Task.Delay(100, FilingHouse.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            await House.DisposeAsync();
        }

        private static HttpRequestMessage Tus(HttpMethod method, string url, string account)
        {
            var request = new HttpRequestMessage(method, url);
            request.Headers.Add("Tus-Resumable", "1.0.0");
            request.Headers.Add("X-Account", account);
            return request;
        }

        private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()) };

        private static async Task<WebApplication> ServeAsync(FilingHouse house)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            foreach (var type in new[]
                     {
                         typeof(UploadDesk), typeof(FilingList), typeof(FindingsReader), typeof(ExplanationDesk), typeof(RequestDesk),
                         typeof(ReturnsCalendar), typeof(FilingDesk), typeof(FilingOpener), typeof(FilingLimits), typeof(Idempotency),
                         typeof(FilingPolicy), typeof(TimeProvider), typeof(UnmaskDesk),
                     })
            {
                builder.Services.AddSingleton(type, house.Service(type));
            }

            builder.Services.AddLocalization();
            builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderSignIn>("test", _ => { });
            builder.Services.AddAuthorization();
            var app = builder.Build();
            app.UseAuthentication();
            app.UseAuthorization();
            new ReturnsModule().MapEndpoints(app);
            await app.StartAsync(FilingHouse.Token);
            return app;
        }
    }

    private sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Account"].FirstOrDefault() is not { } name)
                return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, Roles.Preparer),
                    new Claim(Viewer.InstitutionClaim, name == "zhou" ? FilingHouse.OtherBank : FilingHouse.Bank),
                ],
                "test");
            return Task.FromResult(AuthenticateResult.Success(
                new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
        }
    }
}
