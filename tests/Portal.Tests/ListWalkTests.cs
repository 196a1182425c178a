using Huoshui.Casework;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans.Sources;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>名单 in a real browser: built by the rule, published by another person, objected to by a citizen, answered, closed,
/// finalised by another person; beside last year's list it says who joins and who leaves.</summary>
[Collection(VisitWalkTests.OneAtATime)] // it records visits
public sealed class ListWalkTests(PortalFixture portal)
{
    private const string Street = "440303001";
    private const string Stays = "老街面馆";
    private const string Leaves = "迁走的修配行";
    private const string Joins = "新开花店";

    private readonly List<string> _wrong = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateOnly Today => portal.Services.GetRequiredService<ListPolicy>().Today();

    [Fact]
    public async Task A_list_goes_from_the_rule_over_an_objection_to_the_final_list()
    {
        await LastYearAsync();
        await VisitAsync(71, Stays, Today);
        await VisitAsync(73, Joins, Today);
        var maker = await portal.SignInAsync(Roles.Analyst);
        await BuildAsync(maker);
        var approver = await portal.SignInAsync(Roles.Approver);
        await PublishAsync(approver);
        await ObjectAsync();
        await AnswerAsync(maker);
        await FinaliseAsync(maker, approver);
        await maker.Context.CloseAsync();
        await approver.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private async Task BuildAsync(IPage maker)
    {
        await maker.GotoAsync("/lists/desk");
        await maker.ClickAsync("form:has(input[value=firstloan]) button[value=open]");
        await maker.ClickAsync("button[value=build]");
        await maker.GetByText("已拟定").First.WaitForAsync();
        await maker.Locator($"tr:has-text('{Joins}'):has-text('新列入')").WaitForAsync();
        await maker.Locator($"tr:has-text('{Stays}'):has-text('继续列入')").WaitForAsync();
        await maker.Locator($"tr:has-text('{Leaves}'):has-text('移出'):has-text('12')").WaitForAsync(); // told more than 12 months ago
        Assert.Equal(0, await maker.Locator("button[value=publish]").CountAsync());
        await LookAsync(maker, "list-walk-1-built");
        using var public_ = await portal.ClientAsync(string.Empty);
        Assert.False((await public_.GetAsync($"/lists/firstloan/{Today.Year}", Stop)).IsSuccessStatusCode);
    }

    private static async Task PublishAsync(IPage approver)
    {
        await approver.GotoAsync("/inbox");
        await approver.ClickAsync("tr:has-text('首贷户培育名单') a");
        await approver.ClickAsync("button[value=publish]");
        await approver.GetByText("公示中").First.WaitForAsync();
    }

    // Everybody reads the page; who signed in objects, and reads the answer there.
    private async Task ObjectAsync()
    {
        var reader = await portal.OpenAsync();
        await reader.GotoAsync("/lists");
        await reader.ClickAsync("main table.data a[href^='/lists/firstloan']");
        await reader.GetByText("请用公众账号登录").WaitForAsync();
        var shown = await reader.Locator("main").InnerHTMLAsync();
        Assert.Contains(Joins, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Leaves, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(StubSources.FirmId(73), shown, StringComparison.Ordinal);
        await LookAsync(reader, "list-walk-2-public");
        await reader.Context.CloseAsync();
        var citizen = await portal.SignInAsync(Roles.PublicReader);
        await citizen.GotoAsync($"/lists/firstloan/{Today.Year}");
        await citizen.ClickAsync($"tr:has-text('{Joins}') a:has-text('提异议')");
        await citizen.Locator("#kind").WaitForAsync();
        await citizen.GotoAsync(citizen.Url.Split('#')[0]);
        await citizen.SelectOptionAsync("#kind", "unwilling");
        await citizen.FillAsync("#words", "本店暂不需要上门辅导。");
        await LookAsync(citizen, "list-walk-3-objection");
        await citizen.ClickAsync("button[value=object]");
        await citizen.GetByText("异议已收到").WaitForAsync();
        await citizen.Context.CloseAsync();
    }

    private async Task AnswerAsync(IPage maker)
    {
        await maker.GotoAsync("/inbox");
        await maker.ClickAsync("section:has-text('待答复的名单异议') tbody a");
        await maker.ClickAsync("button[value=close]");
        await maker.GetByText("LST1008").WaitForAsync();
        await maker.SelectOptionAsync("select[name=reason]", "wish");
        await maker.FillAsync("textarea[name=words]", "按您的意愿移出。");
        await LookAsync(maker, "list-walk-4-answer");
        await maker.ClickAsync("button[value=answer]");
        await maker.Locator($"tr:has-text('{Joins}'):has-text('经异议移出')").WaitForAsync();
    }

    private async Task FinaliseAsync(IPage maker, IPage approver)
    {
        await using (var context = await ContextAsync())
        {
            var over = Today.AddDays(-1); // the days of the publicity pass
            await context.Set<ListEdition>().Where(e => e.State == ListState.Published && e.ListId == "firstloan")
                .ExecuteUpdateAsync(e => e.SetProperty(x => x.PublicityTo, over).SetProperty(x => x.ObjectionsTo, over), Stop);
        }

        await maker.ReloadAsync();
        await maker.ClickAsync("button[value=close]");
        await maker.GetByText("异议已办结").First.WaitForAsync();
        await approver.GotoAsync("/inbox");
        await approver.ClickAsync("section:has-text('待定稿的名单') tbody a");
        await approver.ClickAsync("button[value=finalise]");
        await approver.GetByText("已定稿").First.WaitForAsync();
        await LookAsync(approver, "list-walk-5-final");
        var id = Guid.Parse(new Uri(approver.Url).Segments[^1]);
        Assert.True(await portal.Services.GetRequiredService<ListBook>().VerifyAsync(id, Stop));
        using var client = await portal.ClientAsync(approver);
        var file = await client.GetStringAsync($"/lists/desk/{id}/export?format=csv&purpose=核对", Stop);
        Assert.Contains(Stays, file, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await client.GetAsync($"/lists/desk/{id}/export?format=csv", Stop)).StatusCode);
    }

    // The edition of last year went the same way, with a clock of its own.
    private async Task LastYearAsync()
    {
        var day = Today.AddYears(-1);
        await VisitAsync(71, Stays, day.AddDays(-20));
        await VisitAsync(72, Leaves, day.AddDays(-20));
        var clock = new SetClock { Day = day };
        await using var services = Desks(clock);
        var (desk, maker, approver) = (services.GetRequiredService<ListDesk>(), Person(Roles.Analyst), Person(Roles.Approver));
        var id = (await desk.OpenAsync(maker, "firstloan", day, Stop)).Value!.Id;
        Assert.True((await desk.BuildAsync(maker, id, Stop)).Succeeded);
        Assert.True((await desk.PublishAsync(approver, id, Stop)).Succeeded);
        clock.Day = day.AddDays(30);
        Assert.True((await desk.CloseAsync(maker, id, Stop)).Succeeded);
        Assert.True((await desk.FinaliseAsync(approver, id, Stop)).Succeeded);
    }

    private async Task VisitAsync(int firm, string name, DateOnly day)
    {
        await using var services = Desks(new SetClock { Day = day });
        var at = VisitPolicy.InstantOf(day.ToDateTime(new TimeOnly(10, 0)));
        var answer = await services.GetRequiredService<VisitDesk>().RecordAsync(
            Person(Roles.StreetOfficer) with { AreaCode = Street },
            new VisitRequest(
                Guid.CreateVersion7(at), null, new EntityRequest(StubSources.FirmId(firm), false, name, Street), at,
                [new VisitorRequest("bank", "李经理")], "店内", "need", new NeedRequest(200_000, "equipment", 12, "month"), [], null),
            Stop);
        Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));
    }

    private ServiceProvider Desks(SetClock clock)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(clock)
            .AddSingleton(portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>())
            .AddSingleton(portal.Services.GetRequiredService<PolicyLibrary>())
            .AddSingleton(portal.Services.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>());
        new VisitsModule().AddServices(services);
        return services.AddCasework().BuildServiceProvider();
    }

    private static Viewer Person(string role) => new(role, new HashSet<string>(StringComparer.Ordinal) { role }, null, SeesClear: false);

    private Task<OperationsContext> ContextAsync() =>
        portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);

    private async Task LookAsync(IPage page, string name) => _wrong.AddRange(await PageCheck.LookAsync(page, name, typed: true, quick: true));

    private sealed class SetClock : TimeProvider
    {
        public DateOnly Day { get; set; }

        public override DateTimeOffset GetUtcNow() => VisitPolicy.InstantOf(Day.ToDateTime(new TimeOnly(10, 5))).ToUniversalTime();
    }
}
