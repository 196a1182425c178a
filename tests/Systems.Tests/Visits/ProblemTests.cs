using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Problems;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>难题清单: from the street to the department, and to the city.</summary>
public sealed class ProblemTests
{
    private static readonly Viewer City = VisitHouse.Person("审批", Roles.Approver);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pack_has_exactly_the_steps_that_the_program_does()
    {
        await using var house = await VisitHouse.OpenAsync();
        Assert.Equal(ProblemSteps.All, house.Get<ProblemPolicy>().Process.Steps.Select(s => s.Id));
    }

    [Fact]
    public async Task A_problem_goes_to_a_department_then_to_the_city_and_is_solved()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await RaisedAsync(house);
        var desk = house.Get<ProblemDesk>();
        VisitHouse.Refused("VIS1014", await desk.DoAsync(VisitHouse.Team, one.Id, "assign", "nobody", null, Token));
        var given = VisitHouse.Done(await desk.DoAsync(VisitHouse.Team, one.Id, "assign", "housing", null, Token));
        var today = house.Get<ProblemPolicy>().Today();
        Assert.Equal(("district", "housing", today.AddDays(15), today.AddDays(10)), (given.State, given.Department, given.DueOn, given.AmberOn));
        VisitHouse.Refused("VIS1011", await desk.DoAsync(VisitHouse.Team, one.Id, "escalate", null, " ", Token));
        var up = VisitHouse.Done(await desk.DoAsync(VisitHouse.Team, one.Id, "escalate", null, "历史遗留，区里没有权限", Token));
        Assert.Equal(("escalated", null, null), (up.State, up.Department, up.DueOn));
        VisitHouse.Refused("VIS1002", await desk.DoAsync(VisitHouse.Team, one.Id, "direct", "housing", null, Token));
        VisitHouse.Done(await desk.DoAsync(City, one.Id, "direct", "housing", null, Token));
        var solved = VisitHouse.Done(await desk.DoAsync(City, one.Id, "solve_city", null, "已补办不动产登记", Token));
        Assert.Equal(("solved", null), (solved.State, solved.DueOn));
        var steps = (await house.Get<ProblemList>().OneAsync(VisitHouse.Regulator, one.Id, Token))!.Problem.Steps.OrderBy(s => s.Sequence).ToList();
        Assert.Equal(["raise", "assign", "escalate", "direct", "solve_city"], steps.Select(s => s.Step));
        Assert.Equal(5, steps.Select(s => s.ReceiptSha256).Distinct().Count());
        VisitHouse.Refused("VIS1018", await desk.DoAsync(City, one.Id, "solve_city", null, "再来", Token));
        Assert.Equal("open", VisitHouse.Done(await desk.DoAsync(VisitHouse.Team, one.Id, "reopen", null, "登记被退回", Token)).State);
    }

    [Fact]
    public async Task A_department_that_is_late_stands_in_the_inbox_of_district_and_city()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await RaisedAsync(house);
        VisitHouse.Done(await house.Get<ProblemDesk>().DoAsync(VisitHouse.Team, one.Id, "assign", "tax", null, Token));
        async Task<int> LateAsync(Viewer viewer) => (await house.Get<ProblemList>().PageAsync(
            viewer, new ProblemQuery(null, true, null, new PageRequest()), Token)).Total;
        house.Time.Now += TimeSpan.FromDays(15);
        Assert.Equal(0, await LateAsync(VisitHouse.Team));
        house.Time.Now += TimeSpan.FromDays(1);
        Assert.Equal((1, 1, 0), (await LateAsync(VisitHouse.Team), await LateAsync(VisitHouse.Regulator), await LateAsync(VisitHouse.FarTeam)));
        var group = Assert.Single(await house.Get<ProblemList>().WaitingAsync(VisitHouse.Team, 5, Token));
        Assert.Equal(("逾期未办的难题", 1), (group.Title.Zh, group.Total));
    }

    [Fact]
    public async Task A_problem_sent_twice_is_one_and_another_under_its_id_is_refused()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var request = new ProblemRequest(Guid.CreateVersion7(), visit.EntityId, "tax", "<script>社保断缴记录有误</script>");
        var desk = house.Get<ProblemDesk>();
        VisitHouse.Done(await desk.RaiseAsync(VisitHouse.Officer, request, Token));
        VisitHouse.Done(await desk.RaiseAsync(VisitHouse.Officer, request, Token));
        VisitHouse.Refused("VIS1004", await desk.RaiseAsync(VisitHouse.Officer, request with { Words = "别的" }, Token));
        Assert.Equal(1, (await house.Get<ProblemList>().PageAsync(VisitHouse.Team, new ProblemQuery(null, false, null, new PageRequest()), Token)).Total);
    }

    [Fact]
    public async Task Who_may_not_raise_or_see_a_problem_is_told_so()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await RaisedAsync(house);
        var desk = house.Get<ProblemDesk>();
        var request = new ProblemRequest(Guid.CreateVersion7(), one.EntityId, "tax", "税");
        VisitHouse.Refused("VIS1001", await desk.RaiseAsync(VisitHouse.FarOfficer, request, Token));
        VisitHouse.Refused("VIS1002", await desk.RaiseAsync(VisitHouse.Owner, request, Token));
        VisitHouse.Refused("VIS1002", await desk.RaiseAsync(VisitHouse.Regulator, request, Token));
        VisitHouse.Refused("VIS1014", await desk.RaiseAsync(VisitHouse.Officer, request with { Kind = "x" }, Token));
        VisitHouse.Refused("VIS1012", await desk.RaiseAsync(VisitHouse.Officer, request with { Words = new string('长', 501) }, Token));
        VisitHouse.Refused("VIS1001", await desk.DoAsync(VisitHouse.FarTeam, one.Id, "assign", "tax", null, Token));
        VisitHouse.Refused("VIS1011", await desk.DoAsync(VisitHouse.Team, one.Id, "raise", null, "x", Token));
        Assert.Null(await house.Get<ProblemList>().OneAsync(VisitHouse.Banker("B1"), one.Id, Token));
        Assert.Null(await house.Get<ProblemList>().OneAsync(VisitHouse.SecondStreetOfficer, one.Id, Token));
    }

    [Fact]
    public async Task A_problem_goes_with_its_entity_to_another_district()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await RaisedAsync(house);
        var found = await house.VisitedAsync(VisitHouse.Firm(1), "wrong_address");
        VisitHouse.Done(await house.Book.DecideAsync(VisitHouse.Team, found.Id, true, VisitHouse.OtherStreet, "已迁到南山", Token));
        async Task<bool> SeesAsync(Viewer viewer) => await house.Get<ProblemList>().OneAsync(viewer, one.Id, Token) is not null;
        Assert.Equal((true, true), (await SeesAsync(VisitHouse.FarTeam), await SeesAsync(VisitHouse.FarOfficer)));
        Assert.Equal((false, false), (await SeesAsync(VisitHouse.Team), await SeesAsync(VisitHouse.Officer)));
    }

    private static async Task<VisitProblem> RaisedAsync(VisitHouse house)
    {
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        return VisitHouse.Done(await house.Get<ProblemDesk>().RaiseAsync(
            VisitHouse.Officer, new ProblemRequest(Guid.CreateVersion7(), visit.EntityId, "title", "厂房没有产权证，不能抵押"), Token));
    }
}
