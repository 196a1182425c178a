using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;
using Xunit;

namespace Huoshui.Systems.Tests.OnlineLoans;

/// <summary>Whatever a source does, nothing is approved without its good answer.</summary>
public sealed class SourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StubMode.Slow, "TimedOut:tax")]
    [InlineData(StubMode.Down, "ErrorStatus:tax")]
    [InlineData(StubMode.Wrong, "WrongSubject:tax")]
    [InlineData(StubMode.Malformed, "Malformed:tax")]
    [InlineData(StubMode.Absurd, "Malformed:tax")]
    [InlineData(StubMode.Huge, "TooLarge:tax")]
    public async Task A_source_that_fails_leads_to_the_queue_and_another_try(StubMode mode, string problem)
    {
        await using var stub = await LoanWorld.BreakableAsync();
        await using var house = await LoanHouse.OpenAsync(stub);
        stub.Set("tax", mode);
        var waiting = await house.DecidedAsync(LoanHouse.GoodFirm(20, stub));
        Assert.Equal((LoanState.Waiting, problem), (waiting.State, waiting.Problem));
        Assert.Empty(waiting.Decisions);
        Assert.InRange((house.Time.Now.AddSeconds(5) - waiting.DueAt!.Value).TotalSeconds, 0, 1);
        stub.Set("tax", StubMode.Good);
        Assert.Equal(0, await house.Get<LoanWorker>().DrainAsync(Token)); // not before it is due
        house.Time.Now += TimeSpan.FromSeconds(5);
        var asked = stub.Asked;
        await house.Get<LoanWorker>().DrainAsync(Token);
        Assert.Equal(asked + 1, stub.Asked); // the others had answered
        Assert.Equal(LoanState.Approved, (await house.ReadAsync(waiting.Id)).State);
    }

    [Fact]
    public async Task A_source_that_cannot_be_reached_is_waited_for_ever_longer()
    {
        var stub = await LoanWorld.BreakableAsync();
        await using var house = await LoanHouse.OpenAsync(stub);
        await stub.DisposeAsync();
        var waiting = await house.DecidedAsync(LoanHouse.Firm(21));
        Assert.Equal("Unreachable:registry", waiting.Problem);
        var waits = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            house.Time.Now = waiting.DueAt!.Value;
            await house.Get<LoanWorker>().DrainAsync(Token);
            waiting = await house.ReadAsync(waiting.Id);
            waits.Add(Math.Round((waiting.DueAt!.Value - house.Time.Now).TotalSeconds));
        }

        Assert.Equal([10, 20, 40], waits);
        Assert.Equal(2, waiting.Steps.Count); // the history tells of it once
    }

    [Fact]
    public async Task A_source_that_fails_again_and_again_is_left_alone_for_a_while()
    {
        await using var stub = await LoanWorld.BreakableAsync();
        await using var house = await LoanHouse.OpenAsync(stub, ownPolicies: true);
        house.Change("inclusive/onlineloanprocess/parameters.yaml", "value: 20,", "value: 2,");
        stub.Set("court", StubMode.Down);
        await house.DecidedAsync(LoanHouse.Firm(22));
        Assert.Equal("Paused:court", (await house.DecidedAsync(LoanHouse.Firm(23))).Problem);
    }

    [Fact]
    public async Task Without_its_authorisation_a_source_is_not_asked_and_the_application_ends()
    {
        await using var house = await LoanHouse.OpenAsync();
        var application = await house.ApplyAsync(house.Request(LoanHouse.GoodFirm(24)));
        LoanHouse.Refused("OLN1002", await house.Desk.RevokeAsync(LoanHouse.Stranger, application.Id, "credit", Token));
        var claimed = Assert.Single(await house.Get<LoanQueue>().ClaimAsync(10, Token));
        Assert.True((await house.Desk.RevokeAsync(LoanHouse.Owner, application.Id, "credit", Token)).Succeeded);
        Assert.Null(await house.Get<LoanWork>().RunAsync(claimed, Token)); // a round that ran meanwhile is not saved
        var ended = await house.ReadAsync(application.Id);
        Assert.Equal(LoanState.Withdrawn, ended.State);
        Assert.Equal(["credit"], ended.Authorisations.Where(a => a.RevokedAt is not null).Select(a => a.Source));
        Assert.Empty(ended.Decisions);
    }

    [Fact]
    public async Task An_authorisation_text_that_changed_must_be_agreed_to_again()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        var request = house.Request(LoanHouse.Firm(25));
        house.Change(
            "inclusive/onlineloanprocess/parameters.yaml", "向人民法院查询", "向人民法院（执行局）查询");
        await house.ApplyAsync(house.Request(LoanHouse.Firm(26))); // the same day's text: the same version
        var stale = request with { Authorised = request.Authorised.ToDictionary(a => a.Key, a => a.Value.AddDays(-1)) };
        LoanHouse.Refused("OLN1006", await house.Desk.ApplyAsync(LoanHouse.Owner, stale, Token));
    }

    [Fact]
    public async Task A_worker_that_vanished_loses_its_application_to_another_and_nothing_is_doubled()
    {
        await using var house = await LoanHouse.OpenAsync();
        var application = await house.ApplyAsync(house.Request(LoanHouse.GoodFirm(27)));
        var vanished = Assert.Single(await house.Get<LoanQueue>().ClaimAsync(10, Token));
        Assert.Empty(await house.Get<LoanQueue>().ClaimAsync(10, Token));
        house.Time.Now += TimeSpan.FromSeconds(61);
        await house.Get<LoanWorker>().DrainAsync(Token);
        Assert.Null(await house.Get<LoanWork>().RunAsync(vanished, Token)); // it was only slow: too late
        var decided = await house.ReadAsync(application.Id);
        Assert.Equal((LoanState.Approved, 2, 2), (decided.State, decided.Decisions.Count, decided.Steps.Count));
    }
}
