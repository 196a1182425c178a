using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class JobTests
{
    private static readonly Dictionary<string, int> Limits = new(StringComparer.Ordinal) { ["check"] = 2, ["mail"] = 1 };

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Jobs_start_in_the_order_of_asking(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var first = await EnqueueAsync(store, "mail");
        store.Time.Advance(TimeSpan.FromMilliseconds(1));
        await EnqueueAsync(store, "mail");
        Assert.Equal(first, (await ClaimAsync(store, "w"))!.Id);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task The_limit_of_a_kind_holds_over_all_workers(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using var other = store.Again();
        for (var i = 0; i < 6; i++)
            await EnqueueAsync(store, "check");
        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => ClaimAsync(i % 2 == 0 ? store : other, $"w{i}"))));
        Assert.Equal(2, claims.Count(c => c is not null));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_full_kind_does_not_hold_up_another(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await EnqueueAsync(store, "mail");
        await EnqueueAsync(store, "mail");
        await EnqueueAsync(store, "check");
        await ClaimAsync(store, "w1");
        Assert.Equal("check", (await ClaimAsync(store, "w2"))!.Kind);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_kind_that_nobody_here_can_do_waits(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await EnqueueAsync(store, "other");
        Assert.Null(await ClaimAsync(store, "w"));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_job_of_a_change_that_is_not_saved_never_starts(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using (var context = store.Context())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(TestStore.Token);
            context.Enqueue(new JobRequest("mail", 1));
            await context.SaveChangesAsync(TestStore.Token);
        }

        Assert.Null(await ClaimAsync(store, "w"));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_failed_try_waits_longer_each_time_and_is_then_given_up(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await EnqueueAsync(store, "mail", attempts: 3);
        foreach (var wait in new[] { 5, 10 })
        {
            await store.Jobs.FailAsync((await ClaimAsync(store, "w"))!, "no answer", TestStore.Token);
            store.Time.Advance(TimeSpan.FromSeconds(wait - 1));
            Assert.Null(await ClaimAsync(store, "w"));
            store.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await store.Jobs.FailAsync((await ClaimAsync(store, "w"))!, "no answer", TestStore.Token);
        var job = await store.Jobs.FindAsync(id, TestStore.Token);
        Assert.Equal((JobState.Failed, "no answer", 3), (job!.State, job.Error, job.Attempts));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_job_whose_worker_vanished_is_taken_by_another(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await EnqueueAsync(store, "mail");
        await ClaimAsync(store, "dead");
        Assert.Null(await ClaimAsync(store, "w"));
        store.Time.Advance(store.Options.LeaseDuration);
        Assert.Equal(id, (await ClaimAsync(store, "w"))!.Id);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_worker_that_comes_back_too_late_ends_nothing(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await EnqueueAsync(store, "mail");
        var late = await ClaimAsync(store, "slow");
        store.Time.Advance(store.Options.LeaseDuration);
        await ClaimAsync(store, "w");
        Assert.Equal(JobHold.Lost, await store.Jobs.RenewAsync(late!, TestStore.Token));
        await store.Jobs.SucceedAsync(late!, TestStore.Token);
        Assert.Equal(JobState.Running, (await store.Jobs.FindAsync(id, TestStore.Token))!.State);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_job_that_kills_its_workers_is_given_up(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await EnqueueAsync(store, "mail", attempts: 2);
        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(await ClaimAsync(store, $"dead{i}"));
            store.Time.Advance(store.Options.LeaseDuration);
        }

        Assert.Null(await ClaimAsync(store, "w"));
        Assert.Equal(JobState.Failed, (await store.Jobs.FindAsync(id, TestStore.Token))!.State);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_waiting_job_is_cancelled_at_once(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await EnqueueAsync(store, "mail");
        await store.Jobs.CancelAsync(id, TestStore.Token);
        Assert.Equal(JobState.Cancelled, (await store.Jobs.FindAsync(id, TestStore.Token))!.State);
        Assert.Null(await ClaimAsync(store, "w"));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_running_jobs_worker_hears_of_the_cancellation(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await EnqueueAsync(store, "mail");
        var job = await ClaimAsync(store, "w");
        await store.Jobs.CancelAsync(id, TestStore.Token);
        Assert.Equal(JobHold.CancelRequested, await store.Jobs.RenewAsync(job!, TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Progress_is_seen_while_it_runs(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await EnqueueAsync(store, "mail");
        var job = await ClaimAsync(store, "w");
        await store.Jobs.ReportAsync(job!, 250, "四分之一", TestStore.Token);
        await store.Jobs.ReportAsync(job!, 500, null, TestStore.Token);
        var seen = await store.Jobs.FindAsync(id, TestStore.Token);
        Assert.Equal((500, "四分之一"), (seen!.ProgressPermille, seen.ProgressText));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Jobs_about_a_subject_are_listed_newest_first(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await EnqueueAsync(store, "mail");
        store.Time.Advance(TimeSpan.FromSeconds(1));
        var newest = await EnqueueAsync(store, "check");
        var listed = await store.Jobs.ListAsync("filing/1", 10, TestStore.Token);
        Assert.Equal((2, newest), (listed.Count, listed[0].Id));
    }

    private static Task<Guid> EnqueueAsync(TestStore store, string kind, int attempts = 3)
    {
        store.Time.Advance(TimeSpan.FromMilliseconds(1));
        return store.Jobs.EnqueueAsync(
            new JobRequest(kind, new { n = 1 }, "filing/1", "preparer", attempts), TestStore.Token);
    }

    private static Task<Job?> ClaimAsync(TestStore store, string owner) =>
        store.Jobs.ClaimAsync(owner, Limits, TestStore.Token);
}
