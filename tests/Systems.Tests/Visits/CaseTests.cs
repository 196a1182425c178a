using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

public sealed class CaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pack_has_exactly_the_steps_that_the_program_does()
    {
        await using var house = await VisitHouse.OpenAsync();
        Assert.Equal(CaseSteps.All, house.Get<VisitPolicy>().Process.Steps.Select(s => s.Id).OrderBy(s => CaseSteps.All.ToList().IndexOf(s)));
        Assert.Equal(5, house.Get<VisitPolicy>().Process.List("standard").Codes.Count);
    }

    [Fact]
    public async Task The_whole_way_from_the_doorstep_to_a_drawn_loan_by_four_roles()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.VisitedAsync(VisitHouse.Firm(1), "need");
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), wish: "B2");
        Assert.Equal(("B2", "wish"), (one.BankId, one.BankBasis));
        VisitHouse.Done(await house.Bank.GrantAsync(VisitHouse.Banker("B2"), one.Id, VisitHouse.Grant(), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(VisitHouse.Banker("B2"), one.Id, house.Draw("JJ1"), Token));
        var drawn = VisitHouse.Done(await house.Bank.DrawAsync(VisitHouse.Banker("B2"), one.Id, house.Draw("JJ2", 600_000), Token));
        Assert.Equal(("drawn", "SX0001", "3.85", 100_000_000L), (drawn.State, drawn.CreditId, drawn.RatePercent, drawn.GrantedFen));
        var steps = drawn.Steps.OrderBy(s => s.Sequence).ToList();
        Assert.Equal(["declare", "recommend", "assign", "accept", "grant", "draw", "draw"], steps.Select(s => s.Step));
        Assert.Equal(["zhou", "福田专班", "福田专班", "B2-reviewer", "B2-reviewer", "B2-reviewer", "B2-reviewer"], steps.Select(s => s.Actor));
        Assert.Equal(Enumerable.Range(1, 7), steps.Select(s => s.Sequence));
        Assert.Equal(7, steps.Select(s => s.ReceiptSha256).Distinct().Count());
        var funnel = Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Team, Token));
        Assert.All(funnel.Entities, stage => Assert.Equal(1, stage.Value));
        Assert.Equal(100_000_000L, funnel.DrawnFen);
        await using var context = await house.ContextAsync();
        Assert.Equal(7, await context.AuditEntries.CountAsync(a => a.Subject == $"case/{one.Id}", Token));
    }

    [Fact]
    public async Task A_receipt_can_be_computed_again_and_shows_a_changed_step()
    {
        await using var house = await VisitHouse.OpenAsync();
        var id = (await house.AcceptedAsync(VisitHouse.Firm(1))).Id;
        var one = (await house.List.CaseAsync(VisitHouse.Regulator, id, Token))!;
        string? before = null;
        foreach (var s in one.Steps.OrderBy(s => s.Sequence))
        {
            string Of(string actor) => CaseStep.Receipt(before, id.ToString(), $"{s.Sequence}", s.Step, s.From, s.To, actor,
                $"{Instants.ToMicroseconds(s.At)}", s.Note, s.Reason, s.BankId);
            Assert.Equal(s.ReceiptSha256, Of(s.Actor));
            Assert.NotEqual(s.ReceiptSha256, Of("别人"));
            before = s.ReceiptSha256;
        }
    }

    [Fact]
    public async Task A_declaration_sent_many_times_at_once_is_one_and_nobody_is_told_otherwise()
    {
        await using var house = await VisitHouse.OpenAsync();
        for (var firm = 1; firm <= 10; firm++)
        {
            var request = house.Declaration(VisitHouse.Firm(firm));
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
                () => house.Desk.DeclareAsync(VisitHouse.Owner, request, Token), Token)));
            Assert.Single(answers.Select(a => VisitHouse.Done(a).Id).Distinct());
        }
    }

    [Fact]
    public async Task The_same_declaration_sent_twice_is_one_and_an_entity_has_one_open()
    {
        await using var house = await VisitHouse.OpenAsync();
        var request = house.Declaration(VisitHouse.Firm(1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => house.Desk.DeclareAsync(VisitHouse.Owner, request, Token), Token)));
        Assert.Single(answers.Select(a => VisitHouse.Done(a).Id).Distinct());
        VisitHouse.Refused("VIS1004", await house.Desk.DeclareAsync(VisitHouse.Owner, request with { Need = VisitHouse.Need(2) }, Token));
        VisitHouse.Refused("VIS1017", await house.Desk.DeclareAsync(VisitHouse.Owner, house.Declaration(VisitHouse.Firm(1)), Token));
        VisitHouse.Refused("VIS1017", await house.Desk.DeclareAsync(VisitHouse.Stranger, house.Declaration(VisitHouse.Firm(1)), Token));
        VisitHouse.Done(await house.Desk.WithdrawAsync(VisitHouse.Owner, answers[0].Value!.Id, Token));
        VisitHouse.Done(await house.Desk.DeclareAsync(VisitHouse.Owner, house.Declaration(VisitHouse.Firm(1)), Token));
    }

    [Fact]
    public async Task A_wrong_declaration_is_refused_each_with_its_code()
    {
        await using var house = await VisitHouse.OpenAsync();
        var good = house.Declaration(VisitHouse.Firm(1));
        foreach (var (bad, expected) in new (DeclareRequest, string)[]
        {
            (good with { RequestKey = "" }, "VIS1011"),
            (good with { Contact = new CaseContact("", "13800000001") }, "VIS1011"),
            (good with { Contact = new CaseContact("周", "2380000001") }, "VIS1011"),
            (good with { Entity = good.Entity with { Code = "X" } }, "VIS1005"),
            (good with { Entity = good.Entity with { StreetCode = "440103001" } }, "VIS1006"),
            (good with { Need = VisitHouse.Need(0) }, "VIS1013"),
            (good with { WishBankId = "I1" }, "VIS1021"),
            (good with { MainBankId = "nobody" }, "VIS1021"),
            (good with { Consents = new Dictionary<string, DateOnly>() }, "VIS1016"),
            (good with { Consents = new Dictionary<string, DateOnly> { ["district"] = new(2020, 1, 1) } }, "VIS1016"),
            (good with { Consents = new Dictionary<string, DateOnly>(good.Consents) { ["everything"] = new(2024, 10, 15) } }, "VIS1016"),
        })
        {
            VisitHouse.Refused(expected, await house.Desk.DeclareAsync(VisitHouse.Owner, bad, Token));
        }

        foreach (var viewer in new[] { VisitHouse.Team, VisitHouse.Banker("B1"), VisitHouse.Regulator, Viewer.Public })
            VisitHouse.Refused("VIS1002", await house.Desk.DeclareAsync(viewer, good, Token));
    }

    [Fact]
    public async Task A_street_officer_declares_for_an_entity_of_his_street_and_acts_for_no_other()
    {
        await using var house = await VisitHouse.OpenAsync();
        VisitHouse.Refused("VIS1007", await house.Desk.DeclareAsync(VisitHouse.Officer, house.Declaration(VisitHouse.Firm(1, VisitHouse.OtherStreet)), Token));
        var helped = VisitHouse.Done(await house.Desk.DeclareAsync(VisitHouse.Officer, house.Declaration(VisitHouse.Firm(2)), Token));
        var own = await house.DeclaredAsync(VisitHouse.Firm(3));
        foreach (var (viewer, id, code) in new[] { (VisitHouse.SecondOfficer, helped.Id, "VIS1002"), (VisitHouse.Officer, own.Id, "VIS1002"), (VisitHouse.FarOfficer, helped.Id, "VIS1001") })
        {
            VisitHouse.Refused(code, await house.Desk.WithdrawAsync(viewer, id, Token));
            VisitHouse.Refused("VIS1001", await house.Desk.RevokeAsync(viewer, id, "district", Token));
            Assert.Null(await house.List.CaseAsync(viewer, id, Token));
        }

        Assert.NotNull(await house.List.CaseAsync(VisitHouse.Officer, helped.Id, Token));
        VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Officer, helped.Id, "bank", Token)); // told at the door
        Assert.Equal("withdrawn", VisitHouse.Done(await house.Desk.WithdrawAsync(VisitHouse.Officer, helped.Id, Token)).State);
    }

    [Fact]
    public async Task A_recommendation_needs_each_of_the_five_standards_with_evidence()
    {
        await using var house = await VisitHouse.OpenAsync();
        var id = (await house.DeclaredAsync(VisitHouse.Firm(1))).Id;
        var all = VisitHouse.Standards();
        VisitHouse.Refused("VIS1019", await house.District.RecommendAsync(VisitHouse.Team, id, [], Token));
        VisitHouse.Refused("VIS1019", await house.District.RecommendAsync(VisitHouse.Team, id, [.. all.Skip(1)], Token));
        VisitHouse.Refused("VIS1019", await house.District.RecommendAsync(VisitHouse.Team, id, [.. all.Skip(1), all[1]], Token));
        VisitHouse.Refused("VIS1019", await house.District.RecommendAsync(VisitHouse.Team, id, [.. all.Skip(1), all[0] with { IsMet = false }], Token));
        VisitHouse.Refused("VIS1011", await house.District.RecommendAsync(VisitHouse.Team, id, [.. all.Skip(1), all[0] with { Evidence = " " }], Token));
        VisitHouse.Refused("VIS1014", await house.District.RecommendAsync(VisitHouse.Team, id, [.. all.Skip(1), all[0] with { Standard = "nice" }], Token));
        VisitHouse.Refused("VIS1001", await house.District.RecommendAsync(VisitHouse.FarTeam, id, all, Token));
        VisitHouse.Refused("VIS1002", await house.District.RecommendAsync(VisitHouse.Officer, id, all, Token));
        Assert.Null(await house.List.CaseAsync(VisitHouse.Officer, id, Token)); // consent is the team's
        Assert.Equal(1, (await house.List.CasesAsync(VisitHouse.Officer, new CaseQuery(null, null, new PageRequest()), Token)).Total);
        var one = VisitHouse.Done(await house.District.RecommendAsync(VisitHouse.Team, id, all, Token));
        Assert.Equal(5, one.Standards.Count(s => s.IsMet && s.Sequence == 2));
    }

    [Fact]
    public async Task A_returned_declaration_is_objected_to_mended_and_recommended()
    {
        await using var house = await VisitHouse.OpenAsync();
        var id = (await house.DeclaredAsync(VisitHouse.Firm(1))).Id;
        var missing = new StandardCheck("premises", false, "门牌上没有这户");
        VisitHouse.Refused("VIS1014", await house.District.ReturnAsync(VisitHouse.Team, id, "T99", "请补", [], Token));
        VisitHouse.Refused("VIS1011", await house.District.ReturnAsync(VisitHouse.Team, id, "T2", " ", [], Token));
        VisitHouse.Done(await house.District.ReturnAsync(VisitHouse.Team, id, "T2", "请补租赁合同", [missing], Token));
        VisitHouse.Refused("VIS1018", await house.District.RecommendAsync(VisitHouse.Team, id, VisitHouse.Standards(), Token));
        VisitHouse.Refused("VIS1011", await house.Desk.ObjectAsync(VisitHouse.Owner, id, null, Token));
        VisitHouse.Refused("VIS1001", await house.Desk.ObjectAsync(VisitHouse.Stranger, id, "有合同", Token));
        VisitHouse.Done(await house.Desk.ObjectAsync(VisitHouse.Owner, id, "租赁合同已附", Token));
        VisitHouse.Done(await house.District.ReturnAsync(VisitHouse.Team, id, "T6", "还缺营业执照", [], Token));
        VisitHouse.Done(await house.Desk.ResubmitAsync(VisitHouse.Owner, id, VisitHouse.Need(500_000), "已补", Token));
        var one = VisitHouse.Done(await house.District.RecommendAsync(VisitHouse.Team, id, VisitHouse.Standards(), Token));
        Assert.Equal(("recommended", 50_000_000L), (one.State, one.NeedFen));
    }

    [Fact]
    public async Task A_bank_decides_nothing_of_another_bank_and_takes_nothing_by_itself()
    {
        await using var house = await VisitHouse.OpenAsync();
        var declared = (await house.DeclaredAsync(VisitHouse.Firm(9))).Id;
        var one = await house.AssignedAsync(VisitHouse.Firm(1), wish: "B1");
        foreach (var id in new[] { declared, one.Id })
        {
            VisitHouse.Refused("VIS1001", await house.Bank.AcceptAsync(VisitHouse.Banker("B2"), id, Token));
            VisitHouse.Refused("VIS1001", await house.Bank.GrantAsync(VisitHouse.Banker("B2"), id, VisitHouse.Grant(), Token));
            VisitHouse.Refused("VIS1001", await house.Bank.RefuseAsync(VisitHouse.Banker("B2"), id, "R1", null, Token));
            VisitHouse.Refused("VIS1001", await house.Bank.DrawAsync(VisitHouse.Banker("B2"), id, house.Draw("J"), Token));
            Assert.Null(await house.List.CaseAsync(VisitHouse.Banker("B2"), id, Token));
        }

        VisitHouse.Refused("VIS1002", await house.District.AssignAsync(VisitHouse.Banker("B1"), one.Id, Token));
        VisitHouse.Refused("VIS1018", await house.Bank.GrantAsync(VisitHouse.Banker("B1"), one.Id, VisitHouse.Grant(), Token));
        VisitHouse.Done(await house.Bank.AcceptAsync(VisitHouse.Banker("B1", Roles.Preparer), one.Id, Token));
        VisitHouse.Refused("VIS1002", await house.Bank.GrantAsync(VisitHouse.Banker("B1", Roles.Preparer), one.Id, VisitHouse.Grant(), Token));
        VisitHouse.Refused("VIS1002", await house.Bank.GrantAsync(VisitHouse.Regulator, one.Id, VisitHouse.Grant(), Token));
    }

    [Fact]
    public async Task Refused_goes_to_a_second_bank_which_grants_in_part()
    {
        await using var house = await VisitHouse.OpenAsync();
        var first = await house.AcceptedAsync(VisitHouse.Firm(1), wish: "B3");
        VisitHouse.Refused("VIS1014", await house.Bank.RefuseAsync(VisitHouse.Banker("B3"), first.Id, "R0", null, Token));
        VisitHouse.Refused("VIS1011", await house.Bank.RefuseAsync(VisitHouse.Banker("B3"), first.Id, "R9", null, Token));
        VisitHouse.Done(await house.Bank.RefuseAsync(VisitHouse.Banker("B3"), first.Id, "R6", null, Token));
        var second = VisitHouse.Done(await house.District.ReassignAsync(VisitHouse.Team, first.Id, Token));
        Assert.Equal(("B1", "rotation"), (second.BankId, second.BankBasis));
        Assert.Null(await house.List.CaseAsync(VisitHouse.Banker("B3"), first.Id, Token));
        VisitHouse.Done(await house.Bank.AcceptAsync(VisitHouse.Banker("B1"), first.Id, Token));
        VisitHouse.Refused("VIS1013", await house.Bank.GrantAsync(VisitHouse.Banker("B1"), first.Id, VisitHouse.Grant(1_000_001), Token));
        VisitHouse.Refused("VIS1013", await house.Bank.GrantAsync(VisitHouse.Banker("B1"), first.Id, VisitHouse.Grant() with { RatePercent = 36.01m }, Token));
        VisitHouse.Refused("VIS1013", await house.Bank.GrantAsync(VisitHouse.Banker("B1"), first.Id, VisitHouse.Grant() with { RatePercent = 3.85001m }, Token));
        VisitHouse.Refused("VIS1013", await house.Bank.GrantAsync(VisitHouse.Banker("B1"), first.Id, VisitHouse.Grant(long.MaxValue), Token));
        VisitHouse.Refused("VIS1011", await house.Bank.GrantAsync(VisitHouse.Banker("B1"), first.Id, VisitHouse.Grant(credit: "授信一"), Token));
        var granted = VisitHouse.Done(await house.Bank.GrantAsync(VisitHouse.Banker("B1"), first.Id, VisitHouse.Grant(999_999), Token));
        Assert.Equal("partly", granted.State);
        var bankSees = VisitList.StepsFor(VisitHouse.Banker("B1"), (await house.List.CaseAsync(VisitHouse.Banker("B1"), first.Id, Token))!);
        Assert.DoesNotContain(bankSees, s => s.BankId == "B3");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bank_that_lets_its_last_day_pass_loses_the_case_to_another(bool isAccepted)
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AssignedAsync(VisitHouse.Firm(1), wish: "B3");
        if (isAccepted)
            VisitHouse.Done(await house.Bank.AcceptAsync(VisitHouse.Banker("B3"), one.Id, Token));
        house.Time.Now = VisitPolicy.InstantOf(one.DueOn!.Value.ToDateTime(new TimeOnly(23, 59)));
        VisitHouse.Refused("VIS1029", await house.District.PassOnAsync(VisitHouse.Team, one.Id, Token)); // its last day is its own
        house.Time.Now = house.Time.Now.AddMinutes(1);
        VisitHouse.Refused("VIS1001", await house.District.PassOnAsync(VisitHouse.FarTeam, one.Id, Token));
        VisitHouse.Refused("VIS1002", await house.District.PassOnAsync(VisitHouse.Regulator, one.Id, Token));
        var twice = await Task.WhenAll(house.District.PassOnAsync(VisitHouse.Team, one.Id, Token), house.District.PassOnAsync(VisitHouse.Team, one.Id, Token));
        var passed = Assert.Single(twice, answer => answer.Succeeded).Value!;
        Assert.Equal(("assigned", "B1", "rotation", null), (passed.State, passed.BankId, passed.BankBasis, passed.AnsweredAt));
        Assert.True(passed.DueOn > one.DueOn);
        Assert.Null(await house.List.CaseAsync(VisitHouse.Banker("B3"), one.Id, Token));
        VisitHouse.Refused("VIS1001", await house.Bank.AcceptAsync(VisitHouse.Banker("B3"), one.Id, Token));
        VisitHouse.Done(await house.Bank.AcceptAsync(VisitHouse.Banker("B1"), one.Id, Token));
    }

    [Fact]
    public async Task When_no_bank_is_left_the_entity_goes_to_cultivation_and_may_declare_again()
    {
        await using var house = await VisitHouse.OpenAsync();
        var id = (await house.AcceptedAsync(VisitHouse.Firm(1))).Id;
        foreach (var bank in new[] { "B1", "B2", "B3" })
        {
            if (bank != "B1")
            {
                Assert.Equal(bank, VisitHouse.Done(await house.District.ReassignAsync(VisitHouse.Team, id, Token)).BankId);
                VisitHouse.Done(await house.Bank.AcceptAsync(VisitHouse.Banker(bank), id, Token));
            }

            VisitHouse.Done(await house.Bank.RefuseAsync(VisitHouse.Banker(bank), id, "R4", null, Token));
        }

        VisitHouse.Refused("VIS1020", await house.District.ReassignAsync(VisitHouse.Team, id, Token));
        VisitHouse.Refused("VIS1011", await house.District.CultivateAsync(VisitHouse.Team, id, "", Token));
        VisitHouse.Done(await house.District.CultivateAsync(VisitHouse.Team, id, "三个月后由商会辅导", Token));
        Assert.Null(await house.List.CaseAsync(VisitHouse.Banker("B3"), id, Token)); // the plan is not the refusing bank's
        Assert.Equal("declared", VisitHouse.Done(await house.Desk.ResubmitAsync(VisitHouse.Owner, id, VisitHouse.Need(), null, Token)).State);
        VisitHouse.Done(await house.District.RecommendAsync(VisitHouse.Team, id, VisitHouse.Standards(), Token));
        Assert.Equal("B1", VisitHouse.Done(await house.District.AssignAsync(VisitHouse.Team, id, Token)).BankId); // begins anew
    }

    [Fact]
    public async Task Assignment_takes_the_wish_then_the_main_bank_then_the_bank_with_the_fewest_also_at_once()
    {
        await using var house = await VisitHouse.OpenAsync();
        var ids = new List<Guid>();
        for (var n = 1; n <= 6; n++)
        {
            var one = await house.DeclaredAsync(VisitHouse.Firm(n));
            VisitHouse.Done(await house.District.RecommendAsync(VisitHouse.Team, one.Id, VisitHouse.Standards(), Token));
            ids.Add(one.Id);
        }

        var given = await Task.WhenAll(ids.Select(id => Task.Run(() => house.District.AssignAsync(VisitHouse.Team, id, Token), Token)));
        Assert.Equal([2, 2, 2], given.GroupBy(a => VisitHouse.Done(a).BankId).Select(g => g.Count()));
        var main = VisitHouse.Done(await house.Desk.DeclareAsync(VisitHouse.Owner, house.Declaration(VisitHouse.Firm(7), main: "B2"), Token));
        VisitHouse.Done(await house.District.RecommendAsync(VisitHouse.Team, main.Id, VisitHouse.Standards(), Token));
        Assert.Equal("main", VisitHouse.Done(await house.District.AssignAsync(VisitHouse.Team, main.Id, Token)).BankBasis);
    }

    [Fact]
    public async Task Two_officers_of_the_team_at_once_do_a_step_once()
    {
        await using var house = await VisitHouse.OpenAsync();
        var id = (await house.DeclaredAsync(VisitHouse.Firm(1))).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => house.District.RecommendAsync(VisitHouse.Team, id, VisitHouse.Standards(), Token), Token)));
        Assert.Single(answers, a => a.Succeeded);
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Contains(a.Refusals[0].Code, new[] { "VIS1003", "VIS1018" }));
        Assert.Equal(2, (await house.List.CaseAsync(VisitHouse.Team, id, Token))!.Steps.Count);
    }

    [Theory]
    [InlineData(19, CaseLight.None)]
    [InlineData(20, CaseLight.Amber)]
    [InlineData(29, CaseLight.Amber)]
    [InlineData(30, CaseLight.Red)]
    [InlineData(31, CaseLight.Red)]
    public async Task An_unanswered_case_is_amber_from_day_20_and_red_from_day_30(int days, CaseLight light)
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        house.Time.Now += TimeSpan.FromDays(days);
        Assert.Equal(light, house.List.LightOf(one));
        foreach (var viewer in new[] { VisitHouse.Team, VisitHouse.Regulator, VisitHouse.Banker("B1") })
        {
            Assert.Equal(light == CaseLight.Red ? 1 : 0, (await house.List.CasesAsync(viewer, new CaseQuery(null, CaseLight.Red, new PageRequest()), Token)).Total);
            Assert.Equal(light == CaseLight.Amber ? 1 : 0, (await house.List.CasesAsync(viewer, new CaseQuery(null, CaseLight.Amber, new PageRequest()), Token)).Total);
        }

        var refused = VisitHouse.Done(await house.Bank.RefuseAsync(VisitHouse.Banker("B1"), one.Id, "R1", null, Token));
        Assert.Equal(CaseLight.None, house.List.LightOf(refused));
    }

    [Theory]
    [InlineData("2025-07-03", "2025-08-04")] // a Sunday rolls on
    [InlineData("2025-09-02", "2025-10-09")] // over 国庆, 1 to 8 October
    [InlineData("2026-01-17", "2026-02-24")] // over 春节
    [InlineData("2025-09-11", "2025-10-11")] // a make-up Saturday is worked
    [InlineData("2026-01-31", "2026-02-28")] // a short month; that Saturday is made up
    public async Task The_answer_is_due_within_one_month_and_rolls_on_to_a_worked_day(string assigned, string due)
    {
        await using var house = await VisitHouse.OpenAsync();
        Assert.Equal(Day(due), house.Get<VisitPolicy>().Deadline(Day(assigned)).DueOn);
    }

    [Fact]
    public async Task Without_the_bank_consent_no_bank_is_assigned()
    {
        await using var house = await VisitHouse.OpenAsync();
        var request = house.Declaration(VisitHouse.Firm(1));
        var one = VisitHouse.Done(await house.Desk.DeclareAsync(
            VisitHouse.Owner, request with { Consents = request.Consents.Where(c => c.Key == "district").ToDictionary() }, Token));
        VisitHouse.Done(await house.District.RecommendAsync(VisitHouse.Team, one.Id, VisitHouse.Standards(), Token));
        VisitHouse.Refused("VIS1016", await house.District.AssignAsync(VisitHouse.Team, one.Id, Token));
        VisitHouse.Done(await house.District.CultivateAsync(VisitHouse.Team, one.Id, "先由社区辅导", Token)); // no dead end
    }

    [Fact]
    public async Task After_the_bank_consent_is_revoked_the_bank_sees_nothing_new()
    {
        await using var house = await VisitHouse.OpenAsync();
        var banker = VisitHouse.Banker("B1");
        var open = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        var granted = await house.AcceptedAsync(VisitHouse.Firm(2), "B1");
        VisitHouse.Done(await house.Bank.GrantAsync(banker, granted.Id, VisitHouse.Grant(), Token));
        VisitHouse.Refused("VIS1001", await house.Desk.RevokeAsync(VisitHouse.Stranger, open.Id, "bank", Token));
        var recalled = VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Owner, open.Id, "bank", Token));
        Assert.Equal(("recommended", null), (recalled.State, recalled.BankId));
        Assert.Null(await house.List.CaseAsync(banker, open.Id, Token));
        VisitHouse.Refused("VIS1001", await house.Bank.GrantAsync(banker, open.Id, VisitHouse.Grant(), Token));
        VisitHouse.Refused("VIS1016", await house.District.AssignAsync(VisitHouse.Team, open.Id, Token));
        VisitHouse.Refused("VIS1001", await house.Desk.RevokeAsync(VisitHouse.Owner, open.Id, "bank", Token));

        VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Owner, granted.Id, "bank", Token));
        VisitHouse.Done(await house.Bank.DrawAsync(banker, granted.Id, house.Draw("JJ1"), Token)); // the contract binds
        var seen = (await house.List.CaseAsync(banker, granted.Id, Token))!;
        Assert.Equal(["assign", "accept", "grant", "draw"], VisitList.StepsFor(banker, seen).Select(s => s.Step));
    }

    [Fact]
    public async Task Without_the_district_consent_the_declaration_ends()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        Assert.Equal("withdrawn", VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Owner, one.Id, "district", Token)).State);
        Assert.Null(await house.List.CaseAsync(VisitHouse.Banker("B1"), one.Id, Token));
        Assert.False(VisitScope.SeesContact(VisitHouse.Team, (await house.List.CaseAsync(VisitHouse.Team, one.Id, Token))!));
        VisitHouse.Done(await house.Desk.DeclareAsync(VisitHouse.Owner, house.Declaration(VisitHouse.Firm(1)), Token));
    }

    [Fact]
    public async Task Each_iou_counts_once_within_the_grant_and_a_refinancing_is_shown_apart()
    {
        await using var house = await VisitHouse.OpenAsync();
        var banker = VisitHouse.Banker("B1");
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        VisitHouse.Done(await house.Bank.GrantAsync(banker, one.Id, VisitHouse.Grant(), Token));
        var draw = house.Draw("JJ1");
        foreach (var (bad, code) in new[]
        {
            (draw with { CreditId = "SX9" }, "VIS1022"), (draw with { IouId = "" }, "VIS1011"), (draw with { Kind = "gift" }, "VIS1014"),
            (draw with { AmountFen = 0 }, "VIS1023"), (draw with { AmountFen = 100_000_001 }, "VIS1023"),
            (draw with { DrawnOn = draw.DrawnOn.AddDays(1) }, "VIS1011"), (draw with { DrawnOn = draw.DrawnOn.AddDays(-1) }, "VIS1011"),
        })
        {
            VisitHouse.Refused(code, await house.Bank.DrawAsync(banker, one.Id, bad, Token));
        }

        VisitHouse.Done(await house.Bank.DrawAsync(banker, one.Id, draw, Token));
        VisitHouse.Done(await house.Bank.DrawAsync(banker, one.Id, draw, Token)); // told again
        VisitHouse.Refused("VIS1024", await house.Bank.DrawAsync(banker, one.Id, draw with { AmountFen = 1 }, Token));
        VisitHouse.Refused("VIS1023", await house.Bank.DrawAsync(banker, one.Id, house.Draw("JJ2", 600_001), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(banker, one.Id, house.Draw("JJ2", 600_000, "refinance"), Token));
        var funnel = Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Regulator, Token));
        Assert.Equal((40_000_000L, 60_000_000L), (funnel.DrawnFen, funnel.ApartFen));
    }

    [Fact]
    public async Task A_contact_is_encrypted_and_read_in_clear_by_who_may()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        Assert.DoesNotContain("13800000001", one.Contact, StringComparison.Ordinal);
        Assert.Equal("13800000001", house.Get<VisitKeys>().Contact(one).Phone);
        Assert.False(VisitScope.SeesClear(VisitHouse.Regulator with { SeesClear = true }, one));
        Assert.False(VisitScope.SeesClear(VisitHouse.Banker("B1"), one));
        Assert.True(VisitScope.SeesClear(VisitHouse.Banker("B1") with { SeesClear = true }, one));
        Assert.True(VisitScope.SeesClear(VisitHouse.Owner, one));
        Assert.Equal("周*", VisitScope.Masked("周店", true, false));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
