using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Counts;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>An objection to a refusal, and feedback after the loan.</summary>
public sealed class OwnerVoiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_objection_to_a_refusal_is_answered_and_the_refusal_stands()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await RefusedAsync(house);
        VisitHouse.Refused("VIS1011", await house.Get<OwnerVoice>().DisputeAsync(VisitHouse.Owner, one.Id, " ", Token));
        VisitHouse.Refused("VIS1001", await house.Get<OwnerVoice>().DisputeAsync(VisitHouse.Stranger, one.Id, "不公", Token));
        VisitHouse.Done(await house.Get<OwnerVoice>().DisputeAsync(VisitHouse.Owner, one.Id, "流水没有看全", Token));
        VisitHouse.Refused("VIS1018", await house.Get<OwnerVoice>().DisputeAsync(VisitHouse.Owner, one.Id, "再说一次", Token));
        VisitHouse.Refused("VIS1001", await house.District.UpholdAsync(VisitHouse.FarTeam, one.Id, "已核对", Token));
        VisitHouse.Refused("VIS1002", await house.District.UpholdAsync(VisitHouse.Owner, one.Id, "已核对", Token));
        var upheld = VisitHouse.Done(await house.District.UpholdAsync(VisitHouse.Team, one.Id, "已与银行核对全年流水", Token));
        Assert.Equal("refused", upheld.State);
        VisitHouse.Done(await house.Get<OwnerVoice>().DisputeAsync(VisitHouse.Owner, one.Id, "仍不服", Token));
        Assert.Empty((await house.Get<VisitRecount>().CompareAsync(Token)).Differences);
    }

    [Fact]
    public async Task An_objection_can_end_in_another_bank_or_in_cultivation_or_be_withdrawn()
    {
        await using var house = await VisitHouse.OpenAsync();
        var first = await DisputedAsync(house, 1);
        Assert.Equal("assigned", VisitHouse.Done(await house.District.ReassignAsync(VisitHouse.Team, first.Id, Token)).State);
        var second = await DisputedAsync(house, 2);
        Assert.Equal("cultivation", VisitHouse.Done(await house.District.CultivateAsync(VisitHouse.Team, second.Id, "辅导记账", Token)).State);
        var third = await DisputedAsync(house, 3);
        Assert.Equal("withdrawn", VisitHouse.Done(await house.Desk.WithdrawAsync(VisitHouse.Owner, third.Id, Token)).State);
    }

    [Fact]
    public async Task Feedback_is_given_once_after_the_loan_and_the_bank_does_not_see_it()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        VisitHouse.Refused("VIS1018", await house.Get<OwnerVoice>().TellAsync(VisitHouse.Owner, one.Id, "F5", null, Token));
        VisitHouse.Done(await house.Bank.GrantAsync(VisitHouse.Banker("B1"), one.Id, VisitHouse.Grant(), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(VisitHouse.Banker("B1"), one.Id, house.Draw("JJ1"), Token));
        VisitHouse.Refused("VIS1014", await house.Get<OwnerVoice>().TellAsync(VisitHouse.Owner, one.Id, "F9", null, Token));
        VisitHouse.Done(await house.Get<OwnerVoice>().TellAsync(VisitHouse.Owner, one.Id, "F2", "<script>等了二十天</script>", Token));
        VisitHouse.Refused("VIS1060", await house.Get<OwnerVoice>().TellAsync(VisitHouse.Owner, one.Id, "F5", null, Token));
        var seen = (await house.List.CaseAsync(VisitHouse.Banker("B1"), one.Id, Token))!;
        Assert.DoesNotContain(VisitList.StepsFor(VisitHouse.Banker("B1"), seen), s => s.Step == CaseSteps.Feedback);
        var step = VisitList.StepsFor(VisitHouse.Team, seen).Single(s => s.Step == CaseSteps.Feedback);
        Assert.Equal(("F2", "drawn"), (step.Reason, step.To));
    }

    private static async Task<FinancingCase> DisputedAsync(VisitHouse house, int firm)
    {
        var one = await RefusedAsync(house, firm);
        return VisitHouse.Done(await house.Get<OwnerVoice>().DisputeAsync(VisitHouse.Owner, one.Id, "请再看", Token));
    }

    private static async Task<FinancingCase> RefusedAsync(VisitHouse house, int firm = 1)
    {
        var one = await house.AcceptedAsync(VisitHouse.Firm(firm), "B1");
        return VisitHouse.Done(await house.Bank.RefuseAsync(VisitHouse.Banker("B1"), one.Id, "R1", null, Token));
    }
}
