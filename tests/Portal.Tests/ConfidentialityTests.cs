using System.Diagnostics.Tracing;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Registry;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>
/// What is personal in a filing is looked for everywhere that others can look; what the public may not reach is looked for by links and by
/// guessing.
/// </summary>
public sealed partial class ConfidentialityTests(PortalFixture portal)
{
    private static readonly string[] RowFigures = ["I03", "T05", "G02", "T03", "T04"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Personal_values_of_a_filing_appear_to_nobody_else()
    {
        using var log = new LogListener();
        var secrets = await portal.City.SecretsAsync();
        var (open, accepted) = (portal.City.PlantedOpen, portal.City.PlantedAccepted);
        await AssertOwnersSeeTheirsAsync(secrets);
        foreach (var role in new[] { Roles.Analyst, Roles.Approver, Roles.Reviewer })
        {
            using var crawl = new Crawl(await portal.ClientAsync(role));
            foreach (var filing in new[] { open, accepted })
            {
                foreach (var path in Filing(filing))
                    await crawl.GetAsync(path);
            }

            foreach (var id in RowFigures)
            {
                await crawl.FollowAsync(
                    crawl.Read.Count + 10, link => link.Contains("/line?", StringComparison.Ordinal),
                    $"/figures/{id}/rows?institution={SmallCity.Planted}", $"/figures/{id}/rows/export?format=csv&institution={SmallCity.Planted}",
                    $"/api/v1/figures/{id}/rows?institution={SmallCity.Planted}", $"/figures/{id}?by=Institution");
            }

            // The rows of a page and of a file of either format are the same ones.
            await crawl.GetAsync($"/figures/T05/rows/export?format=xlsx&institution={SmallCity.Planted}");
            await crawl.GetAsync($"/figures/T05/rows?institution={SmallCity.Planted}&q=x%27%20OR%201=1");
            AssertClean(role, crawl.Read, secrets);
        }

        AssertClean("log", log.Lines.Index().ToDictionary(line => $"line {line.Index}", line => line.Item), secrets);
        Assert.NotEmpty(log.Lines);
    }

    [Fact]
    public async Task Personal_values_are_in_no_audit_entry_no_job_and_no_document()
    {
        var secrets = await portal.City.SecretsAsync();
        foreach (var (role, paths) in new[]
        {
            (Roles.AuditAdministrator, new[] { "/audit", "/audit?page=2", "/audit?page=3", "/audit/export?format=csv", "/audit/export?format=xlsx" }),
            (Roles.SystemAdministrator, ["/jobs", "/jobs?state=failed"]),
            (string.Empty, ["/", "/figures", "/figures/export?format=csv", "/figures/export?format=xlsx", "/bulletin.docx", "/bulletin.pdf"]),
        })
        {
            using var crawl = new Crawl(await portal.ClientAsync(role));
            foreach (var path in paths)
                Assert.Contains(await crawl.GetAsync(path), new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable });
            AssertClean(role, crawl.Read, secrets);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(Roles.PublicReader)]
    public async Task The_public_finds_no_institution_no_loan_and_no_line_by_any_link(string role)
    {
        using var crawl = new Crawl(await portal.ClientAsync(role));
        await crawl.FollowAsync(150, link => !link.StartsWith("/account", StringComparison.Ordinal), "/", "/figures", "/about", "/api/v1/figures");
        Assert.True(crawl.Read.Count > 40, $"{crawl.Read.Count} addresses");
        foreach (var (path, text) in crawl.Read)
        {
            Assert.False(InstitutionId().IsMatch(text), $"{path}: {InstitutionId().Match(text).Value}");
            Assert.False(LoanKey().IsMatch(text), $"{path}: {LoanKey().Match(text).Value}");
            // Who declares a need chooses among the names of the banks that take part, and reads which bank has it.
            if (path.StartsWith("/visits/", StringComparison.Ordinal))
                continue;
            // Whoever applies for a loan reads whose it is: this deployment's own bank, and no other.
            var hidden = SmallCity.BankNames.Where(name => name != SmallCity.OwnName || !path.StartsWith("/loans", StringComparison.Ordinal));
            Assert.Empty(hidden.Where(name => text.Contains(name, StringComparison.Ordinal)).Select(name => $"{path}: {name}"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(Roles.PublicReader)]
    public async Task The_public_reaches_nothing_by_guessing(string role)
    {
        using var crawl = new Crawl(await portal.ClientAsync(role));
        var line = $"/figures/T05/line?file={Guid.Empty}&no=1&line=2";
        string[] guessed =
        [
            .. Filing(portal.City.PlantedAccepted), "/filings", "/filings/export?format=csv", "/calendar", "/requests", "/institutions", "/institutions/export?format=csv",
            "/institutions/" + SmallCity.Planted, "/figures/T05/rows/export?format=csv", "/figures/T05/parts?by=Institution&format=csv", "/figures/publications",
            "/api/v1/filings", "/api/v1/requests", "/api/v1/calendar?from=2025-01-01&to=2025-12-31", "/api/v1/institutions", "/audit", "/users", line,
        ];
        foreach (var path in guessed)
            await crawl.GetAsync(path);
        await crawl.GetAsync("/figures/T05/rows?institution=" + SmallCity.Planted);
        await crawl.GetAsync("/api/v1/figures/T05/rows");
        await crawl.GetAsync("/figures/T05?by=Institution");
        await crawl.GetAsync("/figures/T05?by=District&asof=2025-06-30");
        await crawl.GetAsync("/api/v1/figures/T05?by=Institution");
        foreach (var (path, text) in crawl.Read)
        {
            Assert.False(InstitutionId().IsMatch(text.Replace(SmallCity.Planted, string.Empty, StringComparison.Ordinal)), path);
            Assert.False(LoanKey().IsMatch(text), path);
            Assert.DoesNotContain(SmallCity.BankNames, name => text.Contains(name, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("by=District", crawl.Read["/figures/T05?by=Institution"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_of_the_public_API_has_no_parts()
    {
        using var client = portal.Client();
        using var json = JsonDocument.Parse(await client.GetStringAsync("/api/v1/figures/T05?by=District", Token));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("parts").ValueKind);
    }

    [Fact]
    public async Task A_bank_sees_small_cells_of_others_suppressed_and_cannot_work_them_out()
    {
        var page = await portal.SignInAsync(Roles.Preparer);
        await page.GotoAsync("/figures/T05?by=Industry");
        var rows = await page.Locator("table.data:has(caption:text-is('构成')) tbody tr").AllInnerTextsAsync();
        var hidden = rows.Count(row => row.Contains("已抑制", StringComparison.Ordinal));
        Assert.True(hidden is 0 or > 1, $"{hidden} of {rows.Count} hidden: one alone is the total less the others");
        Assert.True(hidden > 0, "seven banks leave small cells");
        await page.GotoAsync("/figures/T05?by=Institution");
        var banks = await page.Locator("table.data:has(caption:text-is('构成')) tbody tr").AllInnerTextsAsync();
        Assert.All(banks, bank => Assert.Contains("鹏城农村商业银行", bank, StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_guessed_filing_of_another_institution_looks_like_none()
    {
        using var crawl = new Crawl(await portal.ClientAsync(Roles.Preparer));
        foreach (var (real, none) in Filing(portal.City.PlantedAccepted).Zip(Filing("/filings/" + Guid.CreateVersion7())))
            Assert.Equal((real, await crawl.GetAsync(none)), (real, await crawl.GetAsync(real)));
        Assert.DoesNotContain(crawl.Read, answer => answer.Value.Contains(SmallCity.Planted, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_regulator_says_what_for_before_findings_leave_and_the_page_can_ask()
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        var export = portal.City.PlantedAccepted + "/findings/export?format=csv";
        using var refused = await client.GetAsync(export, Token);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var given = await client.GetAsync(export + "&purpose=test", Token);
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        var page = await client.GetStringAsync(portal.City.PlantedAccepted + "/findings", Token);
        Assert.Contains("name=\"purpose\"", page, StringComparison.Ordinal);
        var depth = 0;
        foreach (var tag in FormTag().Matches(page).Select(m => m.Groups[1].Length))
            Assert.InRange(depth += tag == 0 ? 1 : -1, 0, 1); // a form within a form is no form
    }

    [GeneratedRegex("<(/?)form[ >]", RegexOptions.NonBacktracking)]
    private static partial Regex FormTag();

    // The look for secrets would find them: their owner, who holds the field class, sees them.
    private async Task AssertOwnersSeeTheirsAsync(IReadOnlyList<string> secrets)
    {
        var account = await portal.NewAccountAsync("planted.owner", Roles.Preparer, SmallCity.Planted, seesClear: true);
        var page = await portal.EnterAsync(account);
        using var crawl = new Crawl(await portal.ClientAsync(page));
        foreach (var path in Filing(portal.City.PlantedOpen))
            await crawl.GetAsync(path);
        Assert.Contains(secrets, secret => crawl.Read.Values.Any(text => text.Contains(secret, StringComparison.Ordinal)));
        await page.Context.CloseAsync();
    }

    private static IEnumerable<string> Filing(string filing)
    {
        foreach (var tab in new[] { "tables", "findings", "explanations", "requests", "versions", "history" })
            yield return $"{filing}?tab={tab}";
        yield return filing + "/findings?size=500";
        yield return filing + "/findings?size=500&sort=key";
        yield return filing + "/findings/export?format=csv&purpose=test";
        yield return filing + "/findings/export?format=xlsx&purpose=test";
        foreach (var part in new[] { "", "/findings?limit=500", "/explanations", "/uploads", "/versions/1/receipt" })
            yield return "/api/v1" + filing + part;
    }

    private static void AssertClean(string who, IReadOnlyDictionary<string, string> read, IReadOnlyList<string> secrets)
    {
        var found = from page in read from secret in secrets where page.Value.Contains(secret, StringComparison.Ordinal) select $"{who} {page.Key}: {secret}";
        Assert.Empty(found.Take(20));
    }

    [GeneratedRegex("B9[0-9]{3}[HSFL]244030000", RegexOptions.NonBacktracking)]
    private static partial Regex InstitutionId();

    [GeneratedRegex("JJ[0-9]{15,}", RegexOptions.NonBacktracking)]
    private static partial Regex LoanKey();

    // Every line that the host logs, at any level.
    private sealed class LogListener : EventListener
    {
        private const EventKeywords FormattedMessage = (EventKeywords)4;
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "Microsoft-Extensions-Logging")
                EnableEvents(source, EventLevel.LogAlways, FormattedMessage);
        }

        protected override void OnEventWritten(EventWrittenEventArgs written)
        {
            if (_lines is null)
                return;
            lock (_lines)
                _lines.Add(string.Join(' ', written.Payload ?? (IEnumerable<object?>)[]));
        }
    }
}
