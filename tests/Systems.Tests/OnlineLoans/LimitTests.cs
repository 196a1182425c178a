using Huoshui.Systems.OnlineLoans;
using Xunit;

namespace Huoshui.Systems.Tests.OnlineLoans;

/// <summary>One firm, one limit: what was granted counts once and as long as it can still be drawn.</summary>
public sealed class LimitTests
{
    private const string Plea = "逾期是银行扣款延迟造成的，附还款凭证。";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_offer_that_was_not_signed_in_time_takes_nothing_from_the_next_limit()
    {
        await using var house = await LoanHouse.OpenAsync();
        var firm = LoanHouse.GoodFirm(60);
        await house.DecidedAsync(firm);
        Assert.Contains("\"own_exposure_yuan\":200000", Facts(await house.DecidedAsync(firm)), StringComparison.Ordinal);
        house.Time.Now += TimeSpan.FromDays(30);
        Assert.Contains("\"own_exposure_yuan\":400000", Facts(await house.DecidedAsync(firm)), StringComparison.Ordinal);
        house.Time.Now += TimeSpan.FromDays(1); // the first two offers have lapsed, the third has not
        Assert.Contains("\"own_exposure_yuan\":200000", Facts(await house.DecidedAsync(firm)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reviewer_grants_only_what_other_grants_of_the_firm_leave()
    {
        await using var house = await LoanHouse.OpenAsync();
        var (firm, inReview) = await InReviewAsync(house, 61);
        LoanHouse.Tell(firm, "credit_overdue_days", 0);
        Assert.Equal(20_000_000, (await house.DecidedAsync(firm)).GrantedFen);
        Assert.Equal(100_000, await house.Desk.MostOnReviewAsync(inReview, Token));
        LoanHouse.Refused("OLN1014", await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, inReview.Id, 100_001, "核实无误", Token));
        Assert.True((await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, inReview.Id, 100_000, "核实无误", Token)).Succeeded);
    }

    [Fact]
    public async Task Nothing_is_granted_on_review_while_another_application_of_the_firm_is_being_decided()
    {
        await using var house = await LoanHouse.OpenAsync();
        var (firm, inReview) = await InReviewAsync(house, 62);
        await house.ApplyAsync(house.Request(firm));
        LoanHouse.Refused("OLN1008", await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, inReview.Id, 1, "核实无误", Token));
        Assert.Equal(LoanState.InReview, (await house.ReadAsync(inReview.Id)).State);
        Assert.True((await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, inReview.Id, null, "逾期属实", Token)).Succeeded);
    }

    [Fact]
    public async Task Nothing_is_granted_on_review_while_another_person_s_application_for_the_firm_is_being_decided()
    {
        await using var house = await LoanHouse.OpenAsync();
        var (firm, inReview) = await InReviewAsync(house, 63);
        var request = house.Request(firm);
        await house.ApplyAsync(request with { Person = request.Person with { IdentityNumber = "11010519491231002X" } });
        LoanHouse.Refused("OLN1008", await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, inReview.Id, 1, "核实无误", Token));
    }

    private static string Facts(LoanApplication decided) => Assert.Single(decided.Decisions, d => d.IsChampion).Facts;

    private static async Task<(string Firm, LoanApplication Loan)> InReviewAsync(LoanHouse house, int number)
    {
        var firm = LoanHouse.GoodFirm(number);
        LoanHouse.Tell(firm, "credit_overdue_days", 3);
        var refused = await house.DecidedAsync(firm);
        return (firm, (await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, Plea, Token)).Value!);
    }
}
