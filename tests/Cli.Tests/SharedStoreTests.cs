using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Operations.Tests;
using Npgsql;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>Several real processes on one data folder.</summary>
public sealed partial class SharedStoreTests(PostgresCluster cluster)
{
    private const int ManyLines = 12_000;
    private static readonly string[] Dates = ["2014-12-31", "2013-12-31", "2012-12-31", "2011-12-31"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_portals_on_one_PostgreSQL_one_is_killed_and_the_other_does_its_jobs_and_keeps_its_sessions()
    {
        using var folder = await FilersFolder.CreateAsync(Stop, cluster.CreateDatabase());
        var token = await File.ReadAllTextAsync(await folder.TokenFileAsync("machine", "preparer", Stop), Stop);
        var password = (await folder.GoodAsync(Stop, "user", "add", "wang", "--role", "analyst", "--data", folder.Data))
            .Output.Split("  ")[1];
        await using var first = await PortalProcess.StartAsync(folder.Data, Stop, folder.Environment);
        await using var second = await PortalProcess.StartAsync(folder.Data, Stop, folder.Environment);
        using var atFirst = Browser(first);
        using var atSecond = Browser(second);
        await SignInAsync(atFirst, "wang", password);
        await SignInAsync(atSecond, "wang", password);
        var filings = new List<string>();
        foreach (var date in Dates)
            filings.Add(await SendAsync(first.Url, token, date, folder.Loans(1, ManyLines)));

        // Whichever took a job dies in the middle of it.
        var isFirst = await FirstHasJobAsync(
            folder.Environment["HUOSHUI_POSTGRESQL"], first.ProcessId, second.ProcessId);
        var (killed, left) = isFirst ? (first, second) : (second, first);
        var person = isFirst ? atFirst : atSecond;
        await killed.KillAsync();

        using var other = Machine(left.Url, token);
        foreach (var filing in filings)
            Assert.Equal("done", await StateAsync(other, filing));
        using var page = await person.GetAsync(new Uri(left.Url + "/account/password"), Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode); // signed in at the one, known to the other
    }

    [Fact]
    public async Task Huoshui_file_beside_a_busy_portal_on_the_same_folder_takes_in_everything_once()
    {
        using var folder = await FilersFolder.CreateAsync(Stop);
        var token = await File.ReadAllTextAsync(await folder.TokenFileAsync("machine", "preparer", Stop), Stop);
        await using var portal = await PortalProcess.StartAsync(folder.Data, Stop);
        var uploaded = new List<string>();
        foreach (var date in Dates)
            uploaded.Add(await SendAsync(portal.Url, token, date, folder.Loans(1, ManyLines)));

        var filed = await Task.WhenAll(Dates.Take(3).Select((date, i) => folder.RunAsync(
            Stop, "file", "sba7a", folder.Loans(100 + i, 500), "--institution", FilersFolder.OtherLender, "--date", date, "--data", folder.Data)));

        Assert.All(filed, outcome => Assert.True(outcome.ExitCode is 0 or 2, outcome.ToString()));
        using var machine = Machine(portal.Url, token);
        foreach (var filing in uploaded)
            Assert.Equal("done", await StateAsync(machine, filing));
        var list = await folder.GoodAsync(Stop, "filing", "list", "--json", "--data", folder.Data);
        Assert.Equal(Dates.Length + 3, list.Json().RootElement.GetArrayLength());
    }

    private static HttpClient Machine(string url, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        return client;
    }

    private static async Task<string> SendAsync(string url, string token, string date, string file)
    {
        using var client = Machine(url, token);
        client.DefaultRequestHeaders.Add("Idempotency-Key", date);
        using var opened = await client.PostAsJsonAsync(
            "/api/v1/filings", new { @return = "sba7a", institution = FilersFolder.Lender, date }, Stop);
        using var filing = JsonDocument.Parse(await opened.Content.ReadAsStringAsync(Stop));
        var id = filing.RootElement.GetProperty("id").GetString()!;
        client.DefaultRequestHeaders.Remove("Idempotency-Key");
        client.DefaultRequestHeaders.Add("Idempotency-Key", id);
        using var content = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(file, Stop)), "file", "SBA.csv" } };
        using var taken = await client.PostAsync($"/api/v1/filings/{id}/files", content, Stop);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        return id;
    }

    // The lease of a killed worker ends after 30 seconds; then another takes its job.
    private static async Task<string?> StateAsync(HttpClient client, string filing)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            using var reply = JsonDocument.Parse(await client.GetStringAsync($"/api/v1/filings/{filing}/uploads", Stop));
            var state = Assert.Single(reply.RootElement.GetProperty("items").EnumerateArray()).GetProperty("state").GetString();
            if (state is "done" or "refused")
                return state;
            await Task.Delay(300, Stop);
        }

        return "neither done nor refused after two minutes";
    }

    private static HttpClient Browser(PortalProcess portal) =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(portal.Url) };

    private static async Task<bool> FirstHasJobAsync(string postgreSql, int first, int second)
    {
        await using var connection = new NpgsqlConnection(postgreSql);
        await connection.OpenAsync(Stop);
        for (var tries = 0; tries < 6000; tries++)
        {
            await using var command = new NpgsqlCommand(
                $"""
                SELECT "LeaseOwner" LIKE '%/{first}/%' FROM "Jobs"
                WHERE ("LeaseOwner" LIKE '%/{first}/%' OR "LeaseOwner" LIKE '%/{second}/%') AND "FinishedAt" IS NULL LIMIT 1
                """, connection);
            if (await command.ExecuteScalarAsync(Stop) is bool isFirst)
                return isFirst;
            await Task.Delay(10, Stop);
        }

        throw new TimeoutException("No portal took a job.");
    }

    private static async Task SignInAsync(HttpClient person, string name, string password)
    {
        var page = await person.GetStringAsync("/sign-in", Stop);
        var fields = Hidden().Matches(page).DistinctBy(m => m.Groups[1].Value).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value), StringComparer.Ordinal);
        fields["Input.Name"] = name;
        fields["Input.Password"] = password;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await person.PostAsync("/sign-in", form, Stop);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Hidden();
}
