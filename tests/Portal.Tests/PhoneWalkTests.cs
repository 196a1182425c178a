using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Phone;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>手机走访 in a real browser at the width of a phone: offline, closed and opened again, with a sync that breaks off, a wrong clock, a lost
/// phone and one that was away.</summary>
[Collection(VisitWalkTests.OneAtATime)]
public sealed class PhoneWalkTests(PortalFixture portal)
{
    private static int _officers;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_visits_recorded_offline_outlive_the_browser_and_are_three_after_two_syncs()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.OpenAsync(portal.Url);
        await phone.SignInAsync(officer);
        await phone.Page.Locator("#device").WaitForAsync();
        await phone.LookAsync("setup");
        await phone.RegisterAsync();
        await phone.LookAsync("today");
        await phone.OfflineAsync(true);
        for (var firm = 0; firm < 3; firm++)
            await phone.RecordAsync(firm);
        await phone.WaitingAsync(3);
        await phone.LookAsync("unsynced");
        Assert.DoesNotContain("broken", await phone.DumpAsync(), StringComparison.Ordinal);
        await phone.CloseAsync();

        await phone.StartAsync(offline: true);
        await phone.Page.GotoAsync(Handset.Path);
        await phone.LookAsync("pin");
        await phone.UnlockAsync("000000");
        await phone.Page.Locator(".callout-bad").WaitForAsync();
        Assert.Equal(0, await phone.Page.Locator(".phone-tabs").CountAsync());
        await phone.UnlockAsync();
        await phone.WaitingAsync(3);
        await phone.OfflineAsync(false); // the session ended with the browser: nothing is lost
        await phone.SyncAsync("signed-out");
        await phone.WaitingAsync(3);
        await phone.LookAsync("signed-out");
        await phone.SignInAsync(officer);
        await phone.Page.Locator(".phone-tabs").WaitForAsync();
        await phone.SyncAsync();
        await phone.WaitingAsync(0);
        await phone.LookAsync("synced");
        await phone.SyncAsync();
        Assert.Equal(3, await VisitsAsync(officer));
        Assert.Equal("grid:1 meta:1 photos:0 visits:0", await phone.HoldsAsync());
        await phone.Page.ClickAsync("a[href='#grid']");
        await phone.Page.GetByText(Handset.Firms[2]).WaitForAsync();
        await phone.LookAsync("grid");
        await phone.Page.ClickAsync("a[href='#more']");
        await phone.Page.Locator("[data-leave]").WaitForAsync();
        await phone.LookAsync("more");
        Assert.False(await phone.Page.EvaluateAsync<bool>("() => 'broken' in window")); // a script in a text is a text
    }

    [Fact]
    public async Task A_sync_whose_answer_is_lost_locks_its_visits_and_is_finished_by_the_next_one_without_doubling()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.RecordAsync(1);
        var arrived = 0;
        await phone.Window.RouteAsync("**/sync", async route =>
        {
            await route.FetchAsync(); // the server takes them, and the answer never comes
            arrived++;
            await route.AbortAsync();
        });
        await phone.OfflineAsync(false);
        await phone.SyncAsync("offline");
        Assert.True(arrived >= 1);
        Assert.Equal(2, await VisitsAsync(officer));
        await phone.WaitingAsync(2);
        await phone.Page.Locator(".phone-item").First.ClickAsync();
        await phone.Page.GetByText("还没有收到服务器的确认").WaitForAsync();
        Assert.Equal(0, await phone.Page.Locator("form").CountAsync());
        await phone.LookAsync("sent");
        await phone.Window.UnrouteAllAsync();
        await phone.SyncAsync();
        await phone.WaitingAsync(0);
        await phone.Page.GetByText("没有重复").WaitForAsync();
        Assert.Equal(2, await VisitsAsync(officer));
    }

    [Fact]
    public async Task A_visit_saved_while_a_sync_is_under_way_is_sent_too()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        var begun = new TaskCompletionSource();
        var saved = new TaskCompletionSource();
        await phone.Window.RouteAsync("**/sync", async route =>
        {
            begun.TrySetResult();
            await saved.Task;
            await route.ContinueAsync();
        });
        await phone.OfflineAsync(false); // syncs by itself
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(15), Stop);
        await phone.RecordAsync(1);
        saved.SetResult();
        await phone.WaitingAsync(0);
        Assert.Equal(2, await VisitsAsync(officer));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_by_a_year_is_measured_and_the_visit_has_the_servers_time()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.OpenAsync(portal.Url);
        await phone.SignInAsync(officer);
        await phone.ShiftClockAsync(TimeSpan.FromDays(365));
        await phone.Page.ReloadAsync();
        await phone.RegisterAsync();
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.OfflineAsync(false);
        await phone.SyncAsync();
        await phone.WaitingAsync(0);
        var visit = Assert.Single(await AllAsync(officer));
        Assert.InRange((TimeProvider.System.GetUtcNow() - visit.At).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(10));
        await phone.Page.ClickAsync("a[href='#more']");
        await phone.Page.GetByText("与服务器相差").WaitForAsync();
        await phone.LookAsync("clock-off");
    }

    [Fact]
    public async Task A_clock_that_jumps_between_visit_and_sync_holds_the_visit_until_its_time_is_checked()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.ShiftClockAsync(TimeSpan.FromHours(-1)); // the phone goes wrong after its last contact
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.OfflineAsync(false);
        await phone.SyncAsync();
        await phone.SyncAsync(); // it says so after every sync until somebody has looked
        await phone.Page.GetByText("手机时钟变过").First.WaitForAsync();
        Assert.Equal(0, await VisitsAsync(officer));
        await phone.Page.Locator(".phone-item").First.ClickAsync();
        await phone.Page.Locator("form").WaitForAsync();
        await phone.LookAsync("clock-held");
        await phone.Page.ClickAsync("form button[type=submit]");
        await phone.WaitingAsync(0);
        var visit = Assert.Single(await AllAsync(officer));
        Assert.InRange((TimeProvider.System.GetUtcNow() - visit.At).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_visit_in_the_future_is_said_at_its_field_and_what_was_typed_stays()
    {
        await using var phone = await Handset.RegisteredAsync(portal.Url, await OfficerAsync());
        await phone.OfflineAsync(true);
        await phone.FillAsync(0);
        await phone.Page.FillAsync("#at", TimeProvider.System.GetUtcNow().AddHours(8).AddDays(1).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await phone.Page.ClickAsync("form button[type=submit]");
        await phone.Page.Locator("[data-field=at].field-bad").WaitForAsync();
        Assert.Equal(Handset.Place, await phone.Page.InputValueAsync("#place"));
        await phone.LookAsync("future");
        Assert.Equal(0, await phone.Page.Locator("[data-waiting]").CountAsync());
    }

    [Fact]
    public async Task A_lost_phone_is_revoked_by_the_district_and_wipes_itself_when_it_next_asks()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        var team = await portal.SignInAsync(Roles.DistrictTeam, width: 390);
        await team.GotoAsync("/visits/devices");
        await team.Locator($"tr:has-text('{officer.Name}') button[type=submit]").ClickAsync();
        await team.GetByText("已停用").First.WaitForAsync();
        Assert.True(await PageCheck.TooWideAsync(team) <= 0);
        Assert.Empty(await Axe.SeriousAsync(team));
        await Screenshots.TakeAsync(team, "phone-devices-390");
        await team.Context.CloseAsync();
        await phone.OfflineAsync(false);
        await phone.Page.GetByText("这台手机已停用").WaitForAsync();
        await phone.LookAsync("revoked");
        Assert.Equal("grid:0 meta:0 photos:0 visits:0", await phone.HoldsAsync());
        Assert.Equal(0, await VisitsAsync(officer));
        await phone.Page.ReloadAsync();
        await phone.Page.Locator("#device").WaitForAsync(); // found again, it is registered anew
    }

    [Fact]
    public async Task After_eight_days_by_the_phone_its_key_is_gone_and_the_server_whose_clock_is_right_gives_it_back()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.ShiftClockAsync(TimeSpan.FromDays(3));
        await phone.Page.ReloadAsync();
        await phone.UnlockAsync();
        await phone.Page.GetByText("已 3 天没有同步").WaitForAsync();
        await phone.LookAsync("warned");
        await phone.ShiftClockAsync(TimeSpan.FromDays(8));
        await phone.Page.ReloadAsync();
        await phone.Page.GetByText("超过 7 天没有联网").WaitForAsync();
        await phone.LookAsync("over");
        Assert.Equal(0, await phone.Page.Locator("#pin").CountAsync());
        Assert.StartsWith("grid:0 ", await phone.HoldsAsync(), StringComparison.Ordinal);
        await phone.OfflineAsync(false);
        await phone.Page.ReloadAsync();
        await phone.SetPinAsync();
        await phone.Page.Locator(".phone-item").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await phone.SyncAsync();
        // Its clock moved by eight days since the visit: the time is to be checked, the visit is not lost.
        await phone.Page.Locator(".phone-item").First.ClickAsync();
        await phone.Page.ClickAsync("form button[type=submit]");
        await phone.WaitingAsync(0);
        Assert.Equal(1, await VisitsAsync(officer));
    }

    [Fact]
    public async Task After_eight_days_by_the_server_what_was_not_synced_is_wiped_and_said()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await using (var context = await ContextAsync())
        {
            var before = TimeProvider.System.GetUtcNow().AddDays(-8);
            await context.Set<PhoneDevice>().Where(d => d.Account == officer.Name)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.LastContactAt, before), Stop);
        }

        await phone.OfflineAsync(false);
        await phone.Page.GetByText("已清除 1 条未同步的走访").WaitForAsync();
        await phone.LookAsync("wiped");
        Assert.EndsWith("visits:0", await phone.HoldsAsync(), StringComparison.Ordinal);
        await phone.SetPinAsync();
        Assert.Equal(0, await VisitsAsync(officer));
    }

    [Fact]
    public async Task Signing_out_on_the_phone_warns_of_what_is_not_synced_and_wipes()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.OfflineAsync(false);
        await phone.WaitingAsync(0);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(1);
        await phone.Page.ClickAsync("a[href='#more']");
        await phone.Page.ClickAsync("[data-leave]");
        await phone.Page.Locator("dialog").GetByText("还有 1 条走访没有同步").WaitForAsync();
        await phone.LookAsync("leave");
        await phone.Page.Locator("dialog .button-main").ClickAsync();
        await phone.Page.GetByText("没有网络").First.WaitForAsync();
        Assert.Equal("grid:0 meta:0 photos:0 visits:0", await phone.HoldsAsync());
    }

    [Fact]
    public async Task Signing_out_on_a_page_of_the_portal_ends_the_phones_records_too()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.Page.RouteAsync("**/api/v1/visits/phone/**", route => route.AbortAsync());
        await phone.OfflineAsync(false);
        var asked = new List<string>();
        phone.Page.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Message);
            await (asked.Count == 1 ? dialog.DismissAsync() : dialog.AcceptAsync());
        };
        await phone.Page.GotoAsync("/visits/entities");
        await phone.Page.ClickAsync("form[action='/sign-out'] button");
        await phone.Page.WaitForFunctionAsync("() => true");
        await phone.Page.ClickAsync("form[action='/sign-out'] button");
        await phone.Page.WaitForURLAsync(url => !url.Contains("/visits/", StringComparison.Ordinal));
        Assert.Equal(2, asked.Count);
        Assert.Contains("1 条走访没有同步", asked[0], StringComparison.Ordinal);
        await phone.Page.UnrouteAllAsync();
        await phone.SignInAsync(officer);
        await phone.Page.Locator("#device").WaitForAsync(); // nothing is left of it
        Assert.Equal("grid:0 meta:0 photos:0 visits:0", await phone.HoldsAsync());
    }

    [Fact]
    public async Task Five_wrong_pins_ask_for_a_sign_in_and_lose_nothing()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.Page.ReloadAsync();
        for (var left = 4; left > 0; left--)
        {
            await phone.UnlockAsync("000000");
            await phone.Page.GetByText($"还可以试 {left} 次").WaitForAsync();
        }

        await phone.UnlockAsync("000000");
        await phone.Page.GetByText("须联网登录一次").WaitForAsync();
        await phone.LookAsync("no-network");
        await phone.OfflineAsync(false);
        await phone.Page.ReloadAsync();
        await phone.SetPinAsync();
        await phone.WaitingAsync(0);
        Assert.Equal(1, await VisitsAsync(officer));
    }

    [Fact]
    public async Task What_was_typed_comes_back_when_the_browser_dies_over_the_form()
    {
        await using var phone = await Handset.RegisteredAsync(portal.Url, await OfficerAsync());
        await phone.OfflineAsync(true);
        await phone.FillAsync(0);
        await phone.Page.WaitForTimeoutAsync(900);
        await phone.CloseAsync();
        await phone.StartAsync(offline: true);
        await phone.Page.GotoAsync(Handset.Path);
        await phone.UnlockAsync();
        await phone.Page.Locator("a[href='#visit']").ClickAsync();
        await phone.Page.Locator("#place").WaitForAsync();
        Assert.Equal(Handset.Place, await phone.Page.InputValueAsync("#place"));
        Assert.Equal(Handset.Firms[0], await phone.Page.InputValueAsync("#code"));
    }

    [Fact]
    public async Task Another_officer_on_the_same_phone_sees_nothing_and_is_told_whose_it_is()
    {
        var (first, second) = (await OfficerAsync(), await OfficerAsync());
        await using var phone = await Handset.RegisteredAsync(portal.Url, first);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(0);
        await phone.OfflineAsync(false);
        await phone.WaitingAsync(0);
        await phone.OfflineAsync(true);
        await phone.RecordAsync(1);
        await phone.Window.ClearCookiesAsync();
        await phone.OfflineAsync(false);
        await phone.SignInAsync(second);
        await phone.Page.GetByText($"这台手机登记在 {first.Name} 名下").WaitForAsync();
        Assert.DoesNotContain("旺园", await phone.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        await phone.LookAsync("other");
    }

    [Fact]
    public async Task Without_https_the_page_says_so_and_works_online()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.OpenAsync(
            portal.Url.Replace("localhost", "phone.test", StringComparison.Ordinal), "--host-resolver-rules=MAP phone.test 127.0.0.1");
        await phone.SignInAsync(officer);
        await phone.Page.GetByText("此连接不是 HTTPS").WaitForAsync();
        await phone.LookAsync("no-https");
        await phone.RecordAsync(0);
        await phone.WaitingAsync(0);
        Assert.Equal(1, await VisitsAsync(officer));
        Assert.Equal(0, await phone.Page.EvaluateAsync<int>("async () => (await indexedDB.databases()).length"));
    }

    [Fact]
    public async Task The_screens_are_there_in_English_and_the_form_for_a_need_is_sound()
    {
        await using var phone = await Handset.RegisteredAsync(portal.Url, await OfficerAsync());
        await phone.Page.ClickAsync("a[href='#more']");
        await phone.Page.GetByText("English").ClickAsync();
        await phone.Page.GetByText("This phone").First.WaitForAsync();
        await phone.OfflineAsync(true);
        await phone.FillAsync(1);
        await phone.Page.CheckAsync("input[name=outcome][value=need]");
        await phone.Page.ClickAsync("form button[type=submit]");
        await phone.Page.Locator("[data-field=amount].field-bad").WaitForAsync();
        await phone.LookAsync("english-need");
        Assert.DoesNotMatch("[\u4e00-\u9fff]", (await phone.Page.Locator("main").InnerTextAsync()).Replace("旺园1号", string.Empty, StringComparison.Ordinal));
    }

    private async Task<IssuedAccount> OfficerAsync()
    {
        var number = Interlocked.Increment(ref _officers);
        await using var scope = portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            new AccountRequest($"phone-officer{number}", $"巡查{number}", [Roles.StreetOfficer], SeesClear: true, AreaCode: "440303002"),
            "测试", mustChange: false, Stop);
    }

    private Task<OperationsContext> ContextAsync() =>
        portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);

    private async Task<List<Visit>> AllAsync(IssuedAccount officer)
    {
        await using var context = await ContextAsync();
        return await context.Set<Visit>().Where(v => v.Actor == officer.Name).ToListAsync(Stop);
    }

    private async Task<int> VisitsAsync(IssuedAccount officer) => (await AllAsync(officer)).Count;
}
