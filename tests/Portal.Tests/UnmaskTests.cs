using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Unmasking;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>查看明文: a right of a role, with a typed reason, that is logged and ends by itself.</summary>
public sealed class UnmaskTests(PortalFixture portal)
{
    private const string Reason = "核查投诉件涉及的客户身份信息";
    private static readonly Viewer Analyst = Person("unmask.analyst", Roles.Analyst, null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_reason_nothing_is_shown_and_nothing_is_logged()
    {
        var desk = Desk(TimeProvider.System);
        Assert.Equal("UNM1002", (await desk.BeginAsync(Analyst, SmallCity.Other, "看看", Token))?.Code);
        Assert.Null((await desk.WithAsync(Analyst, SmallCity.Other, "test", Token)).Unmasked);
        Assert.Empty(await LogAsync(Analyst.AccountName));
    }

    [Theory]
    [InlineData(Roles.Preparer)]
    [InlineData(Roles.PublicReader)]
    [InlineData(Roles.SystemAdministrator)]
    [InlineData(Roles.AuditAdministrator)]
    public async Task Who_has_not_the_right_may_not_even_ask(string role)
    {
        var viewer = Person("unmask." + role, role, Roles.OfInstitutions.Contains(role) ? SmallCity.Own : null);
        Assert.Equal("UNM1001", (await Desk(TimeProvider.System).BeginAsync(viewer, SmallCity.Other, Reason, Token))?.Code);
    }

    [Fact]
    public async Task It_ends_by_itself_after_the_minutes_of_the_parameter()
    {
        var clock = new MovedTime();
        var desk = Desk(clock);
        var viewer = Person("unmask.ends", Roles.Analyst, null);
        Assert.Null(await desk.BeginAsync(viewer, SmallCity.Other, Reason, Token));
        Assert.True((await desk.WithAsync(viewer, SmallCity.Other, "test", Token)).SeesClearOf(SmallCity.Other));
        clock.Ahead = TimeSpan.FromMinutes(desk.Minutes) - TimeSpan.FromSeconds(1);
        Assert.True((await desk.WithAsync(viewer, SmallCity.Other, "test", Token)).SeesClearOf(SmallCity.Other));
        clock.Ahead = TimeSpan.FromMinutes(desk.Minutes) + TimeSpan.FromSeconds(1);
        Assert.False((await desk.WithAsync(viewer, SmallCity.Other, "test", Token)).SeesClearOf(SmallCity.Other));
    }

    [Fact]
    public async Task It_holds_for_one_person_and_one_institution_and_can_be_ended_before()
    {
        var desk = Desk(TimeProvider.System);
        var viewer = Person("unmask.one", Roles.Analyst, null);
        Assert.Null(await desk.BeginAsync(viewer, SmallCity.Other, Reason, Token));
        Assert.False((await desk.WithAsync(viewer, SmallCity.Own, "test", Token)).SeesClearOf(SmallCity.Own));
        Assert.Null((await desk.WithAsync(Person("somebody.else", Roles.Analyst, null), SmallCity.Other, "test", Token)).Unmasked);
        await desk.EndAsync(viewer, SmallCity.Other, Token);
        Assert.Null((await desk.WithAsync(viewer, SmallCity.Other, "test", Token)).Unmasked);
    }

    [Fact]
    public async Task A_line_is_read_in_clear_only_after_asking_and_every_reading_is_logged()
    {
        var line = await LineAsync();
        var account = await portal.NewAccountAsync("unmask.reader", Roles.Analyst);
        var page = await portal.EnterAsync(account);
        await page.GotoAsync(line);
        var masked = await page.Locator(".masked").CountAsync();
        Assert.True(masked > 0);
        await page.ClickAsync(".unmask summary");
        await page.FillAsync("#unmask-reason", "太短");
        await page.ClickAsync(".unmask button[type=submit]");
        await page.Locator(".field-error").WaitForAsync();
        await page.FillAsync("#unmask-reason", Reason);
        await page.ClickAsync(".unmask button[type=submit]");
        await page.Locator(".callout-warn").WaitForAsync();
        Assert.Equal(0, await page.Locator(".masked").CountAsync());
        Assert.Empty(await PageCheck.LookAsync(page, "unmasked-line", typed: true));
        var rows = await page.Context.APIRequest.GetAsync($"/figures/T05/rows/export?format=csv&institution={SmallCity.Other}&purpose=其他");
        Assert.Contains("用途：" + Reason, await rows.TextAsync(), StringComparison.Ordinal);
        var acts = await LogAsync(account.Name);
        Assert.Contains(acts, act => act is { Action: "unmask.begin", Purpose: Reason });
        Assert.Contains(acts, act => act is { Action: "unmask.read", Purpose: Reason });
        Assert.Contains(acts, act => act is { Action: "figure.export", Purpose: Reason });
        await page.ClickAsync(".callout-warn button");
        await page.Locator(".unmask").WaitForAsync();
        Assert.Equal(masked, await page.Locator(".masked").CountAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_API_stays_masked_whatever_was_asked_on_the_page()
    {
        var account = await portal.NewAccountAsync("unmask.api", Roles.Analyst);
        var viewer = Person(account.Name, Roles.Analyst, null);
        Assert.Null(await Desk(TimeProvider.System).BeginAsync(viewer, SmallCity.Other, Reason, Token));
        var page = await portal.EnterAsync(account);
        var answer = await page.Context.APIRequest.GetAsync($"/api/v1/figures/T05/rows?institution={SmallCity.Other}");
        using var json = JsonDocument.Parse(await answer.TextAsync());
        Assert.All(json.RootElement.GetProperty("rows").EnumerateArray(), row =>
            Assert.Contains('*', row.GetProperty("facts").GetProperty("borrower").GetString()!));
        await page.Context.CloseAsync();
    }

    private async Task<string> LineAsync()
    {
        var page = await portal.SignInAsync(Roles.Analyst);
        await page.GotoAsync($"/figures/T05/rows?institution={SmallCity.Other}");
        // The second line of a record is the one of F27, which holds fields of customers.
        var href = await page.Locator("main table.data tbody tr").First.Locator("a[href*='/line?']").Last.GetAttributeAsync("href");
        await page.Context.CloseAsync();
        return href!;
    }

    private UnmaskDesk Desk(TimeProvider time) => new(
        portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>(), portal.Services.GetRequiredService<PolicyLibrary>(), time);

    private async Task<List<AuditEntry>> LogAsync(string account)
    {
        await using var context = await portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        return await context.AuditEntries.AsNoTracking().Where(e => e.Actor == account).ToListAsync(Token);
    }

    private static Viewer Person(string name, string role, string? institution) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);

    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
