using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

public sealed class PublicationTests(FiguresFixture city) : IClassFixture<FiguresFixture>
{
    private PublicationDesk Desk => city.Get<PublicationDesk>();

    [Fact]
    public async Task Who_proposed_may_not_approve()
    {
        var ids = await ProposedAsync("T05");
        var outcome = await Desk.ApproveAsync(
            ids, null, FiguresFixture.Person("analyst", Roles.Approver), TestContext.Current.CancellationToken);
        Assert.Equal("IND1003", outcome.Problem!.Code);
    }

    [Fact]
    public async Task Another_person_publishes_it()
    {
        var ids = await ProposedAsync("T04");
        await Desk.ApproveAsync(ids, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        Assert.Contains(await Desk.PublishedAsync(TestContext.Current.CancellationToken), p => p.Id == ids[0]);
    }

    [Fact]
    public async Task An_institution_may_not_propose()
    {
        var outcome = await Desk.ProposeAsync(
            [Value("T05", 1)], FiguresFixture.Person("p", Roles.Analyst, "B1"), TestContext.Current.CancellationToken);
        Assert.Equal("IND1001", outcome.Problem!.Code);
    }

    [Fact]
    public async Task An_analyst_may_not_approve()
    {
        var ids = await ProposedAsync("G02");
        var outcome = await Desk.ApproveAsync(
            ids, "x", FiguresFixture.Person("other", Roles.Analyst), TestContext.Current.CancellationToken);
        Assert.Equal("IND1002", outcome.Problem!.Code);
    }

    [Fact]
    public async Task An_incomplete_figure_is_published_only_with_a_reason()
    {
        var ids = await ProposedAsync("I03", incomplete: true);
        var without = await Desk.ApproveAsync(ids, " ", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var with = await Desk.ApproveAsync(ids, "两家缓报", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        Assert.Equal(("IND1004", true), (without.Problem!.Code, with.IsDone));
    }

    [Fact]
    public async Task A_revision_takes_the_place_of_the_earlier_one_and_is_explained()
    {
        var first = await ProposedAsync("P01");
        await Desk.ApproveAsync(first, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var second = await ProposedAsync("P01", value: 2);
        var silent =
            await Desk.ApproveAsync(second, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        await Desk.ApproveAsync(second, "一家机构重报", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var history = await Desk.HistoryAsync("P01", Viewer.Public, TestContext.Current.CancellationToken);
        Assert.Equal("IND1004", silent.Problem!.Code);
        Assert.Equal([PublicationState.Published, PublicationState.Revised], history.Select(p => p.State));
    }

    [Fact]
    public async Task Of_two_proposals_approved_together_one_stands_published()
    {
        IReadOnlyList<Guid> both = [.. await ProposedAsync("P02"), .. await ProposedAsync("P02", value: 2)];
        var silent = await Desk.ApproveAsync(both, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        await Desk.ApproveAsync(both, "更正", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var standing = await Desk.PublishedAsync(TestContext.Current.CancellationToken);
        Assert.False(silent.IsDone);
        Assert.Equal(both[1], Assert.Single(standing, p => both.Contains(p.Id)).Id);
    }

    [Fact]
    public async Task A_withdrawn_figure_is_published_no_more()
    {
        var ids = await ProposedAsync("P02");
        await Desk.ApproveAsync(ids, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        await Desk.WithdrawAsync(ids[0], "口径有误", FiguresFixture.Approver, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await Desk.PublishedAsync(TestContext.Current.CancellationToken), p =>
            p.FigureId == "P02");
    }

    [Fact]
    public async Task The_public_does_not_see_what_waits()
    {
        await ProposedAsync("P03");
        Assert.Empty(await Desk.HistoryAsync("P03", Viewer.Public, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_value_is_kept_to_the_last_digit()
    {
        var ids = await ProposedAsync("P04", value: 12.3456789012345678m);
        await Desk.ApproveAsync(ids, null, FiguresFixture.Approver, TestContext.Current.CancellationToken);
        var published = (await Desk.PublishedAsync(TestContext.Current.CancellationToken))
            .Single(p => p.FigureId == "P04");
        Assert.Equal(12.3456789012345678m / 100_000_000m, published.Value);
    }

    private async Task<IReadOnlyList<Guid>> ProposedAsync(string id, decimal value = 1, bool incomplete = false) =>
        (await Desk.ProposeAsync(
            [Value(id, value, incomplete)], FiguresFixture.Analyst, TestContext.Current.CancellationToken)).Ids;

    private static FigureValue Value(string id, decimal value, bool incomplete = false) => new(
        FiguresFixture.Figure(id), FiguresFixture.AsOf, FiguresFixture.Instant, value,
        incomplete ? new FigureCoverage(4, 3, ["B2"], []) : new FigureCoverage(3, 3, [], []));
}
