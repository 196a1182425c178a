using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>The desk's states and people. Three banks with four loans each stand behind the figure at every date; each test has
/// a date of its own.</summary>
public sealed class PublicationTests(FiguresFixture city) : IClassFixture<FiguresFixture>, IAsyncLifetime
{
    private const string Id = "T05";
    private const decimal Balance = 1234567890123.45m;

    private static readonly string[] Banks = ["B1", "B2", "B3"];

    private PublicationDesk Desk => city.Get<PublicationDesk>();

    public async ValueTask InitializeAsync()
    {
        var filed = await city.Get<FactCatalog>().FilersAsync("onetable", Date(12), null, TestContext.Current.CancellationToken);
        if (filed.Count > 0)
            return;
        for (var month = 1; month <= 12; month++)
        {
            foreach (var bank in Banks)
            {
                var rows = new LoanRows();
                for (var i = 0; i < 4; i++)
                    rows.Loan($"{bank[1..]}{i}", Balance, "1");
                await city.AcceptAsync(bank, rows.Tables, asOf: Date(month));
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Who_proposed_may_not_approve()
    {
        var ids = await ProposedAsync(1);
        var outcome = await Desk.ApproveAsync(
            ids, null, FiguresFixture.Person("analyst", Roles.Approver), TestContext.Current.CancellationToken);
        Assert.Equal("IND1003", outcome.Problem!.Code);
    }

    [Fact]
    public async Task Another_person_publishes_it()
    {
        var ids = await ProposedAsync(2);
        await Desk.ApproveAsync(ids, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        Assert.Contains(await Desk.PublishedAsync(TestContext.Current.CancellationToken), p => p.Id == ids[0]);
    }

    [Fact]
    public async Task An_institution_may_not_propose()
    {
        var outcome = await Desk.ProposeAsync(
            [Value(1)], FiguresFixture.Person("p", Roles.Analyst, "B1"), TestContext.Current.CancellationToken);
        Assert.Equal("IND1001", outcome.Problem!.Code);
    }

    [Fact]
    public async Task An_analyst_may_not_approve()
    {
        var ids = await ProposedAsync(1);
        var outcome = await Desk.ApproveAsync(
            ids, "x", FiguresFixture.Person("other", Roles.Analyst), TestContext.Current.CancellationToken);
        Assert.Equal("IND1002", outcome.Problem!.Code);
    }

    [Fact]
    public async Task An_incomplete_figure_is_published_only_with_a_reason()
    {
        var ids = await ProposedAsync(3, incomplete: true);
        var without = await Desk.ApproveAsync(ids, " ", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var with = await Desk.ApproveAsync(ids, "两家缓报", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        Assert.Equal(("IND1004", true), (without.Problem!.Code, with.IsDone));
    }

    [Fact]
    public async Task A_revision_takes_the_place_of_the_earlier_one_and_is_explained()
    {
        var first = await ProposedAsync(4);
        await Desk.ApproveAsync(first, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var second = await ProposedAsync(4);
        var silent =
            await Desk.ApproveAsync(second, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        await Desk.ApproveAsync(second, "一家机构重报", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var history = (await Desk.HistoryAsync(Id, Viewer.Public, TestContext.Current.CancellationToken)).Where(p => p.AsOf == Date(4));
        Assert.Equal("IND1004", silent.Problem!.Code);
        Assert.Equal([PublicationState.Published, PublicationState.Revised], history.Select(p => p.State));
    }

    [Fact]
    public async Task Of_two_proposals_approved_together_one_stands_published()
    {
        IReadOnlyList<Guid> both = [.. await ProposedAsync(5), .. await ProposedAsync(5)];
        var silent = await Desk.ApproveAsync(both, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        await Desk.ApproveAsync(both, "更正", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var standing = await Desk.PublishedAsync(TestContext.Current.CancellationToken);
        Assert.False(silent.IsDone);
        Assert.Equal(both[1], Assert.Single(standing, p => both.Contains(p.Id)).Id);
    }

    // The one that is revised has the higher id: what stood is written first all the same.
    [Fact]
    public async Task An_older_proposal_may_revise_a_younger_one()
    {
        var (older, younger) = ((await ProposedAsync(12))[0], (await ProposedAsync(12))[0]);
        foreach (var id in new[] { younger, older })
            Assert.True((await Desk.ApproveAsync([id], "更正", FiguresFixture.Approver, TestContext.Current.CancellationToken)).IsDone);
        var standing = (await Desk.StandingAsync(TestContext.Current.CancellationToken)).Where(p => p.AsOf == Date(12));
        Assert.Equal(older, Assert.Single(standing).Id);
    }

    // Two approvers, two proposals of one figure and date, at the same moment: whoever is second is told to look again.
    [Fact]
    public async Task Of_two_approvals_at_once_one_stands()
    {
        for (var month = 9; month <= 11; month++)
        {
            var (one, other) = ((await ProposedAsync(month))[0], (await ProposedAsync(month))[0]);
            var outcomes = await Task.WhenAll(new[] { one, other }.Select(id =>
                Task.Run(() => Desk.ApproveAsync([id], "更正", FiguresFixture.Approver, TestContext.Current.CancellationToken))));
            var standing = (await Desk.StandingAsync(TestContext.Current.CancellationToken)).Where(p => p.AsOf == Date(month));
            Assert.Contains(Assert.Single(standing).Id, new[] { one, other });
            Assert.All(outcomes.Where(outcome => !outcome.IsDone), outcome => Assert.Equal("IND1008", outcome.Problem!.Code));
            Assert.Contains(outcomes, outcome => outcome.IsDone);
        }
    }

    [Fact]
    public async Task A_decision_about_what_somebody_else_has_just_decided_is_refused()
    {
        var id = (await ProposedAsync(6))[0];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => Desk.ApproveAsync([id], "更正", FiguresFixture.Approver, TestContext.Current.CancellationToken))));
        Assert.Single(outcomes, outcome => outcome.IsDone);
        Assert.All(outcomes.Where(outcome => !outcome.IsDone), outcome => Assert.Contains(outcome.Problem!.Code, new[] { "IND1005", "IND1008" }));
    }

    [Fact]
    public async Task A_withdrawn_figure_is_published_no_more()
    {
        var ids = await ProposedAsync(7);
        await Desk.ApproveAsync(ids, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        await Desk.WithdrawAsync(ids[0], "口径有误", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await Desk.PublishedAsync(TestContext.Current.CancellationToken), p => p.AsOf == Date(7));
    }

    [Fact]
    public async Task The_public_does_not_see_what_waits()
    {
        await ProposedAsync(1);
        Assert.DoesNotContain(
            await Desk.HistoryAsync(Id, Viewer.Public, TestContext.Current.CancellationToken), p => p.AsOf == Date(1));
    }

    [Fact]
    public async Task The_value_is_kept_to_the_last_digit()
    {
        var ids = await ProposedAsync(8);
        await Desk.ApproveAsync(ids, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var published = (await Desk.PublishedAsync(TestContext.Current.CancellationToken))
            .Single(p => p.AsOf == Date(8));
        Assert.Equal(12 * Balance / 1_000_000_000_000m, published.Value);
    }

    private static DateOnly Date(int month) => new DateOnly(2025, month, 1).AddMonths(1).AddDays(-1);

    private async Task<IReadOnlyList<Guid>> ProposedAsync(int month, bool incomplete = false) =>
        (await Desk.ProposeAsync(
            [Value(month, incomplete)], FiguresFixture.Analyst, TestContext.Current.CancellationToken)).Ids;

    private static FigureValue Value(int month, bool incomplete = false) => new(
        FiguresFixture.Figure(Id), Date(month), FiguresFixture.Instant, 12 * Balance,
        incomplete ? new FigureCoverage(4, 3, ["B4"], []) : new FigureCoverage(3, 3, [], []));
}
