using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class StoreTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task The_second_of_two_who_change_a_row_is_told(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await AddSampleAsync(store);
        await using var one = store.Context();
        await using var two = store.Context();
        var (first, second) = (await one.Set<Sample>().SingleAsync(s => s.Id == id, TestStore.Token),
            await two.Set<Sample>().SingleAsync(s => s.Id == id, TestStore.Token));
        (first.Name, second.Name) = ("first", "second");
        await one.SaveChangesAsync(TestStore.Token);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => two.SaveChangesAsync(TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Who_comes_second_is_told_from_every_other_failure(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await AddSampleAsync(store);
        await using var stale = store.Context();
        (await stale.Set<Sample>().SingleAsync(s => s.Id == id, TestStore.Token)).Name = "late";
        await using (var first = store.Context())
        {
            (await first.Set<Sample>().SingleAsync(s => s.Id == id, TestStore.Token)).Name = "early";
            await first.SaveChangesAsync(TestStore.Token);
        }

        await using var twice = store.Context();
        twice.Add(new Sample { Id = id, Name = "twice" });
        await using var empty = store.Context();
        empty.Add(new Sample { Id = Guid.CreateVersion7(), Name = null! });
        Assert.True(StoreConflict.Of<Sample>(await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => stale.SaveChangesAsync(TestStore.Token))));
        Assert.True(StoreConflict.Of<Sample>(await Assert.ThrowsAsync<DbUpdateException>(() => twice.SaveChangesAsync(TestStore.Token))));
        Assert.False(StoreConflict.Of<Sample>(await Assert.ThrowsAsync<DbUpdateException>(() => empty.SaveChangesAsync(TestStore.Token))));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_revision_counts_the_saves(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var id = await AddSampleAsync(store);
        await using var context = store.Context();
        var sample = await context.Set<Sample>().SingleAsync(s => s.Id == id, TestStore.Token);
        Assert.Equal(1, sample.Revision);
        sample.Name = "changed";
        await context.SaveChangesAsync(TestStore.Token);
        Assert.Equal(2, sample.Revision);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Processes_that_start_together_prepare_one_store(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var others = Enumerable.Range(0, 4).Select(_ => store.Again()).ToList();
        await Task.WhenAll(others.Select(o => Task.Run(
            () => o.Services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token))));
        await AddSampleAsync(others[0]);
        foreach (var other in others)
            await other.DisposeAsync();
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_one_process_protects_another_can_read(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using var other = store.Again();
        var text = store.Protector().Protect("cookie");
        Assert.Equal("cookie", other.Protector().Unprotect(text));
        await using var context = store.Context();
        Assert.NotEmpty(await context.DataProtectionKeys.ToListAsync(TestStore.Token));
    }

    [Fact]
    public async Task Contexts_with_other_parts_have_other_models()
    {
        await using var with = await TestStore.OpenAsync(Provider.Sqlite);
        await using var services = new ServiceCollection().AddOperations(with.Options).BuildServiceProvider();
        await using var without = await services.GetRequiredService<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(TestStore.Token);
        await using var context = with.Context();
        Assert.NotNull(context.Model.FindEntityType(typeof(Sample)));
        Assert.Null(without.Model.FindEntityType(typeof(Sample)));
    }

    [Fact]
    public async Task A_decimal_column_is_refused()
    {
        var options = TestStore.NewOptions(Provider.Sqlite);
        await using var services = new ServiceCollection().AddOperations(options).AddModelPart<DecimalPart>().BuildServiceProvider();
        var database = services.GetRequiredService<OperationsDatabase>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.PrepareAsync(TestStore.Token));
    }

    [Fact]
    public async Task SQLite_syncs_every_commit_to_the_disk()
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        await using var context = store.Context();
        var settings = new List<object?>();
        await context.Database.OpenConnectionAsync(TestStore.Token);
        foreach (var pragma in new[] { "journal_mode", "synchronous", "foreign_keys" })
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            settings.Add(await command.ExecuteScalarAsync(TestStore.Token));
        }

        Assert.Equal(["wal", 2L, 1L], settings);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task The_latest_instant_of_a_lock_out_fits(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using var context = store.Context();
        var end = Instants.FromMicroseconds(Instants.ToMicroseconds(DateTimeOffset.MaxValue));
        context.Users.Add(new Account { Id = Guid.CreateVersion7(), UserName = "x", LockoutEnd = end });
        await context.SaveChangesAsync(TestStore.Token);
        Assert.Equal(end, await context.Users.Where(u => u.LockoutEnd > store.Time.Now()).Select(u => u.LockoutEnd).SingleAsync(TestStore.Token));
    }

    private static async Task<Guid> AddSampleAsync(TestStore store)
    {
        await using var context = store.Context();
        var sample = new Sample { Id = Guid.CreateVersion7(), Name = "new" };
        context.Add(sample);
        await context.SaveChangesAsync(TestStore.Token);
        return sample.Id;
    }

    private sealed class WithDecimal
    {
        public Guid Id { get; set; }

        public decimal Amount { get; set; }
    }

    private sealed class DecimalPart : IModelPart
    {
        public void Configure(ModelBuilder model) => model.Entity<WithDecimal>();
    }
}
