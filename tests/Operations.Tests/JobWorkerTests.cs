using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class JobWorkerTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Drain_runs_what_is_due_and_returns(Provider provider)
    {
        await using var store = await OpenAsync(provider);
        await EnqueueAsync(store, "sum", 40);
        await EnqueueAsync(store, "sum", 2);
        Assert.Equal(2, await store.Services.GetRequiredService<JobWorker>().DrainAsync(TestStore.Token));
        Assert.Equal(42, Handler<SumHandler>(store).Total);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_handler_that_throws_leaves_its_reason(Provider provider)
    {
        await using var store = await OpenAsync(provider);
        var id = await EnqueueAsync(store, "throw", 0);
        await store.Services.GetRequiredService<JobWorker>().DrainAsync(TestStore.Token);
        var job = await store.Jobs.FindAsync(id, TestStore.Token);
        Assert.Equal((JobState.Waiting, "InvalidDataException: the disk is full"), (job!.State, job.Error));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Two_workers_do_each_job_once(Provider provider)
    {
        await using var store = await OpenAsync(provider);
        await using var other = store.Again(AddHandlers);
        for (var i = 0; i < 20; i++)
            await EnqueueAsync(store, "sum", 1);
        await Task.WhenAll(new[] { store, other }.Select(s => Task.Run(
            () => s.Services.GetRequiredService<JobWorker>().DrainAsync(TestStore.Token))));
        Assert.Equal(20, Handler<SumHandler>(store).Total + Handler<SumHandler>(other).Total);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_stopping_worker_hands_its_job_back_without_losing_a_try(Provider provider)
    {
        await using var store = await OpenAsync(provider);
        var id = await EnqueueAsync(store, "wait", 0);
        var worker = (IHostedService)store.Services.GetRequiredService<JobWorker>();
        await worker.StartAsync(TestStore.Token);
        await Handler<WaitHandler>(store).Started.Task.WaitAsync(TimeSpan.FromSeconds(20), TestStore.Token);
        await worker.StopAsync(TestStore.Token);
        var job = await store.Jobs.FindAsync(id, TestStore.Token);
        Assert.Equal((JobState.Waiting, 0, null), (job!.State, job.Attempts, job.LeaseOwner));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_running_job_stops_when_it_is_cancelled(Provider provider)
    {
        await using var store = await OpenAsync(provider);
        var id = await EnqueueAsync(store, "wait", 0);
        var worker = (IHostedService)store.Services.GetRequiredService<JobWorker>();
        await worker.StartAsync(TestStore.Token);
        await Handler<WaitHandler>(store).Started.Task.WaitAsync(TimeSpan.FromSeconds(20), TestStore.Token);
        await store.Jobs.CancelAsync(id, TestStore.Token);
        await UntilAsync(async () => (await store.Jobs.FindAsync(id, TestStore.Token))!.State == JobState.Cancelled);
        await worker.StopAsync(TestStore.Token);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 400, "It did not happen within 20 seconds.");
            await Task.Delay(50, TestStore.Token);
        }
    }

    private static Task<TestStore> OpenAsync(Provider provider) =>
        TestStore.OpenAsync(provider, AddHandlers, lease: TimeSpan.FromSeconds(3));

    private static void AddHandlers(IServiceCollection services) => services
        .AddJobHandler<SumHandler>().AddJobHandler<ThrowHandler>().AddJobHandler<WaitHandler>().AddOperationsWorkers();

    private static THandler Handler<THandler>(TestStore store) where THandler : IJobHandler =>
        store.Services.GetServices<IJobHandler>().OfType<THandler>().Single();

    private static Task<Guid> EnqueueAsync(TestStore store, string kind, int number) =>
        store.Jobs.EnqueueAsync(new JobRequest(kind, number), TestStore.Token);

    private sealed class SumHandler : IJobHandler
    {
        private int _total;

        public string Kind => "sum";

        public int Limit => 4;

        public int Total => _total;

        public Task RunAsync(JobRun run, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _total, run.Payload<int>());
            return run.ReportAsync(1, "done", cancellationToken);
        }
    }

    private sealed class ThrowHandler : IJobHandler
    {
        public string Kind => "throw";

        public Task RunAsync(JobRun run, CancellationToken cancellationToken) =>
            throw new InvalidDataException("the disk is full");
    }

    private sealed class WaitHandler : IJobHandler
    {
        public string Kind => "wait";

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task RunAsync(JobRun run, CancellationToken cancellationToken)
        {
            Started.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
