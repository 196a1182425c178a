using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>千企万户大走访 over the API of the real host, by the demo accounts of five roles.</summary>
[Collection(VisitWalkTests.OneAtATime)] // both count what the store holds
public sealed class VisitApiTests(PortalFixture portal)
{
    private const string Usci = "91440300123456788M";
    private const string Script = "<script>window.broken=1</script>";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_whole_way_from_the_doorstep_to_a_drawn_loan_over_the_api()
    {
        using var officer = await MachineAsync(Roles.StreetOfficer);
        using var owner = await MachineAsync(Roles.PublicReader);
        using var team = await MachineAsync(Roles.DistrictTeam);
        using var bank = await MachineAsync(Roles.Reviewer);
        using var regulator = await MachineAsync(Roles.Analyst);
        var before = await FunnelAsync(regulator);
        var visit = new
        {
            id = Guid.CreateVersion7(),
            entity = Entity(),
            at = TimeProvider.System.GetUtcNow(),
            companions = new[] { new { kind = "bank", name = "李" } },
            place = Script,
            outcome = "need",
            need = Need(),
            obstacles = new[] { "no_record" },
        };
        var recorded = await PostAsync(officer, "", visit);
        Assert.Equal(recorded.GetProperty("receipt").GetString(), (await PostAsync(officer, "", visit)).GetProperty("receipt").GetString());
        Assert.Equal((HttpStatusCode.Forbidden, "VIS1002"), await RefusedAsync(owner, "", visit));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "VIS1008"), await RefusedAsync(officer, "", visit with { id = Guid.CreateVersion7(), at = TimeProvider.System.GetUtcNow().AddYears(1) }));
        using var listed = await officer.GetAsync("/api/v1/visits", Stop);
        Assert.Equal("application/json", listed.Content.Headers.ContentType?.MediaType); // no browser runs it
        Assert.Equal("nosniff", listed.Headers.GetValues("X-Content-Type-Options").Single());
        var body = await listed.Content.ReadAsStringAsync(Stop);
        using var listedVisits = JsonDocument.Parse(body);
        var own = listedVisits.RootElement.GetProperty("items").EnumerateArray().Single(v => v.GetProperty("id").GetGuid() == visit.id);
        Assert.Equal(Script, own.GetProperty("place").GetString());

        var consents = (await GetAsync(owner, "/consents")).GetProperty("items").EnumerateArray()
            .ToDictionary(c => c.GetProperty("kind").GetString()!, c => c.GetProperty("version").GetString()!);
        var declaration = new { entity = Entity(), need = Need(), contact = new { name = "周店主", phone = "13800000001" }, wishBankId = PortalFixture.OwnInstitution, consents };
        owner.DefaultRequestHeaders.Add("Idempotency-Key", "visit-walk");
        var declared = await PostAsync(owner, "/cases", declaration);
        var path = "/cases/" + declared.GetProperty("id").GetString();
        Assert.Equal(declared.GetProperty("id").GetString(), (await PostAsync(owner, "/cases", declaration)).GetProperty("id").GetString());
        var standards = new[] { "compliant", "premises", "real_need", "credit", "lawful_use" }.Select(standard => new { standard, isMet = true, evidence = "核对" });
        Assert.Equal((HttpStatusCode.Conflict, "VIS1018"), await RefusedAsync(team, path + "/assign", new { }));
        await PostAsync(team, path + "/recommend", new { standards });
        Assert.Equal((HttpStatusCode.NotFound, "VIS1001"), await RefusedAsync(bank, path + "/accept", new { }));
        Assert.Equal("wish", (await PostAsync(team, path + "/assign", new { })).GetProperty("bankBasis").GetString());
        await PostAsync(bank, path + "/accept", new { });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "VIS1014"), await RefusedAsync(bank, path + "/refuse", new { }));
        await PostAsync(bank, path + "/grant", new { amountYuan = 300_000, ratePercent = 3.85, creditId = "SX1", isCreditLoan = true });
        await PostAsync(bank, path + "/draw", new { creditId = "SX1", iouId = "JJ-walk", amountYuan = 200_000.5, drawnOn = portal.Services.GetRequiredService<VisitPolicy>().Today(), kind = "new" });
        Assert.Equal("drawn", (await GetAsync(owner, path)).GetProperty("case").GetProperty("state").GetString());
        Assert.Equal("13800000001", (await GetAsync(owner, path)).GetProperty("contact").GetProperty("phone").GetString());
        Assert.DoesNotContain("13800000001", (await GetAsync(regulator, path)).GetRawText(), StringComparison.Ordinal);

        var after = await FunnelAsync(regulator);
        Assert.All(after.Stages, stage => Assert.Equal(before.Stages.GetValueOrDefault(stage.Key) + 1, stage.Value));
        Assert.Equal(200_000.5m, after.DrawnYuan - before.DrawnYuan);
        Assert.Equal(after.Stages["drawn"], (await GetAsync(team, "/entities?stage=Drawn")).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await bank.GetAsync("/api/v1/visits/funnel", Stop)).StatusCode);
        Assert.Equal(0, (await GetAsync(owner, "")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("", "{\"companions\":[null],\"obstacles\":[null],\"entity\":{}}")]
    [InlineData("", "not json")]
    [InlineData("", "null")]
    [InlineData("/entities/00000000-0000-0000-0000-000000000000/merge", "{}")]
    [InlineData("/corrections/00000000-0000-0000-0000-000000000000", "{}")]
    public async Task An_empty_or_broken_body_is_refused(string path, string body)
    {
        using var machine = await MachineAsync(path.Length == 0 ? Roles.StreetOfficer : Roles.DistrictTeam);
        using var answer = await machine.PostAsync("/api/v1/visits" + path, new StringContent(body, new MediaTypeHeaderValue("application/json")), Stop);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    [Theory]
    [InlineData("/cases", "{}")]
    [InlineData("/cases", "{\"entity\":{},\"need\":{},\"contact\":{},\"consents\":{\"\":\"2024-10-15\"}}")]
    [InlineData("/cases/00000000-0000-0000-0000-000000000000/recommend", "{\"standards\":[null]}")]
    [InlineData("/cases/00000000-0000-0000-0000-000000000000/draw", "{\"amountYuan\":79228162514264337593543950335}")]
    public async Task An_empty_or_broken_case_is_refused(string path, string body)
    {
        using var machine = await MachineAsync(Roles.PublicReader);
        using var answer = await machine.PostAsync("/api/v1/visits" + path, new StringContent(body, new MediaTypeHeaderValue("application/json")), Stop);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    [Fact]
    public async Task Nobody_reads_visits_without_signing_in()
    {
        using var client = portal.Client();
        foreach (var path in new[] { "", "/cases", "/entities", "/funnel", "/process", "/consents", "/corrections" })
            Assert.False((await client.GetAsync("/api/v1/visits" + path, Stop)).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("table=RF&date=2025-09-30", "VIS1011")]
    [InlineData("table=RF&date=2025-09-30&district=440399", "VIS1011")]
    [InlineData("table=RF&date=9999-12-31&district=440303", "VIS1011")]
    [InlineData("table=RF&date=yesterday&district=440303", "VIS1011")]
    public async Task A_ledger_of_no_district_or_no_day_is_refused_and_is_not_an_empty_file(string query, string code)
    {
        using var regulator = await MachineAsync(Roles.Analyst);
        using var answer = await regulator.GetAsync("/api/v1/visits/ledger?" + query, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Who_may_not_import_is_refused_before_the_file_is_taken()
    {
        using var owner = await MachineAsync(Roles.PublicReader);
        using var patient = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = owner.BaseAddress };
        patient.DefaultRequestHeaders.Authorization = owner.DefaultRequestHeaders.Authorization;
        using var file = new Watched();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/visits/entities/import") { Content = file };
        request.Headers.ExpectContinue = true;
        using var answer = await patient.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.Forbidden, false), (answer.StatusCode, file.IsSent));
    }

    [Theory]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.NotFound)]
    [InlineData(null, HttpStatusCode.NotFound)]
    public async Task Another_site_writes_nothing_with_the_session_of_a_reader(string? site, HttpStatusCode expected)
    {
        using var owner = await portal.ClientAsync(Roles.PublicReader);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/visits/cases/{Guid.CreateVersion7()}/withdraw");
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        using var answer = await owner.SendAsync(request, Stop);
        Assert.Equal(expected, answer.StatusCode);
    }

    // Of the one district of these tests; nothing before the first visit.
    private static async Task<(Dictionary<string, int> Stages, decimal DrawnYuan)> FunnelAsync(HttpClient regulator)
    {
        var items = (await GetAsync(regulator, "/funnel")).GetProperty("items").EnumerateArray().ToList();
        return items.Count == 0 ? ([], 0) : (
            Assert.Single(items).GetProperty("entities").EnumerateObject().ToDictionary(stage => stage.Name, stage => stage.Value.GetInt32()),
            items[0].GetProperty("drawnYuan").GetDecimal());
    }

    private static object Entity() => new { code = Usci, name = "深圳市旺园商行", streetCode = "440303001" };

    private static object Need() => new { amountYuan = 300_000, use = "equipment", termMonths = 24, urgency = "month" };

    // A file that the server has to ask for.
    private sealed class Watched : HttpContent
    {
        private readonly byte[] _bytes = new byte[100_000];

        public Watched() => Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        public bool IsSent { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            IsSent = true;
            return stream.WriteAsync(_bytes, 0, _bytes.Length);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }

    private async Task<HttpClient> MachineAsync(string role)
    {
        var token = await portal.Services.GetRequiredService<ApiTokenDesk>().IssueAsync(
            role, Guid.CreateVersion7().ToString(), [TokenScopes.ReadFilings, TokenScopes.WriteFilings], TimeSpan.FromDays(1), "测试", Stop);
        var client = new HttpClient { BaseAddress = new Uri(portal.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>("/api/v1/visits" + path, Stop);

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/visits" + path, body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<(HttpStatusCode, string?)> RefusedAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/visits" + path, body, Stop);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString());
    }
}
