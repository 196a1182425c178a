using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Scripts for machines: who may, on whose data, and what is refused.</summary>
[Collection(WorkbenchWalkTests.Name)]
public sealed class WorkbenchApiTests(PortalFixture portal)
{
    private const string Onetable = "onetable@2025-06-30";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("check")]
    [InlineData("complete")]
    [InlineData("run")]
    public async Task A_stranger_is_asked_to_sign_in_and_who_sees_totals_only_is_refused(string what)
    {
        using var stranger = portal.Client();
        using var asked = await stranger.PostAsJsonAsync($"/api/v1/vtl/{what}", new { script = "R := LOANS;" }, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        foreach (var role in new[] { Roles.PublicReader, Roles.SystemAdministrator, Roles.StreetOfficer })
        {
            using var client = await portal.ClientAsync(role);
            using var answer = await client.PostAsJsonAsync($"/api/v1/vtl/{what}", new { script = "R := LOANS;" }, Token);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            using var page = await client.GetAsync("/vtl", Token);
            Assert.NotEqual(HttpStatusCode.OK, page.StatusCode);
        }
    }

    [Fact]
    public async Task A_check_tells_places_structures_words_sql_and_lineage()
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        var wrong = await PostAsync(client, "check", new { script = "A := LOANS[keep balance];\nR := A[filter balnce > 0];" });
        Assert.False(wrong.GetProperty("right").GetBoolean());
        var diagnostic = wrong.GetProperty("diagnostics")[0];
        Assert.Equal((2, 15), (diagnostic.GetProperty("line").GetInt32(), diagnostic.GetProperty("column").GetInt32()));
        Assert.Contains("balnce", diagnostic.GetProperty("zh").GetString(), StringComparison.Ordinal);
        Assert.Contains("balnce", diagnostic.GetProperty("en").GetString(), StringComparison.Ordinal);
        Assert.Equal("A", wrong.GetProperty("results")[0].GetProperty("name").GetString());

        var right = await PostAsync(client, "check", new { script = "R := LOANS[calc interest := balance * rate][keep interest];" });
        Assert.True(right.GetProperty("right").GetBoolean());
        Assert.Contains("SELECT", right.GetProperty("sql")[0].GetProperty("duckDb").GetString(), StringComparison.Ordinal);
        Assert.Contains("Nullable", right.GetProperty("sql")[0].GetProperty("clickHouse").GetString(), StringComparison.Ordinal);
        var lineage = right.GetProperty("lineage").EnumerateArray().Single(l => l.GetProperty("column").GetString() == "R#interest");
        Assert.Equal(["LOANS#balance", "LOANS#rate"], lineage.GetProperty("origins").EnumerateArray().Select(o => o.GetString()));
        Assert.NotEmpty(right.GetProperty("explanation")[0].GetProperty("steps")[0].GetProperty("zh").GetString()!);
    }

    [Fact]
    public async Task Proposals_hold_components_with_their_titles_and_operators_with_their_signature()
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        var script = "R := F27[filter ";
        var items = (await PostAsync(client, "complete", new { script, offset = script.Length, data = Onetable })).GetProperty("items").EnumerateArray().ToList();
        var field = items.Single(i => i.GetProperty("text").GetString() == "F270009");
        Assert.Equal("component", field.GetProperty("kind").GetString());
        Assert.NotEmpty(field.GetProperty("words").GetProperty("zh").GetString()!);
        Assert.Equal("round(op [, digits])", items.Single(i => i.GetProperty("text").GetString() == "round").GetProperty("signature").GetString());
    }

    [Fact]
    public async Task A_bank_runs_on_its_own_filings_alone_and_the_regulator_on_all()
    {
        const string script = "R := F27[aggr n := count() group by institution];";
        using var analyst = await portal.ClientAsync(Roles.Analyst);
        var all = await InstitutionsAsync(analyst, script, "2024-12-31", null);
        Assert.Contains(SmallCity.Own, all);
        Assert.True(all.Count > 2);
        Assert.Equal([SmallCity.Other], await InstitutionsAsync(analyst, script, "2024-12-31", SmallCity.Other));
        using var bank = await portal.ClientAsync(Roles.Preparer);
        Assert.Equal([SmallCity.Own], await InstitutionsAsync(bank, script, "2024-12-31", null));
        using var other = await bank.PostAsJsonAsync(
            "/api/v1/vtl/run", new { script, data = "onetable@2024-12-31", institution = SmallCity.Other }, Token);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal("SCR1002", await CodeAsync(other));
    }

    [Fact]
    public async Task What_is_personal_comes_out_of_no_script_in_clear()
    {
        var secrets = await portal.City.SecretsAsync();
        using var analyst = await portal.ClientAsync(Roles.Analyst);
        const string script = """
            A <- B01[keep B010003, B010004, B010032, B010034, B010031, B010029];
            B <- B04[calc joined := B040003 || B040005 || B040032, part := substr(B040033, 2, 18), up := upper(B040022)][keep joined, part, up];
            C <- B05[keep B050003, B050005, B050014, B050024];
            """;
        using var answer = await analyst.PostAsJsonAsync("/api/v1/vtl/run", new { script, data = Onetable, institution = SmallCity.Planted }, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(JsonDocument.Parse(text).RootElement.GetProperty("results")[0].GetProperty("totalRows").GetInt64() > 0);
        Assert.Equal([], secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_run_is_in_the_audit_log_with_the_hash_of_its_script_and_not_its_text()
    {
        using var analyst = await portal.ClientAsync(Roles.Analyst);
        const string script = "R := LOANS[filter loan = \"geheim-4711\"];";
        await PostAsync(analyst, "run", new { script });
        await using var context = await portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        var entries = await context.Set<AuditEntry>().Where(e => e.Action == "vtl.run").ToListAsync(Token);
        Assert.Contains(entries, e => e.Actor == "analyst" && e.Subject == "vtl/example" && e.Detail!.Contains($"\"characters\":{script.Length},", StringComparison.Ordinal));
        Assert.DoesNotContain(entries, e => e.Detail!.Contains("4711", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check", "{\"script\":\"R := LOANS;\",\"data\":\"nothing@2025-06-30\"}", 404, "SCR1002")]
    [InlineData("run", "{\"script\":\"R := LOANS;\",\"data\":\"onetable@30.6.2025\"}", 404, "SCR1002")]
    [InlineData("check", "{\"data\":\"example\"}", 400, "SCR1007")]
    [InlineData("run", "no json", 400, "SCR1007")]
    [InlineData("run", "{\"script\":\"R := NOTHING;\"}", 422, "SCR1008")]
    public async Task What_cannot_be_done_is_refused_with_a_code(string what, string body, int status, string code)
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync($"/api/v1/vtl/{what}", content, Token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await CodeAsync(answer));
    }

    [Fact]
    public async Task A_script_beyond_the_limit_is_refused_and_one_at_it_is_looked_at()
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        var longest = "R := LOANS;".PadRight(100_000);
        Assert.True((await PostAsync(client, "check", new { script = longest })).GetProperty("right").GetBoolean());
        using var answer = await client.PostAsJsonAsync("/api/v1/vtl/check", new { script = longest + " " }, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("SCR1001", await CodeAsync(answer));
        using var huge = await client.PostAsJsonAsync("/api/v1/vtl/check", new { script = new string(' ', 1_100_000) }, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
    }

    [Theory]
    [InlineData(200, 200)]
    [InlineData(201, 413)]
    public async Task Statements_are_taken_up_to_their_limit(int statements, int status)
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        var script = string.Concat(Enumerable.Range(1, statements).Select(i => $"R{i} := LOANS;\n"));
        using var answer = await client.PostAsJsonAsync("/api/v1/vtl/check", new { script }, Token);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status != 200)
            Assert.Equal("SCR1009", await CodeAsync(answer));
    }

    [Fact]
    public async Task Brackets_in_their_thousands_are_a_diagnostic()
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        var script = "R := " + new string('(', 49_990) + "1" + new string(')', 49_990) + ";";
        var answer = await PostAsync(client, "check", new { script });
        Assert.Equal("VTL1009", answer.GetProperty("diagnostics")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task One_account_runs_one_script_at_a_time_and_a_slow_one_is_stopped()
    {
        using var client = await portal.ClientAsync(Roles.Approver);
        var slow = client.PostAsJsonAsync("/api/v1/vtl/run", new { script = Slow }, Token);
        await Task.Delay(1_000, Token);
        using var second = await client.PostAsJsonAsync("/api/v1/vtl/run", new { script = "R := LOANS;" }, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("SCR1006", await CodeAsync(second));
        Assert.NotNull(second.Headers.RetryAfter);
        using var stopped = await slow;
        var reply = JsonDocument.Parse(await stopped.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal("SCR1003", reply.GetProperty("problem").GetProperty("code").GetString());
        await PostAsync(client, "run", new { script = "R := LOANS;" });
    }

    [Fact]
    public async Task Who_goes_away_ends_the_run_at_once_and_it_is_in_the_audit_log()
    {
        using var client = await portal.ClientAsync(Roles.Signer);
        var script = "// abandoned\n" + Slow;
        using (var gone = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            gone.CancelAfter(TimeSpan.FromSeconds(2));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PostAsJsonAsync("/api/v1/vtl/run", new { script }, gone.Token));
        }

        await using var context = await portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        for (var tries = 0; tries < 40; tries++)
        {
            var entries = await context.Set<AuditEntry>().AsNoTracking().Where(e => e.Action == "vtl.run").ToListAsync(Token);
            if (entries.Exists(e => e.Detail!.Contains("SCR1013", StringComparison.Ordinal) && e.Detail.Contains($"\"characters\":{script.Length},", StringComparison.Ordinal)))
                return;
            await Task.Delay(100, Token);
        }

        Assert.Fail("There is no entry of the abandoned run.");
    }

    [Fact]
    public async Task What_stops_a_run_has_its_place_in_the_script()
    {
        using var client = await portal.ClientAsync(Roles.Approver);
        var reply = await PostAsync(client, "run", new { script = "A := LOANS;\nR := A[calc x := 1 / (balance - balance)];" });
        var problem = reply.GetProperty("problem");
        Assert.Equal("VTL5001", problem.GetProperty("code").GetString());
        Assert.Equal((2, 18), (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()));
        Assert.Equal(29, problem.GetProperty("offset").GetInt32());
    }

    [Fact]
    public async Task Texts_that_double_end_the_run_and_not_the_portal()
    {
        using var client = await portal.ClientAsync(Roles.Approver);
        var script = "A0 := LOANS[calc t := loan || loan || loan];\n"
            + string.Concat(Enumerable.Range(1, 40).Select(i => $"A{i} := A{i - 1}[calc t := t || t];\n")) + "R <- A40[calc n := length(t)][keep n];";
        var reply = await PostAsync(client, "run", new { script });
        Assert.Contains(reply.GetProperty("problem").GetProperty("code").GetString(), new[] { "SCR1004", "VTL5004" });
        await PostAsync(client, "run", new { script = "R := LOANS;" });
    }

    private static readonly string Slow = "P := cross_join("
        + string.Join(", ", Enumerable.Range(0, 13).Select(i => $"LOANS[keep balance][rename loan to l{i}, branch to b{i}, balance to m{i}] as c{i}"))
        + "); R <- P[aggr s := sum(m0 * m12) group by l0];";

    private static async Task<JsonElement> PostAsync(HttpClient client, string what, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/vtl/{what}", body, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("code").GetString();

    private static async Task<List<string?>> InstitutionsAsync(HttpClient client, string script, string date, string? institution)
    {
        var run = await PostAsync(client, "run", new { script, data = "onetable@" + date, institution });
        return [.. run.GetProperty("results")[0].GetProperty("rows").EnumerateArray().Select(r => r[0].GetString())];
    }
}
