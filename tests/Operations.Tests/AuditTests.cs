using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class AuditTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_act_and_its_entry_are_saved_together(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using (var context = store.Context())
        {
            context.Add(new Sample { Id = Guid.CreateVersion7(), Name = "x" });
            context.Audit("李四", "sample.add", "sample/x", new { 金额 = 1 }, "检查");
            await context.SaveChangesAsync(TestStore.Token);
        }

        await using var reader = store.Context();
        var entry = await reader.AuditEntries.SingleAsync(TestStore.Token);
        Assert.Equal(("李四", "sample.add", "sample/x", "{\"金额\":1}", "检查", store.Time.GetUtcNow()),
            (entry.Actor, entry.Action, entry.Subject, entry.Detail, entry.Purpose, entry.At));
        Assert.Equal(1, await reader.Set<Sample>().CountAsync(TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_act_that_fails_leaves_no_entry_and_no_gap(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await RecordAsync(store, 1);
        await using (var context = store.Context())
        {
            var id = Guid.CreateVersion7();
            context.Add(new Sample { Id = id });
            await context.SaveChangesAsync(TestStore.Token);
            context.ChangeTracker.Clear();
            context.Add(new Sample { Id = id });
            context.Audit("a", "sample.add", "sample/x");
            await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(TestStore.Token));
        }

        await RecordAsync(store, 1);
        await using var reader = store.Context();
        Assert.Equal([1, 2], await reader.AuditEntries.OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync(TestStore.Token));
        Assert.Null((await AuditChain.VerifyAsync(reader, TestStore.Token)).FirstBroken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_rolled_back_transaction_leaves_no_entry(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using (var context = store.Context())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(TestStore.Token);
            context.Audit("a", "b", "c");
            await context.SaveChangesAsync(TestStore.Token);
            await transaction.RollbackAsync(TestStore.Token);
        }

        await RecordAsync(store, 2);
        Assert.Equal(new AuditVerification(2, await LastHashAsync(store), null), await VerifyAsync(store));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Writers_at_the_same_time_make_one_chain(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using var other = store.Again();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < 10; n++)
                await RecordAsync(i % 2 == 0 ? store : other, 1);
        })));
        var verified = await VerifyAsync(store);
        Assert.Equal((80, null), (verified.Entries, verified.FirstBroken));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_changed_entry_shows(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await RecordAsync(store, 5);
        await ExecuteAsync(store, """UPDATE "AuditEntries" SET "Actor" = 'somebody else' WHERE "Sequence" = 3""");
        Assert.Equal(3, (await VerifyAsync(store)).FirstBroken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_removed_entry_shows(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await RecordAsync(store, 5);
        await ExecuteAsync(store, """DELETE FROM "AuditEntries" WHERE "Sequence" = 2""");
        Assert.Equal(2, (await VerifyAsync(store)).FirstBroken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_cut_off_tail_shows(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await RecordAsync(store, 5);
        await ExecuteAsync(store, """DELETE FROM "AuditEntries" WHERE "Sequence" > 3""");
        Assert.Equal(4, (await VerifyAsync(store)).FirstBroken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_entry_cannot_be_changed_through_the_context(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await RecordAsync(store, 1);
        await using var context = store.Context();
        context.Remove(await context.AuditEntries.SingleAsync(TestStore.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Two_entries_that_only_shift_their_text_hash_differently(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var at = store.Time.GetUtcNow();
        var one = AuditChain.Link(new AuditDraft(at, "ab", "c", "d", null, null), 1, AuditChain.Genesis);
        var two = AuditChain.Link(new AuditDraft(at, "a", "bc", "d", null, null), 1, AuditChain.Genesis);
        Assert.NotEqual(one.Hash, two.Hash);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Numbers_have_no_gaps_after_a_rollback(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        Assert.Equal(1, await TakeAsync(store, commit: true));
        Assert.Equal(2, await TakeAsync(store, commit: false));
        Assert.Equal(2, await TakeAsync(store, commit: true));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_number_is_taken_in_a_transaction_only(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using var context = store.Context();
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.NextAsync("x", TestStore.Token));
    }

    private static async Task<long> TakeAsync(TestStore store, bool commit)
    {
        await using var context = store.Context();
        await using var transaction = await context.Database.BeginTransactionAsync(TestStore.Token);
        var number = await context.NextAsync("document/深金监/2025", TestStore.Token);
        if (commit)
            await transaction.CommitAsync(TestStore.Token);
        return number;
    }

    private static async Task RecordAsync(TestStore store, int count)
    {
        await using var context = store.Context();
        for (var i = 0; i < count; i++)
            context.Audit("a", "b.c", $"d/{i}");
        await context.SaveChangesAsync(TestStore.Token);
    }

    private static async Task<AuditVerification> VerifyAsync(TestStore store)
    {
        await using var context = store.Context();
        return await AuditChain.VerifyAsync(context, TestStore.Token);
    }

    private static async Task<string> LastHashAsync(TestStore store)
    {
        await using var context = store.Context();
        return await context.AuditEntries.OrderByDescending(e => e.Sequence).Select(e => e.Hash).FirstAsync(TestStore.Token);
    }

    private static async Task ExecuteAsync(TestStore store, string sql)
    {
        await using var context = store.Context();
        await context.Database.ExecuteSqlRawAsync(sql, TestStore.Token);
    }
}
