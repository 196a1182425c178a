using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The provider's desk as a provider runs it: <c>huoshui border desk</c> beside a node, over HTTP.</summary>
public sealed class BorderDeskTests : IAsyncLifetime
{
    private const string Secret = "孔乙己-PLANTED-440300199001011234";
    private const string Token = "a-token-of-the-tests-that-is-long-enough";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-desk-").FullName;
    private readonly List<Process> _processes = [];
    private string _node = string.Empty;
    private string _desk = string.Empty;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await GoodAsync("log", "create", "--dir", At("SZ"), "--origin", "sz.example.cn/crossborder");
        await GoodAsync(
            "border", "provider", "--dir", At("P"), "--name", "issuer.example.cn/credit", "--title-zh", "深圳征信", "--title-en",
            "Shenzhen Credit", "--licence", "京征-001");
        await File.WriteAllTextAsync(At("token"), Token + "\n", Stop);
        _node = await StartAsync("border", "serve", "--dir", At("SZ"), "--provider", At("P"), "--port", "0", "--relay-hours", "1");
        _desk = await StartAsync(
            "border", "desk", "--provider", At("P"), "--server", _node, "--urls", "http://127.0.0.1:0", "--token-file", At("token"));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_package_is_issued_listed_and_revoked_and_nothing_personal_is_on_disk()
    {
        using var client = Client();
        Assert.Equal("XBD2011", await CodeAsync(await IssueAsync(client, "k0"), HttpStatusCode.Conflict));
        (await client.PostAsync("/api/v1/publications", null, Stop)).EnsureSuccessStatusCode();
        var answer = await IssueAsync(client, "k1");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/zip", answer.Content.Headers.ContentType!.MediaType);
        var index = answer.Headers.GetValues("Huoshui-Status-Index").Single();
        var package = await answer.Content.ReadAsByteArrayAsync(Stop);
        Assert.Equal(package, await (await IssueAsync(client, "k1")).Content.ReadAsByteArrayAsync(Stop));
        await File.WriteAllBytesAsync(At("p.zip"), package, Stop);
        Assert.Equal(0, (await VerifyAsync()).ExitCode);

        var list = await client.GetFromJsonAsync<JsonElement>("/api/v1/packages", Stop);
        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal("XBD2037", await CodeAsync(
            await client.PostAsync($"/api/v1/packages/{index}/revocation?reason=whim", null, Stop), HttpStatusCode.UnprocessableEntity));
        (await client.PostAsync($"/api/v1/packages/{index}/revocation?reason=subject", null, Stop)).EnsureSuccessStatusCode();
        var revoked = await VerifyAsync();
        Assert.Contains("XBD1023", revoked.Errors, StringComparison.Ordinal);
        (await client.PostAsync("/api/v1/rotations", null, Stop)).EnsureSuccessStatusCode();
        var state = await client.GetFromJsonAsync<JsonElement>("/api/v1/state", Stop);
        Assert.Equal(2, state.GetProperty("manifest").GetProperty("sequence").GetInt32());

        foreach (var file in new[] { "P", "SZ" }.SelectMany(d => Directory.EnumerateFiles(At(d), "*", SearchOption.AllDirectories)))
        {
            if (Path.GetFileName(file) is "lock")
                continue;
            var content = await File.ReadAllBytesAsync(file, Stop);
            foreach (var planted in new[] { "孔乙己", "PLANTED", "AA-", "9100.00", Token })
                Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(planted)) < 0, $"{file}: {planted}");
        }
    }

    [Fact]
    public async Task The_desk_is_closed_to_strangers_to_other_names_and_to_malformed_calls()
    {
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_desk) };
        Assert.Equal("XBD2030", await CodeAsync(await stranger.GetAsync("/api/v1/state", Stop), HttpStatusCode.Unauthorized));
        foreach (var page in new[] { "/", "/issue", "/issued", "/publication", "/held/x" })
        {
            var answer = await stranger.GetAsync(page, Stop);
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
            Assert.Contains("/sign-in", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        rebound.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await stranger.SendAsync(rebound, Stop)).StatusCode);

        using var client = Client();
        Assert.Equal("XBD2031", await CodeAsync(await client.PostAsJsonAsync("/api/v1/packages", Body(), Stop), HttpStatusCode.BadRequest));
        foreach (var (body, code) in new[] { ("{", "XBD2033"), ("""{"scenario":"x"}""", "XBD2033"), ("""{"scenario":"x","scenario":"y"}""", "XBD2033") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/packages") { Content = new StringContent(body) };
            request.Headers.Add("Idempotency-Key", "k");
            Assert.Equal(code, await CodeAsync(await client.SendAsync(request, Stop), HttpStatusCode.BadRequest));
        }

        Assert.Equal("XBD2034", await CodeAsync(
            await client.PostAsync("/api/v1/packages/5/revocation", null, Stop), HttpStatusCode.NotFound));
        var tries = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
            tries.Add((await stranger.PostAsync("/sign-in", new FormUrlEncodedContent([]), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, tries[^1]);
    }

    [Fact]
    public async Task Posts_of_another_site_are_refused_before_they_use_up_the_sign_in_and_a_session_ends_by_its_own_form_alone()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri(_desk) };
        foreach (var site in new[] { "cross-site", "same-site" })
        {
            for (var i = 0; i < 12; i++)
                Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(browser, "/sign-in", site));
            Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(browser, "/sign-out", site));
        }

        var form = await browser.GetStringAsync("/sign-in", Stop); // the window is whole
        using var signIn = new FormUrlEncodedContent([.. Hidden(form), new("token", Token)]);
        Assert.Equal(HttpStatusCode.Found, (await browser.PostAsync("/sign-in", signIn, Stop)).StatusCode);
        var page = await browser.GetStringAsync("/publication", Stop);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(browser, "/sign-out", "same-origin")); // no token of the form
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/publication", Stop)).StatusCode);
        using var signOut = new FormUrlEncodedContent(Hidden(page));
        Assert.Equal(HttpStatusCode.Found, (await browser.PostAsync("/sign-out", signOut, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await browser.GetAsync("/publication", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_package_is_relayed_sealed_fetched_once_and_the_node_cannot_read_it()
    {
        using var client = Client();
        (await client.PostAsync("/api/v1/publications", null, Stop)).EnsureSuccessStatusCode();
        await File.WriteAllBytesAsync(At("p.zip"), await (await IssueAsync(client, "k")).Content.ReadAsByteArrayAsync(Stop), Stop);
        await File.WriteAllTextAsync(At("secret"), "open sesame", Stop);
        await GoodAsync("border", "relay", "key", "--out", At("bank.json"), "--passphrase-file", At("secret"));
        var sent = await HuoshuiProgram.RunAsync(
            Stop, "border", "relay", "send", At("p.zip"), "--to", At("bank.json.relay"), "--server", _node);
        Assert.True(sent.ExitCode == 0, sent.ToString());
        var kept = Directory.EnumerateFiles(At("SZ/.private/relay")).Single();
        Assert.True((await File.ReadAllBytesAsync(kept, Stop)).AsSpan().IndexOf(Encoding.UTF8.GetBytes("statement")) < 0);

        string[] receive = ["border", "relay", "receive", sent.Output.Trim(), "--key", At("bank.json"), "--passphrase-file", At("secret"), "--server", _node, "--out"];
        var received = await HuoshuiProgram.RunAsync(Stop, [.. receive, At("got.zip")]);
        Assert.True(received.ExitCode == 0, received.ToString());
        Assert.Equal(await File.ReadAllBytesAsync(At("p.zip"), Stop), await File.ReadAllBytesAsync(At("got.zip"), Stop));
        Assert.Empty(Directory.EnumerateFiles(At("SZ/.private/relay")));
        var again = await HuoshuiProgram.RunAsync(Stop, [.. receive, At("again.zip")]);
        Assert.True(again.ExitCode == 2 && again.Errors.Contains("XBD2052", StringComparison.Ordinal), again.ToString());
        var notOne = await HuoshuiProgram.RunAsync(
            Stop, "border", "relay", "send", At("secret"), "--to", At("bank.json.relay"), "--server", _node);
        Assert.Equal(1, notOne.ExitCode); // packages only
    }

    [Fact]
    public async Task A_node_that_is_away_is_told_and_the_desk_listens_on_this_machine_alone()
    {
        _processes[0].Kill(entireProcessTree: true);
        await _processes[0].WaitForExitAsync(Stop);
        using var client = Client();
        var answer = await client.PostAsync("/api/v1/publications", null, Stop);
        Assert.Equal("XBD2036", await CodeAsync(answer, HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(answer.Headers.RetryAfter);

        var open = await HuoshuiProgram.RunAsync(
            Stop, "border", "desk", "--provider", At("P"), "--server", _node, "--urls", "http://0.0.0.0:0");
        Assert.Equal(1, open.ExitCode); // the folder is taken; and the address would be refused
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient browser, string path, string site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Sec-Fetch-Site", site);
        using var answer = await browser.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private static IEnumerable<KeyValuePair<string, string>> Hidden(string page) =>
        from System.Text.RegularExpressions.Match input in System.Text.RegularExpressions.Regex.Matches(
            page, "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))
        group input by input.Groups[1].Value into one
        select new KeyValuePair<string, string>(one.Key, WebUtility.HtmlDecode(one.First().Groups[2].Value));

    private HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = new Uri(_desk) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    private static object Body() => new
    {
        scenario = "crossborder/creditreport",
        document = Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $$$"""{"report_no":"R1","report_date":"2026-11-29","company":{"name":"{{{Secret}}}","usci":"91440300MA5EXAMPLE"},"summary":{"rating":"AA-","balance_yuan":"9100.00"}}""")),
        purposes = new[] { "loan" },
        agreed = true,
    };

    private static async Task<HttpResponseMessage> IssueAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/packages") { Content = JsonContent.Create(Body()) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, Stop);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(text);
        return problem.RootElement.GetProperty("code").GetString();
    }

    private async Task<Outcome> VerifyAsync()
    {
        var trust = At("trust.json");
        if (!File.Exists(trust))
            await GoodAsync("border", "trust", "--log-vkey", At("SZ/log.vkey"), "--provider", At("P/provider.json"), "--out", trust);
        return await HuoshuiProgram.RunAsync(
            Stop, "border", "verify", At("p.zip"), "--trust", trust, "--published", At("P/public"), "--purpose", "loan");
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static async Task GoodAsync(params string[] arguments)
    {
        var outcome = await HuoshuiProgram.RunAsync(Stop, arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
    }

    private async Task<string> StartAsync(params string[] arguments)
    {
        var start = HuoshuiProgram.Start(arguments);
        (start.RedirectStandardError, start.StandardErrorEncoding) = (false, null);
        var process = Process.Start(start)!;
        _processes.Add(process);
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
                return line[at..].Trim();
        }

        throw new InvalidOperationException($"{string.Join(' ', arguments)} ended");
    }
}
