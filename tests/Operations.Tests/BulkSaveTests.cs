using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>Many new rows in one save: written in bulk, and nothing else is different for it.</summary>
public sealed class BulkSaveTests
{
    private const int Many = BulkSave.Fewest * 3;

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Many_new_rows_are_kept_as_few_are_with_every_value(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using (var context = store.Context())
        {
            for (var n = 1; n <= Many; n++)
                context.Audit($"用户{n}", "sample.add", $"sample/{n}", n % 2 == 0 ? null : new { n }, n % 3 == 0 ? "检查" : null);
            context.Publish("sample.added", new { Many });
            Assert.Equal(Many + 1, await context.SaveChangesAsync(TestStore.Token));
            Assert.Equal(0, await context.SaveChangesAsync(TestStore.Token));
        }

        await using var reader = store.Context();
        var kept = await reader.AuditEntries.OrderBy(e => e.Sequence).ToListAsync(TestStore.Token);
        Assert.Equal(Enumerable.Range(1, Many).Select(n => $"用户{n}"), kept.Select(e => e.Actor));
        Assert.Equal(("{\"n\":1}", (string?)null, "检查"), (kept[0].Detail, kept[1].Detail, kept[2].Purpose));
        Assert.All(kept, e => Assert.Equal(store.Time.GetUtcNow(), e.At));
        Assert.Null((await AuditChain.VerifyAsync(reader, TestStore.Token)).FirstBroken);
        Assert.Equal(1, await reader.OutboxMessages.CountAsync(TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_row_that_is_there_already_is_a_conflict_of_its_kind_and_the_save_can_be_tried_again(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var taken = Message(0);
        await using (var first = store.Context())
        {
            first.Add(taken);
            await first.SaveChangesAsync(TestStore.Token);
        }

        await using var context = store.Context();
        var again = Message(0);
        context.Add(again);
        context.AddRange(Enumerable.Range(1, Many).Select(Message));
        context.Audit("a", "sample.add", "sample/x");
        var error = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(TestStore.Token));
        Assert.True(StoreConflict.Of<OutboxMessage>(error));
        Assert.False(StoreConflict.Of<Job>(error));
        await using (var reader = store.Context())
            Assert.Equal((1, 0), (await reader.OutboxMessages.CountAsync(TestStore.Token), await reader.AuditEntries.CountAsync(TestStore.Token)));
        context.Entry(again).State = EntityState.Detached;
        await context.SaveChangesAsync(TestStore.Token);
        await using var last = store.Context();
        Assert.Equal((Many + 1, 1), (await last.OutboxMessages.CountAsync(TestStore.Token), await last.AuditEntries.CountAsync(TestStore.Token)));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Audit_rows_that_the_database_refuses_are_an_error_of_the_save(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await using var context = store.Context();
        await context.Database.ExecuteSqlRawAsync(
            provider == Provider.Sqlite
                ? """CREATE TRIGGER refuse BEFORE INSERT ON "AuditEntries" BEGIN SELECT RAISE(ABORT, 'refused'); END"""
                : """
                  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END';
                  CREATE TRIGGER refuse BEFORE INSERT ON "AuditEntries" FOR EACH ROW EXECUTE FUNCTION refuse()
                  """, TestStore.Token);
        for (var n = 1; n <= Many; n++)
            context.Audit("a", "sample.add", $"sample/{n}");
        var error = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(TestStore.Token));
        Assert.Contains(nameof(AuditEntry), error.Message, StringComparison.Ordinal);
        Assert.False(StoreConflict.Of<AuditEntry>(error));
    }

    private static OutboxMessage Message(int n) => new()
    {
        Id = new Guid(n + 1, 0, 0, new byte[8]),
        Topic = "sample",
        Payload = "{}",
        CreatedAt = DateTimeOffset.UnixEpoch,
        DueAt = DateTimeOffset.UnixEpoch,
    };
}
