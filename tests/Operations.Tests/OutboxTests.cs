using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class OutboxTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Messages_arrive_in_the_order_of_publishing(Provider provider)
    {
        var listener = new Listener();
        await using var store = await OpenAsync(provider, listener);
        foreach (var n in new[] { 1, 2, 3 })
        {
            await PublishAsync(store, n, commit: true);
            store.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(3, await DispatchAsync(store));
        Assert.Equal(["1", "2", "3"], listener.Taken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Messages_of_one_change_keep_their_order(Provider provider)
    {
        var listener = new Listener();
        await using var store = await OpenAsync(provider, listener);
        await using (var context = store.Context())
        {
            for (var n = 0; n < 20; n++)
                context.Publish("filing.accepted", n);
            await context.SaveChangesAsync(TestStore.Token);
        }

        await DispatchAsync(store);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"{n}"), listener.Taken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_message_of_a_change_that_is_not_saved_never_leaves(Provider provider)
    {
        var listener = new Listener();
        await using var store = await OpenAsync(provider, listener);
        await PublishAsync(store, 1, commit: false);
        Assert.Equal(0, await DispatchAsync(store));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_message_is_delivered_once_when_nothing_fails(Provider provider)
    {
        var listener = new Listener();
        await using var store = await OpenAsync(provider, listener);
        await PublishAsync(store, 1, commit: true);
        await DispatchAsync(store);
        Assert.Equal(0, await DispatchAsync(store));
        Assert.Single(listener.Taken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_failed_delivery_is_tried_again_later(Provider provider)
    {
        var listener = new Listener { Failures = 1 };
        await using var store = await OpenAsync(provider, listener);
        await PublishAsync(store, 1, commit: true);
        Assert.Equal(0, await DispatchAsync(store));
        Assert.Equal(0, await DispatchAsync(store));
        store.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await DispatchAsync(store));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Nothing_is_delivered_while_another_process_delivers(Provider provider)
    {
        var listener = new Listener();
        await using var store = await OpenAsync(provider, listener);
        await PublishAsync(store, 1, commit: true);
        await store.Leases.TryAcquireAsync("outbox", "another", TestStore.Token);
        Assert.Equal(0, await DispatchAsync(store));
    }

    private static Task<TestStore> OpenAsync(Provider provider, Listener listener) => TestStore.OpenAsync(
        provider, services => services.AddSingleton<IOutboxListener>(listener).AddOperationsWorkers());

    private static async Task PublishAsync(TestStore store, int payload, bool commit)
    {
        await using var context = store.Context();
        await using var transaction = await context.Database.BeginTransactionAsync(TestStore.Token);
        context.Publish("filing.accepted", payload);
        await context.SaveChangesAsync(TestStore.Token);
        if (commit)
            await transaction.CommitAsync(TestStore.Token);
    }

    private static Task<int> DispatchAsync(TestStore store) =>
        store.Services.GetRequiredService<OutboxDispatcher>().DispatchAsync(TestStore.Token);

    private sealed class Listener : IOutboxListener
    {
        public string Topic => "filing.accepted";

        public int Failures { get; set; }

        public List<string> Taken { get; } = [];

        public Task HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            if (Failures-- > 0)
                throw new IOException("no route");
            Taken.Add(message.Payload);
            return Task.CompletedTask;
        }
    }
}
