using CsCheck;
using Huoshui.Systems.OnlineLoans;
using Xunit;

namespace Huoshui.Systems.Tests.OnlineLoans;

public sealed class ReviewTests
{
    private const string Plea = "逾期是银行扣款延迟造成的，附还款凭证。";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_grants_on_review_with_a_reason_and_the_loan_is_signed()
    {
        await using var house = await LoanHouse.OpenAsync();
        var refused = await RefusedAsync(house, 40);
        var asked = await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, Plea, Token);
        Assert.Equal(LoanState.InReview, asked.Value!.State);
        LoanHouse.Refused("OLN1003", await house.Desk.AnswerReviewAsync(LoanHouse.Preparer, refused.Id, 1, Plea, Token));
        LoanHouse.Refused("OLN1003", await house.Desk.AnswerReviewAsync(LoanHouse.Owner, refused.Id, 1, Plea, Token));
        LoanHouse.Refused("OLN1012", await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, refused.Id, 100_000, " ", Token));
        LoanHouse.Refused("OLN1014", await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, refused.Id, 200_001, "核实无误", Token));
        var granted = (await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, refused.Id, 100_000, "核实无误", Token)).Value!;
        Assert.Equal((LoanState.Approved, 10_000_000L, "7.2", "li"), (granted.State, granted.GrantedFen, granted.RatePercent, granted.ReviewedBy));
        Assert.True((await house.Desk.SignAsync(LoanHouse.Owner, refused.Id, Token)).Succeeded);
    }

    [Fact]
    public async Task A_person_upholds_and_that_is_the_end()
    {
        await using var house = await LoanHouse.OpenAsync();
        var refused = await RefusedAsync(house, 41);
        LoanHouse.Refused("OLN1013", await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, refused.Id, null, "维持", Token));
        await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, Plea, Token);
        var upheld = (await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, refused.Id, null, "逾期属实。", Token)).Value!;
        Assert.Equal((LoanState.Upheld, "逾期属实。", 0L), (upheld.State, upheld.ReviewAnswer, upheld.GrantedFen));
        LoanHouse.Refused("OLN1013", await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, Plea, Token));
        LoanHouse.Refused("OLN1013", await house.Desk.SignAsync(LoanHouse.Owner, refused.Id, Token));
    }

    [Theory]
    [InlineData("2025-07-03", "2025-07-10")] // Thursday: five working days
    [InlineData("2025-09-29", "2025-10-13")] // over 国庆 1–8 October; Saturday 11 October is made up
    [InlineData("2027-03-05", "2027-03-12")] // beyond the calendar Monday to Friday are worked
    public async Task The_answer_is_due_in_the_working_days_of_the_pack(string asked, string due)
    {
        await using var house = await LoanHouse.OpenAsync();
        Assert.Equal(Day(due), house.Get<LoanPolicy>().ReviewDue(Day(asked)));
    }

    [Fact]
    public async Task A_holiday_in_the_last_weeks_of_the_calendar_counts_for_the_answer()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        house.Change("vocabulary/calendars/mainland.csv", "2026-10-10,1,调休上班", "2026-10-10,1,调休上班\n2026-12-25,0,元旦调休");
        Assert.Equal(Day("2026-12-31"), house.Get<LoanPolicy>().ReviewDue(Day("2026-12-23")));
        Assert.Equal(Day("2027-01-04"), house.Get<LoanPolicy>().ReviewDue(Day("2026-12-28")));
    }

    [Fact]
    public async Task A_review_can_be_asked_for_on_the_thirtieth_day_and_not_on_the_next()
    {
        await using var house = await LoanHouse.OpenAsync();
        var (first, second) = (await RefusedAsync(house, 42), await RefusedAsync(house, 43));
        house.Time.Now += TimeSpan.FromDays(30);
        Assert.True((await house.Desk.AskReviewAsync(LoanHouse.Owner, first.Id, Plea, Token)).Succeeded);
        house.Time.Now += TimeSpan.FromDays(1);
        LoanHouse.Refused("OLN1011", await house.Desk.AskReviewAsync(LoanHouse.Owner, second.Id, Plea, Token));
    }

    [Fact]
    public async Task An_offer_can_be_signed_on_its_last_day_and_not_on_the_next()
    {
        await using var house = await LoanHouse.OpenAsync();
        var (first, second) = (await house.DecidedAsync(LoanHouse.GoodFirm(44)), await house.DecidedAsync(LoanHouse.GoodFirm(45)));
        house.Time.Now += TimeSpan.FromDays(30);
        Assert.True((await house.Desk.SignAsync(LoanHouse.Owner, first.Id, Token)).Succeeded);
        house.Time.Now += TimeSpan.FromDays(1);
        LoanHouse.Refused("OLN1010", await house.Desk.SignAsync(LoanHouse.Owner, second.Id, Token));
    }

    [Fact]
    public void However_the_acts_come_a_loan_is_drawn_only_after_a_grant_and_a_signature() =>
        Gen.Enum<LoanAction>().Array[1, 40].Sample(acts =>
        {
            var application = new LoanApplication { Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch), FirmId = "F", AppliedAt = DateTimeOffset.UnixEpoch };
            application.Begin([]);
            var at = DateTimeOffset.UnixEpoch;
            foreach (var action in acts)
            {
                var can = application.Can(action);
                var before = application.Steps.Count;
                if (can)
                    application.Move(action, new LoanAct("x", at));
                else
                    Assert.Throws<InvalidOperationException>(() => application.Move(action, new LoanAct("x", at)));
                Assert.Equal(before + (can ? 1 : 0), application.Steps.Count);
            }

            var done = application.Steps.Select(s => s.Action).ToList();
            Assert.Equal(application.State == LoanState.Drawn, done.Contains(LoanAction.Draw));
            Assert.True(!done.Contains(LoanAction.Sign) || done.Exists(LoanStates.IsGrant));
            Assert.True(!done.Contains(LoanAction.Draw) || done.Contains(LoanAction.Sign));
            Assert.True(done.Count(LoanStates.IsGrant) <= 1);
            Assert.Equal(LoanStates.IsUndecided(application.State), application.OpenFirm is not null);
        });

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<LoanApplication> RefusedAsync(LoanHouse house, int number)
    {
        var firm = LoanHouse.GoodFirm(number);
        LoanHouse.Tell(firm, "credit_overdue_days", 3);
        return await house.DecidedAsync(firm);
    }
}
