using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>What the pages read: the grid, what waits for whom, and how banks answer.</summary>
public sealed class VisitViewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_grid_shows_the_last_visit_and_what_comes_next_and_no_other_street()
    {
        await using var house = await VisitHouse.OpenAsync();
        var closed = await house.VisitedAsync(VisitHouse.Firm(1), "closed_door");
        var need = await house.VisitedAsync(VisitHouse.Firm(2), "need");
        await house.VisitedAsync(VisitHouse.Firm(3), "closed_door");
        house.Time.Now += TimeSpan.FromDays(1);
        await house.VisitedAsync(VisitHouse.Firm(3)); // found at the second visit
        await house.VisitedAsync(VisitHouse.Firm(4, VisitHouse.OtherStreet), "closed_door", VisitHouse.FarOfficer);
        Assert.Equal([closed.EntityId], await GridAsync(house, VisitHouse.Officer, VisitSteps.Again));
        Assert.Equal([need.EntityId], await GridAsync(house, VisitHouse.Officer, VisitSteps.Declare));
        await house.DeclaredAsync(VisitHouse.Firm(2));
        Assert.Empty(await GridAsync(house, VisitHouse.Officer, VisitSteps.Declare));
        var all = await house.Get<EntityList>().PageAsync(VisitHouse.Officer, new EntityQuery(null, null, null, new PageRequest()), Token);
        Assert.Equal(3, all.Total);
        Assert.Equal(("no_need", null), (all.Rows[2].Last!.Outcome, all.Rows[2].State));
        Assert.Equal("declared", all.Rows[1].State);
        Assert.Null(await house.Get<EntityList>().OneAsync(VisitHouse.FarOfficer, closed.EntityId, Token));
        Assert.Null(await house.Get<EntityList>().VisitAsync(VisitHouse.Banker("B1"), closed.Id, Token));
    }

    [Fact]
    public async Task Names_of_individuals_are_found_by_whoever_reads_them_in_clear_only()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.VisitedAsync(new EntityRequest("440301199003070035", true, "周小店", VisitHouse.Street));
        var query = new EntityQuery(null, null, null, new PageRequest(Search: "周小"));
        Assert.Equal(0, (await house.Get<EntityList>().PageAsync(VisitHouse.Regulator, query, Token)).Total);
        Assert.Equal(0, (await house.Get<EntityList>().PageAsync(VisitHouse.Officer, query, Token)).Total);
        Assert.Equal(1, (await house.Get<EntityList>().PageAsync(VisitHouse.Officer with { SeesClear = true }, query, Token)).Total);
    }

    [Fact]
    public async Task Each_role_finds_what_waits_for_it_and_nothing_of_others()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.VisitedAsync(VisitHouse.Firm(9), "closed_door");
        await house.VisitedAsync(VisitHouse.Firm(8), "wrong_address");
        var returned = await house.DeclaredAsync(VisitHouse.Firm(1));
        VisitHouse.Done(await house.District.ReturnAsync(VisitHouse.Team, returned.Id, "T6", "请补", [], Token));
        await house.DeclaredAsync(VisitHouse.Firm(2));
        await house.AssignedAsync(VisitHouse.Firm(3), "B1");
        await house.AcceptedAsync(VisitHouse.Firm(4), "B1");
        Assert.Equal([("待再次走访", 1)], await WaitingAsync(house, VisitHouse.Officer));
        Assert.Equal([("待核验的申报", 1), ("待核实的登记更正", 1)], await WaitingAsync(house, VisitHouse.Team));
        Assert.Equal([("待受理的融资需求", 1), ("待答复的融资需求", 1)], await WaitingAsync(house, VisitHouse.Banker("B1")));
        Assert.Equal([("待受理的融资需求", 1)], await WaitingAsync(house, VisitHouse.Banker("B1", Roles.Preparer)));
        Assert.Equal([("退回的申报，待补正", 1)], await WaitingAsync(house, VisitHouse.Owner));
        foreach (var viewer in new[] { VisitHouse.FarOfficer, VisitHouse.FarTeam, VisitHouse.Banker("B2"), VisitHouse.Stranger, VisitHouse.Regulator, Viewer.Public })
            Assert.Empty(await WaitingAsync(house, viewer));
        house.Time.Now += TimeSpan.FromDays(40);
        Assert.Equal([("银行逾期未答复", 2)], await WaitingAsync(house, VisitHouse.Regulator));
        Assert.Contains(("银行答复红灯", 2), await WaitingAsync(house, VisitHouse.Team));
    }

    [Fact]
    public async Task Answers_of_banks_are_counted_from_the_steps_and_the_overdue_ones_come_first()
    {
        await using var house = await VisitHouse.OpenAsync();
        var refused = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        VisitHouse.Done(await house.Bank.RefuseAsync(VisitHouse.Banker("B1"), refused.Id, "R1", null, Token));
        VisitHouse.Done(await house.District.ReassignAsync(VisitHouse.Team, refused.Id, Token));
        VisitHouse.Done(await house.Bank.AcceptAsync(VisitHouse.Banker("B2"), refused.Id, Token));
        VisitHouse.Done(await house.Bank.GrantAsync(VisitHouse.Banker("B2"), refused.Id, VisitHouse.Grant(), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(VisitHouse.Banker("B2"), refused.Id, house.Draw("J1"), Token));
        var owed = await house.AssignedAsync(VisitHouse.Firm(2), "B3");
        house.Time.Now += TimeSpan.FromDays(40);
        var byDeadline = await house.List.CasesAsync(VisitHouse.Regulator, new CaseQuery(null, null, new PageRequest(Sort: "due")), Token);
        Assert.Equal([owed.Id, refused.Id], byDeadline.Rows.Select(c => c.Id)); // what was answered comes last
        var answers = await house.Get<BankAnswers>().OfAsync(VisitHouse.Regulator, Token);
        Assert.Equal(
            [new BankAnswer("B3", 1, 0, 0, 0, 1, 0, 1, 1, 0), new("B1", 1, 1, 0, 1, 0, 0, 0, 0, 0), new("B2", 1, 1, 1, 0, 0, 0, 0, 0, 40_000_000)],
            answers);
        Assert.Equal(answers, await house.Get<BankAnswers>().OfAsync(VisitHouse.Team, Token));
        Assert.Empty(await house.Get<BankAnswers>().OfAsync(VisitHouse.FarTeam, Token));
        Assert.Empty(await house.Get<BankAnswers>().OfAsync(VisitHouse.Banker("B1"), Token));
    }

    [Fact]
    public async Task A_consent_is_given_anew_to_the_present_text_and_the_case_goes_on()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        var version = house.Get<VisitPolicy>().Consent("bank").Version;
        VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Owner, one.Id, "bank", Token));
        VisitHouse.Refused("VIS1016", await house.Desk.GiveAsync(VisitHouse.Owner, one.Id, "bank", version.AddDays(-1), Token));
        VisitHouse.Refused("VIS1001", await house.Desk.GiveAsync(VisitHouse.Stranger, one.Id, "bank", version, Token));
        VisitHouse.Done(await house.Desk.GiveAsync(VisitHouse.Owner, one.Id, "bank", version, Token));
        Assert.Equal(2, VisitHouse.Done(await house.Desk.GiveAsync(VisitHouse.Owner, one.Id, "bank", version, Token)).Consents.Count(c => c.Kind == "bank"));
        var again = VisitHouse.Done(await house.District.AssignAsync(VisitHouse.Team, one.Id, Token));
        Assert.NotNull(await house.List.CaseAsync(VisitHouse.Banker(again.BankId!), one.Id, Token));
        VisitHouse.Done(await house.Desk.WithdrawAsync(VisitHouse.Owner, one.Id, Token));
        VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Owner, one.Id, "bank", Token));
        VisitHouse.Refused("VIS1018", await house.Desk.GiveAsync(VisitHouse.Owner, one.Id, "bank", version, Token));
    }

    private static async Task<IEnumerable<Guid>> GridAsync(VisitHouse house, Viewer viewer, string next) =>
        (await house.Get<EntityList>().PageAsync(viewer, new EntityQuery(null, next, null, new PageRequest()), Token)).Rows.Select(r => r.Entity.Id);

    private static async Task<IReadOnlyList<(string, int)>> WaitingAsync(VisitHouse house, Viewer viewer)
    {
        var groups = await house.Get<VisitInbox>().OfAsync(viewer, 20, Token);
        Assert.All(groups, g => Assert.Equal(g.Total, g.First.Count));
        return [.. groups.Select(g => (g.Title.Zh, g.Total))];
    }
}
