using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;
using Xunit;

namespace Huoshui.Systems.Tests.OnlineLoans;

/// <summary>What is promised to whoever tries the sample sources is what happens.</summary>
public sealed class SampleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(7)]
    [InlineData(2026)]
    public async Task Every_sample_applicant_gets_the_outcome_that_is_printed(int seed)
    {
        await using var stub = await StubSources.StartAsync(new StubSettings(seed), "http://127.0.0.1:0", Token);
        await using var house = await LoanHouse.OpenAsync(stub);
        var samples = SampleApplicants.Find(house.Get<LoanPolicy>(), seed);
        stub.Prepare(samples, house.Get<LoanPolicy>());
        Assert.Equal(Enum.GetValues<SampleOutcome>(), samples.Select(s => s.Outcome));
        Assert.Equal(samples.Count, samples.Select(s => s.Person.Phone).Distinct().Count());
        foreach (var sample in samples)
        {
            var decided = await DecidedAsync(house, sample);
            var reasons = await house.Get<LoanExplanations>().ReasonsAsync(decided, "zh", Token);
            Assert.Equal(sample.Reasons.Select(r => r.Zh), reasons);
            Assert.Equal(StateOf(sample.Outcome), decided.State);
            if (sample.Outcome == SampleOutcome.ForReview)
                Assert.True((await house.Desk.AskReviewAsync(LoanHouse.Owner, decided.Id, "请复核", Token)).Succeeded);
            if (sample.Outcome == SampleOutcome.Queued)
                await AnswersAtLastAsync(house, decided);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_samples_and_another_gives_others()
    {
        var policy = new LoanPolicy(Indicators.RepositoryPolicies.Library, TimeProvider.System);
        var first = SampleApplicants.Find(policy, 7).Select(s => s.FirmId).ToList();
        Assert.Equal(first, SampleApplicants.Find(policy, 7).Select(s => s.FirmId));
        Assert.Empty(first.Intersect(SampleApplicants.Find(policy, 8).Select(s => s.FirmId)));
    }

    private static LoanState StateOf(SampleOutcome outcome) => outcome switch
    {
        SampleOutcome.Approved => LoanState.Approved,
        SampleOutcome.Queued => LoanState.Waiting,
        _ => LoanState.Refused,
    };

    private static async Task<LoanApplication> DecidedAsync(LoanHouse house, SampleApplicant sample)
    {
        var request = house.Request(sample.FirmId) with
        {
            FirmName = sample.FirmName,
            Person = sample.Person,
            AmountYuan = sample.AmountYuan,
            TermMonths = sample.TermMonths,
        };
        var application = await house.ApplyAsync(request);
        await house.Get<LoanWorker>().DrainAsync(Token);
        return await house.ReadAsync(application.Id);
    }

    private static async Task AnswersAtLastAsync(LoanHouse house, LoanApplication waiting)
    {
        Assert.Equal("ErrorStatus:" + SampleApplicants.SilentSource, waiting.Problem);
        for (var round = 0; waiting.State == LoanState.Waiting && round < 3; round++)
        {
            house.Time.Now = waiting.DueAt!.Value;
            await house.Get<LoanWorker>().DrainAsync(Token);
            waiting = await house.ReadAsync(waiting.Id);
        }

        Assert.Equal((LoanState.Approved, 3), (waiting.State, waiting.Rounds));
    }
}
