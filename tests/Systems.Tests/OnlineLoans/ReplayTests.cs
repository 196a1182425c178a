using Huoshui.Systems.OnlineLoans;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.OnlineLoans;

public sealed class ReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_replays_bit_for_bit_after_its_pack_has_changed()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        var decided = await house.DecidedAsync(LoanHouse.GoodFirm(30));
        house.Change("inclusive/onlineloan/tables/grades.csv", "3.85", "9.99");
        var later = await house.DecidedAsync(LoanHouse.GoodFirm(31));
        Assert.Equal(("3.85", "9.99"), (decided.RatePercent, later.RatePercent));
        foreach (var application in new[] { decided, later })
        {
            var replayed = await house.Get<LoanReplay>().OfAsync(application.Id, Token);
            Assert.Equal([true, false], replayed.Select(r => r.IsChampion));
            Assert.All(replayed, r => Assert.True(r.IsSame, r.Found));
        }
    }

    [Fact]
    public async Task An_altered_decision_or_version_does_not_replay()
    {
        await using var house = await LoanHouse.OpenAsync();
        var decided = await house.DecidedAsync(LoanHouse.GoodFirm(32));
        await using var context = await house.ContextAsync();
        await context.Set<LoanDecision>().ExecuteUpdateAsync(
            s => s.SetProperty(d => d.Facts, d => d.Facts.Replace("\"credit_queries\":0", "\"credit_queries\":5")), Token);
        Assert.All(await house.Get<LoanReplay>().OfAsync(decided.Id, Token), r => Assert.False(r.IsSame));
        await context.Set<LoanPackVersion>().ExecuteUpdateAsync(
            s => s.SetProperty(v => v.Files, v => v.Files.Replace("3.85", "3.84")), Token);
        var fresh = new LoanPackArchive(house.Get<IDbContextFactory<Operations.OperationsContext>>(), house.Get<Policies.PolicyLibrary>(), house.Time);
        Assert.Null(await fresh.FindAsync(decided.Decisions.Single(d => d.IsChampion).PackHash, Token));
    }

    [Fact]
    public async Task A_challenger_never_affects_the_outcome()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        house.Change("inclusive/onlineloanchallenger/parameters.yaml", "value: 800000,", "value: 100000000,");
        var decided = await house.DecidedAsync(LoanHouse.GoodFirm(33));
        Assert.Equal(LoanState.Approved, decided.State);
        Assert.Contains("invoices_too_low", decided.Decisions.Single(d => !d.IsChampion).Answer, StringComparison.Ordinal);
        house.Change("inclusive/onlineloanprocess/parameters.yaml", "value: \"inclusive/onlineloanchallenger\"", "value: \"none\"");
        Assert.Single((await house.DecidedAsync(LoanHouse.GoodFirm(34))).Decisions);
    }

    [Fact]
    public async Task A_challenger_that_cannot_be_kept_holds_nobody_up()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        await File.AppendAllTextAsync(Path.Combine(house.Policies, "inclusive/onlineloanchallenger/README.md"), "!", Token);
        var decided = await house.DecidedAsync(LoanHouse.GoodFirm(36));
        Assert.Equal(LoanState.Approved, decided.State);
        Assert.True(Assert.Single(decided.Decisions).IsChampion);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"outcome\": 1}")]
    [InlineData("{\"outcome\": \"refused\"}")]
    [InlineData("{\"outcome\": \"refused\", \"reasons\": \"overdue\"}")]
    [InlineData("{\"outcome\": \"refused\", \"reasons\": [1]}")]
    [InlineData("{\"outcome\": \"refused\", \"reasons\": []}")]
    [InlineData("{\"outcome\": \"approved\", \"amount_yuan\": 1e27, \"rate_percent\": 4}")]
    [InlineData("{\"outcome\": \"approved\", \"amount_yuan\": 0.001, \"rate_percent\": 4}")]
    [InlineData("{\"outcome\": \"approved\", \"amount_yuan\": 100, \"rate_percent\": null}")]
    public void An_answer_that_is_no_verdict_is_none_and_no_error(string answer) => Assert.Null(LoanDecider.Read(answer));

    [Fact]
    public async Task A_pack_with_a_byte_order_mark_is_kept_as_it_is()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        house.Change("inclusive/onlineloan/tables/grades.csv", "from,to,source,", "\uFEFFfrom,to,source,");
        Assert.Equal(LoanState.Approved, (await house.DecidedAsync(LoanHouse.GoodFirm(37))).State);
    }

    [Fact]
    public async Task Files_changed_under_a_running_platform_decide_nothing()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        await File.AppendAllTextAsync(Path.Combine(house.Policies, "inclusive/onlineloan/tables/grades.csv"), "2024-01-01,,,true,grade_d,1,1,1\n", Token);
        var waiting = await house.DecidedAsync(LoanHouse.GoodFirm(35));
        Assert.Equal((LoanState.Waiting, "Undecided:policy"), (waiting.State, waiting.Problem));
    }
}
