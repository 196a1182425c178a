using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>A store that was filled before there was a tree.</summary>
public sealed class OldEntriesTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Rows_from_before_get_leaves_of_the_kind_migration(Provider provider)
    {
        await using var house = await OldAsync(provider, 30);
        await PrepareAsync(house);
        await house.ActAsync(2);
        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
        await using var context = house.Store.Context();
        Assert.Equal(30, await context.AuditLeaves.CountAsync(l => l.Kind == AuditLeafKind.Migration, TreeHouse.Token));
        Assert.Equal(33, AuditTreeView.Open(house.Options).Head.Size); // the end of the migration is an act
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_migration_that_was_cut_off_goes_on(Provider provider)
    {
        await using var house = await OldAsync(provider, 30);
        await PrepareAsync(house);
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" > 10""");
        await house.ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" > 30""");
        await house.ExecuteAsync("""UPDATE "Sequences" SET "Value" = 30 WHERE "Name" = 'audit'""");
        await PrepareAsync(house);
        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_row_that_somebody_inserts_afterwards_does_not_get_a_leaf(Provider provider)
    {
        await using var house = await OldAsync(provider, 3);
        await PrepareAsync(house);
        await house.ExecuteAsync(
            """
            INSERT INTO "AuditEntries" ("Sequence", "At", "Actor", "Action", "Subject", "PreviousHash", "Hash")
            SELECT 5, "At", 'x', "Action", "Subject", "Hash", "Hash" FROM "AuditEntries" WHERE "Sequence" = 4
            """);
        await PrepareAsync(house);
        await using var context = house.Store.Context();
        Assert.Equal(4, await context.AuditLeaves.CountAsync(TreeHouse.Token));
    }

    [Fact]
    public async Task An_act_that_an_older_release_is_writing_is_waited_for_and_gets_its_leaf()
    {
        await using var house = await OldAsync(Provider.PostgreSql, 3);
        await using var old = house.Store.Context();
        await using var transaction = await old.Database.BeginTransactionAsync(TreeHouse.Token);
        await old.Database.ExecuteSqlRawAsync(
            """
            UPDATE "Sequences" SET "Value" = 4 WHERE "Name" = 'audit';
            INSERT INTO "AuditEntries" ("Sequence", "At", "Actor", "Action", "Subject", "PreviousHash", "Hash")
            SELECT 4, "At", 'x', "Action", "Subject", "Hash", "Hash" FROM "AuditEntries" WHERE "Sequence" = 3
            """, TreeHouse.Token);
        var preparing = PrepareAsync(house);
        await Task.Delay(1_000, TreeHouse.Token);
        Assert.False(preparing.IsCompleted);
        await transaction.CommitAsync(TreeHouse.Token);
        await preparing;
        await using var context = house.Store.Context();
        Assert.Equal(
            [1, 2, 3, 4],
            await context.AuditLeaves.Where(l => l.Kind == AuditLeafKind.Migration).Select(l => l.Sequence).Order()
                .ToListAsync(TreeHouse.Token));
    }

    [Fact]
    public async Task Preparing_again_changes_nothing()
    {
        await using var house = await TreeHouse.OpenAsync(Provider.Sqlite);
        await house.ActAsync(3);
        await PrepareAsync(house);
        await using var context = house.Store.Context();
        Assert.Equal(3, await context.AuditEntries.CountAsync(TreeHouse.Token));
    }

    private static Task PrepareAsync(TreeHouse house) =>
        house.Get<OperationsDatabase>().PrepareAsync(TreeHouse.Token);

    private static async Task<TreeHouse> OldAsync(Provider provider, int rows)
    {
        var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(rows);
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" """);
        await house.ExecuteAsync("""DELETE FROM "AuditTouches" """);
        return house;
    }
}
