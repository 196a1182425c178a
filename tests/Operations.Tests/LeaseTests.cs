using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class LeaseTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Only_one_of_many_gets_it(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using var other = store.Again();
        var grants = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => (i % 2 == 0 ? store : other).Leases.TryAcquireAsync("log", $"w{i}", TestStore.Token))));
        Assert.Single(grants, g => g is not null);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task It_is_not_given_even_to_its_owner_again(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        Assert.Null(await store.Leases.TryAcquireAsync("log", "a", TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task After_its_time_another_gets_it_with_a_higher_fence(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var first = await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        store.Time.Advance(store.Options.LeaseDuration);
        var second = await store.Leases.TryAcquireAsync("log", "b", TestStore.Token);
        Assert.True(second!.Fence > first!.Fence);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_renewed_lease_lasts(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var grant = await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        store.Time.Advance(store.Options.LeaseDuration * 0.9);
        Assert.NotNull(await store.Leases.RenewAsync(grant!, TestStore.Token));
        store.Time.Advance(store.Options.LeaseDuration * 0.9);
        Assert.Null(await store.Leases.TryAcquireAsync("log", "b", TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_lost_lease_cannot_be_renewed(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var grant = await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        store.Time.Advance(store.Options.LeaseDuration);
        await store.Leases.TryAcquireAsync("log", "b", TestStore.Token);
        Assert.Null(await store.Leases.RenewAsync(grant!, TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_released_lease_is_free_at_once(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var grant = await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        await store.Leases.ReleaseAsync(grant!, TestStore.Token);
        Assert.NotNull(await store.Leases.TryAcquireAsync("log", "b", TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Releasing_a_lost_lease_does_not_free_the_new_holders(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var grant = await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        store.Time.Advance(store.Options.LeaseDuration);
        await store.Leases.TryAcquireAsync("log", "b", TestStore.Token);
        await store.Leases.ReleaseAsync(grant!, TestStore.Token);
        Assert.Null(await store.Leases.TryAcquireAsync("log", "c", TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_holder_that_slept_too_long_saves_nothing(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var grant = await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        store.Time.Advance(store.Options.LeaseDuration);
        await store.Leases.TryAcquireAsync("log", "b", TestStore.Token);
        await using (var context = store.Context())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(TestStore.Token);
            context.Add(new Sample { Id = Guid.CreateVersion7() });
            await context.SaveChangesAsync(TestStore.Token);
            await Assert.ThrowsAsync<LeaseLostException>(() => LeaseStore.RequireAsync(context, grant!, TestStore.Token));
        }

        await using var reader = store.Context();
        Assert.Empty(reader.Set<Sample>());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_holder_saves_under_its_lease(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var grant = await store.Leases.TryAcquireAsync("log", "a", TestStore.Token);
        await using var context = store.Context();
        await using var transaction = await context.Database.BeginTransactionAsync(TestStore.Token);
        await LeaseStore.RequireAsync(context, grant!, TestStore.Token);
        await transaction.CommitAsync(TestStore.Token);
    }
}
