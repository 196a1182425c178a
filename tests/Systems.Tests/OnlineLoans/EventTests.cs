using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans;
using Xunit;

namespace Huoshui.Systems.Tests.OnlineLoans;

public sealed class EventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Times_follow_from_the_automatic_approvals()
    {
        LoanTimes Times(IEnumerable<double> minutes)
        {
            var counter = new LoanTimeCounter();
            foreach (var one in minutes)
                counter.Add(TimeSpan.FromMinutes(one));
            return counter.Times(2, 3);
        }

        Assert.Equal(new LoanTimes(4, 4, 2.5, 10, 2, 3), Times([1, 3, 10, 2]));
        Assert.Equal(new LoanTimes(0, null, null, null, 2, 3), Times([]));
        Assert.Equal(95, Times(Enumerable.Range(1, 100).Select(i => (double)i)).P95Minutes);
    }

    [Fact]
    public async Task A_grant_on_review_counts_as_a_customer_and_not_in_the_time_of_the_automatic_decision()
    {
        await using var house = await LoanHouse.OpenAsync();
        await house.DecidedAsync(LoanHouse.GoodFirm(56));
        var bad = LoanHouse.GoodFirm(57);
        LoanHouse.Tell(bad, "court_is_dishonest", true);
        var refused = await house.DecidedAsync(bad);
        await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, "请复核", Token);
        house.Time.Now += TimeSpan.FromDays(3);
        Assert.True((await house.Desk.AnswerReviewAsync(LoanHouse.Reviewer, refused.Id, 1000, "核实无误", Token)).Succeeded);
        var (events, day) = (house.Get<LoanEvents>(), house.Get<LoanPolicy>().Today());
        var step = TimeSpan.FromMilliseconds(10).TotalMinutes; // the clock of the house moves when it is read
        Assert.Equal(new LoanTimes(1, step, step, step, 1, 2), await events.TimesAsync(LoanHouse.Preparer, day, Token));
        Assert.Equal(new LoanTimes(1, step, step, step, 0, 1), await events.TimesAsync(LoanHouse.Preparer, day.AddDays(-1), Token));
        Assert.Equal([new("court_dishonest", 1)], await events.ReasonsAsync(LoanHouse.Preparer, day, Token));
        Assert.Empty(await events.ReasonsAsync(Viewer.Operator("root"), day, Token));
        Assert.Equal(0, (await events.TimesAsync(Viewer.Operator("root"), day, Token)).Customers);
    }

    [Fact]
    public async Task The_return_has_every_decision_of_the_bank_and_nothing_personal()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.GoodFirm(50));
        var granted = await house.DecidedAsync(request.FirmId);
        var bad = LoanHouse.GoodFirm(51);
        LoanHouse.Tell(bad, "court_is_dishonest", true);
        await house.DecidedAsync(bad);
        await house.ApplyAsync(house.Request(LoanHouse.GoodFirm(52))); // in progress: not reported
        var day = house.Get<LoanPolicy>().Today();
        var events = house.Get<LoanEvents>().ListAsync(LoanHouse.Preparer, day, Token);
        using var file = new MemoryStream();
        await LoanEvents.WriteCsvAsync(events, day, file, Token);
        Assert.Equal([0xEF, 0xBB, 0xBF], file.ToArray()[..3]);
        var lines = System.Text.Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(
            $"^{granted.Number},[0-9a-f]{{32}},2025-07-03,10:00:00,2025-07-03,10:00:00,1,200000.00,3.85,0,,,[0-9a-f]{{16}},2025-07-03$", lines[1]);
        Assert.Matches(",0,0.00,,0,court_dishonest,,[0-9a-f]{16},2025-07-03$", lines[2]);
        Assert.DoesNotContain(request.FirmId, lines[1], StringComparison.Ordinal);
        Assert.Empty(await house.Get<LoanEvents>().ListAsync(LoanHouse.Preparer, day.AddDays(-1), Token).ToListAsync(Token));
        Assert.Empty(await house.Get<LoanEvents>().ListAsync(Viewer.Operator("root"), day, Token).ToListAsync(Token));
        Assert.Empty(await house.Get<LoanEvents>().ListAsync(LoanHouse.Person("x", Roles.Preparer, "B2"), day, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task The_regulator_and_strangers_see_no_application()
    {
        await using var house = await LoanHouse.OpenAsync();
        var decided = await house.DecidedAsync(LoanHouse.GoodFirm(53));
        var list = house.Get<LoanList>();
        Assert.NotNull(await list.FindAsync(LoanHouse.Owner, decided.Id, Token));
        Assert.NotNull(await list.FindAsync(LoanHouse.Preparer, decided.Id, Token));
        foreach (var viewer in new[] { LoanHouse.Stranger, Viewer.Operator("root"), Viewer.Public, LoanHouse.Person("x", Roles.Preparer, "B2") })
        {
            Assert.Null(await list.FindAsync(viewer, decided.Id, Token));
            Assert.Empty((await list.PageAsync(viewer, Presentation.Tables.TableQuery.From("http://x/loans/desk"), Token)).Rows);
            Assert.Empty(await list.MineAsync(viewer, Token));
        }
    }

    [Fact]
    public async Task A_reviewer_finds_what_waits_for_him()
    {
        await using var house = await LoanHouse.OpenAsync();
        var bad = LoanHouse.GoodFirm(54);
        LoanHouse.Tell(bad, "court_is_dishonest", true);
        var refused = await house.DecidedAsync(bad);
        await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, "请复核", Token);
        var group = Assert.Single(await house.Get<LoanInbox>().OfAsync(LoanHouse.Reviewer, 5, Token));
        Assert.Equal((1, new DateOnly(2025, 7, 10)), (group.Total, Assert.Single(group.First).Due));
        Assert.Empty(await house.Get<LoanInbox>().OfAsync(LoanHouse.Preparer, 5, Token));
    }

    [Fact]
    public async Task A_refusal_is_explained_in_words_under_its_version()
    {
        await using var house = await LoanHouse.OpenAsync();
        var bad = LoanHouse.GoodFirm(55);
        LoanHouse.Tell(bad, "credit_overdue_days", 3);
        var refused = await house.DecidedAsync(bad);
        Assert.Equal(
            ["征信显示当前逾期3天，超过0天"], await house.Get<LoanExplanations>().ReasonsAsync(refused, "zh-CN", Token));
        Assert.Equal(
            ["3 days overdue in the credit report, more than 0 days"], await house.Get<LoanExplanations>().ReasonsAsync(refused, "en", Token));
        var explained = await house.Get<LoanExplanations>().OfAsync(refused.Decisions.Single(d => d.IsChampion), "zh-CN", Token);
        Assert.Contains("结果：拒绝", explained!.Outputs);
        Assert.Contains("当前最长逾期：3天", explained.Facts);
        Assert.Contains(explained.Rules, r => r.Contains("当前有逾期", StringComparison.Ordinal));
    }
}
