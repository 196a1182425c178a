using CsCheck;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>Somebody who may write in the database does, past the platform.</summary>
public sealed class TamperingTests
{
    private const int Rows = 20;

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_nobody_touched_is_equal(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        var report = await house.WholeAsync();
        Assert.Equal((Rows, Rows, 0, 0), (report.Rows, report.Entered, report.Waiting, report.Count));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_edited_row_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 7""");
        Assert.Equal(["AUD1001/7"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_row_edited_with_hash_and_leaf_made_anew_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await ForgeAsync(house, 20, "x");
        Assert.Equal(["AUD1001/20"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_deleted_row_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" = 9""");
        Assert.Contains("AUD1002/9", await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_cut_off_tail_is_named_row_by_row(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" > 18""");
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" > 18""");
        await house.ExecuteAsync("""UPDATE "Sequences" SET "Value" = 18 WHERE "Name" = 'audit'""");
        Assert.Equal(["AUD1002/19", "AUD1002/20"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_inserted_row_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync(
            """
            INSERT INTO "AuditEntries" ("Sequence", "At", "Actor", "Action", "Subject", "PreviousHash", "Hash")
            SELECT 21, "At", 'x', "Action", "Subject", "Hash", "Hash" FROM "AuditEntries" WHERE "Sequence" = 20
            """);
        Assert.Contains("AUD1003/21", await house.FoundAsync());
        await Assert.ThrowsAsync<AuditTreeException>(house.EnterAsync); // and does not go into the tree
    }

    [Theory]
    [InlineData(Provider.Sqlite, 1)]
    [InlineData(Provider.PostgreSql, 1)]
    [InlineData(Provider.Sqlite, 300)]
    public async Task Rows_inserted_where_the_next_acts_come_are_named_and_stop_no_act(Provider provider, int rows)
    {
        await using var house = await EnteredAsync(provider);
        for (var row = 21; row <= 20 + rows; row++)
        {
            await house.ExecuteAsync(
                $"""
                INSERT INTO "AuditEntries" ("Sequence", "At", "Actor", "Action", "Subject", "PreviousHash", "Hash")
                SELECT {row}, "At", 'x', "Action", "Subject", "Hash", "Hash" FROM "AuditEntries" WHERE "Sequence" = 20
                """);
        }

        await house.ExecuteAsync($"""INSERT INTO "AuditLeaves" SELECT {23 + rows}, "Kind", "Commitment", "Salt" FROM "AuditLeaves" WHERE "Sequence" = 20""");
        await house.ActAsync(2);
        await house.ActAsync(3);
        await using var context = house.Store.Context();
        var written = await context.AuditEntries.Where(e => e.Sequence > 20 + rows).OrderBy(e => e.Sequence)
            .Select(e => e.Sequence).ToListAsync(TreeHouse.Token);
        Assert.Equal([21 + rows, 22 + rows, 24 + rows, 25 + rows, 26 + rows], written);
        var found = await house.FoundAsync();
        Assert.Contains("AUD1003/21", found);
        Assert.Contains($"AUD1003/{20 + rows}", found);
        Assert.Contains($"AUD1002/{23 + rows}", found);
        Assert.DoesNotContain(found, f => f.EndsWith($"/{25 + rows}", StringComparison.Ordinal));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Two_comparisons_that_find_the_same_at_once_keep_it_once(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        for (var row = 1; row <= 10; row++)
        {
            await house.SetDetailAsync(row, "x");
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(house.WholeAsync, TreeHouse.Token)));
            Assert.Equal(row, (await StandingAsync(house)).Length);
        }
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_row_before_the_first_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync(
            """
            INSERT INTO "AuditEntries" ("Sequence", "At", "Actor", "Action", "Subject", "PreviousHash", "Hash")
            VALUES (0, 0, 'x', 'x', 'x', '', '')
            """);
        Assert.Equal(["AUD1003/0"], await house.FoundAsync());
    }

    [Theory]
    [InlineData(Provider.Sqlite, true)]
    [InlineData(Provider.Sqlite, false)]
    [InlineData(Provider.PostgreSql, true)]
    [InlineData(Provider.PostgreSql, false)]
    public async Task Rows_that_changed_places_are_named_with_where_they_stood(Provider provider, bool withLeaves)
    {
        await using var house = await EnteredAsync(provider);
        string[] tables = withLeaves ? ["AuditEntries", "AuditLeaves"] : ["AuditEntries"];
        foreach (var table in tables)
        {
            await house.ExecuteAsync($"""UPDATE "{table}" SET "Sequence" = -5 WHERE "Sequence" = 5""");
            await house.ExecuteAsync($"""UPDATE "{table}" SET "Sequence" = 5 WHERE "Sequence" = 11""");
            await house.ExecuteAsync($"""UPDATE "{table}" SET "Sequence" = 11 WHERE "Sequence" = -5""");
        }

        var report = await house.WholeAsync();
        Assert.Contains(report.Found, f => f is { Reason.Code: "AUD1004", Sequence: 5 } && f.Reason.Message.En.Contains("11"));
        Assert.Contains(report.Found, f => f is { Reason.Code: "AUD1004", Sequence: 11 } && f.Reason.Message.En.Contains('5'));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_salt_that_somebody_took_away_is_told_from_one_deleted_lawfully(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        Assert.Equal(3, await house.Get<AuditRetention>().ForgetAsync(2, 4, "li", "保存期满", TreeHouse.Token));
        await house.EnterAsync();
        var report = await house.WholeAsync();
        Assert.Equal((0, 3), (report.Count, report.Forgotten));
        await house.ExecuteAsync("""UPDATE "AuditLeaves" SET "Salt" = NULL WHERE "Sequence" = 5""");
        Assert.Equal(["AUD1006/5"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_leaf_that_was_deleted_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" = 6""");
        Assert.Equal(["AUD1005/6"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Another_kind_of_a_leaf_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync("""UPDATE "AuditLeaves" SET "Kind" = 0 WHERE "Sequence" = 6""");
        Assert.Equal(["AUD1007/6"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_row_that_was_edited_before_it_was_entered_is_named(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ActAsync(2);
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 21""");
        Assert.Equal(["AUD1001/21"], await house.FoundAsync());
        await house.EnterAsync();
        Assert.Equal(["AUD1001/21"], await house.FoundAsync());
    }

    [Theory]
    [InlineData(Provider.Sqlite, """UPDATE "AuditEntries" SET "Detail" = 'x' WHERE "Sequence" = 3""", "AUD1001/3")]
    [InlineData(Provider.PostgreSql, """UPDATE "AuditEntries" SET "Detail" = 'x' WHERE "Sequence" = 3""", "AUD1001/3")]
    [InlineData(Provider.Sqlite, """DELETE FROM "AuditEntries" WHERE "Sequence" = 3""", "AUD1002/3")]
    [InlineData(Provider.PostgreSql, """DELETE FROM "AuditEntries" WHERE "Sequence" = 3""", "AUD1002/3")]
    [InlineData(Provider.Sqlite, """UPDATE "AuditLeaves" SET "Salt" = NULL WHERE "Sequence" = 3""", "AUD1006/3")]
    [InlineData(Provider.PostgreSql, """UPDATE "AuditLeaves" SET "Salt" = NULL WHERE "Sequence" = 3""", "AUD1006/3")]
    public async Task The_next_interval_names_an_old_row_that_was_touched(Provider provider, string sql, string expected)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync(sql);
        await house.EnterAsync();
        Assert.Contains(expected, await StandingAsync(house));
        await using var context = house.Store.Context();
        Assert.Equal(0, await context.AuditTouches.CountAsync(TreeHouse.Token));
    }

    [Fact]
    public async Task A_truncated_log_is_named_by_the_next_interval()
    {
        await using var house = await EnteredAsync(Provider.PostgreSql);
        await house.ExecuteAsync("""TRUNCATE "AuditLeaves" """);
        Assert.Equal(Rows, TreeHouse.Names(await house.Reconciliation.ChangedAsync(TreeHouse.Token)).Length);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Without_triggers_the_turns_come_round_to_every_row(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider, rowsOfTurn: 6);
        await house.ActAsync(Rows);
        await house.EnterAsync();
        await house.ExecuteAsync(provider == Provider.Sqlite
            ? """DROP TRIGGER "huoshui_touch_AuditEntries_update" """
            : """ALTER TABLE "AuditEntries" DISABLE TRIGGER ALL""");
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Purpose" = 'x' WHERE "Sequence" = 15""");
        for (var turn = 0; turn < 4; turn++)
            await house.EnterAsync();
        Assert.Equal(["AUD1001/15"], await StandingAsync(house));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_was_found_stands_until_a_whole_comparison_no_longer_finds_it(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 7""");
        await house.EnterAsync();
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = '李四' WHERE "Sequence" = 7""");
        await house.EnterAsync();
        Assert.Equal(["AUD1001/7"], await StandingAsync(house));
        await house.WholeAsync();
        Assert.Empty(await StandingAsync(house));
    }

    [Fact]
    public async Task Any_edit_of_any_row_is_named_with_its_number()
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        string[] columns = ["At", "Actor", "Action", "Subject", "Detail", "Purpose", "PreviousHash", "Hash"];
        await Gen.Select(Gen.Int[1, Rows], Gen.Int[0, columns.Length - 1]).SampleAsync(async (row, picked) =>
        {
            var column = columns[picked];
            var value = column == "At" ? "1" : "'edited'";
            await house.ExecuteAsync($"""CREATE TABLE kept AS SELECT * FROM "AuditEntries" WHERE "Sequence" = {row}""");
            await house.ExecuteAsync($"""UPDATE "AuditEntries" SET "{column}" = {value} WHERE "Sequence" = {row}""");
            var found = await house.FoundAsync();
            await house.ExecuteAsync($"""UPDATE "AuditEntries" SET "{column}" = (SELECT "{column}" FROM kept) WHERE "Sequence" = {row}""");
            await house.ExecuteAsync("DROP TABLE kept");
            Assert.Contains($"AUD1001/{row}", found);
            Assert.All(found, f => Assert.True(f == $"AUD1001/{row}" || f == $"AUD1008/{row}" || f == $"AUD1008/{row + 1}", f));
        }, iter: 60, threads: 1);
    }

    internal static async Task<string[]> StandingAsync(TreeHouse house) =>
        [.. (await house.Reconciliation.StandingAsync(100, TreeHouse.Token)).Select(f => $"{f.Code}/{f.Sequence}")];

    private static async Task<TreeHouse> EnteredAsync(Provider provider)
    {
        var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(Rows);
        await house.EnterAsync();
        return house;
    }

    // Everything that a forger can make fit: hash of the row, commitment and salt of the leaf.
    private static async Task ForgeAsync(TreeHouse house, long row, string actor)
    {
        await using var context = house.Store.Context();
        var old = await context.AuditEntries.AsNoTracking().SingleAsync(e => e.Sequence == row, TreeHouse.Token);
        var forged = new Operations.AuditEntry
        {
            Sequence = row,
            At = old.At,
            Actor = actor,
            Action = old.Action,
            Subject = old.Subject,
            Detail = old.Detail,
            Purpose = old.Purpose,
            PreviousHash = old.PreviousHash,
        };
        var salt = new byte[Operations.Leaves.AuditCommitment.SaltBytes];
        var (hash, commitment) = (Operations.Leaves.AuditCommitment.HashOf(forged),
            Operations.Leaves.AuditCommitment.Of(forged, salt));
        await context.AuditEntries.Where(e => e.Sequence == row).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.Actor, actor).SetProperty(e => e.Hash, hash), TreeHouse.Token);
        await context.AuditLeaves.Where(l => l.Sequence == row).ExecuteUpdateAsync(
            set => set.SetProperty(l => l.Salt, salt).SetProperty(l => l.Commitment, commitment), TreeHouse.Token);
    }
}
