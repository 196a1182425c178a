using Huoshui.Operations;
using Huoshui.Operations.Backup;
using Huoshui.Operations.Leaves;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>Numbers without row and leaf: the tree goes on past them after a restart, and tells them for ever.</summary>
public sealed class GapTests
{
    private const int Rows = 5;

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_strangers_row_that_was_deleted_stops_the_tree_until_a_restart_notes_the_gap(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await StrangerAsync(house, 6);
        await house.ActAsync(2);
        await house.ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" = 6""");
        await AssertStopsAsync(house, "6");
        await RestartAsync(house);
        Assert.Equal(9, await house.Worker.RunOnceAsync(TreeHouse.Token));
        await AssertStaysAsync(house, "AUD1002/6");
        var act = await ActAsync(house);
        Assert.Contains("\"withoutRow\":1", act.Detail, StringComparison.Ordinal);
        Assert.Contains("\"numbers\":[[6,6]]", act.Detail, StringComparison.Ordinal);
        await house.ActAsync(3);
        Assert.Equal(3, await house.Worker.RunOnceAsync(TreeHouse.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_gap_at_the_end_is_named_and_noted_by_a_restart(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ActAsync(2);
        await DeleteAsync(house, 6, 7);
        Assert.Equal(["AUD1002/6"], await house.FoundAsync()); // 6 to 7, before anything else is written
        await RestartAsync(house);
        Assert.Equal(8, await house.Worker.RunOnceAsync(TreeHouse.Token));
        await AssertStaysAsync(house, "AUD1002/6", "AUD1002/7");
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Gaps_of_several_in_the_middle_of_the_tree_are_noted_by_a_restart(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 700);
        await DeleteAsync(house, 1, 1);
        await DeleteAsync(house, 300, 420);
        await RestartAsync(house);
        Assert.Equal(701, await house.Worker.RunOnceAsync(TreeHouse.Token));
        await AssertStaysAsync(
            house, ["AUD1002/1", .. Enumerable.Range(300, 121).Select(n => $"AUD1002/{n}")]);
        Assert.Contains("[[1,1],[300,420]]", (await ActAsync(house)).Detail, StringComparison.Ordinal);
        await using var context = house.Store.Context();
        var chain = await AuditChain.VerifyAsync(context, TreeHouse.Token);
        Assert.Equal((581, 122, null), (chain.Entries, chain.Missing, chain.FirstBroken));
    }

    [Theory]
    [InlineData(Provider.Sqlite, false)]
    [InlineData(Provider.PostgreSql, false)]
    [InlineData(Provider.Sqlite, true)]
    [InlineData(Provider.PostgreSql, true)]
    public async Task A_row_that_a_stranger_puts_into_a_noted_gap_is_found(Provider provider, bool withLeaf)
    {
        await using var house = await EnteredAsync(provider);
        await house.ActAsync(2);
        await DeleteAsync(house, 6, 6);
        await RestartAsync(house);
        await house.EnterAsync();
        await StrangerAsync(house, 6, withLeaf);
        Assert.Contains("AUD1003/6", await house.FoundAsync());
        await using var context = house.Store.Context();
        Assert.Equal(withLeaf ? 7 : 6, (await AuditChain.VerifyAsync(context, TreeHouse.Token)).FirstBroken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_row_that_a_stranger_puts_into_a_gap_before_the_restart_is_found(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ActAsync(3);
        await DeleteAsync(house, 6, 7);
        await StrangerAsync(house, 7);
        await RestartAsync(house);
        await house.EnterAsync();
        var found = await house.FoundAsync();
        Assert.Contains("AUD1002/6", found);
        Assert.Contains("AUD1003/7", found);
        Assert.Contains("AUD1008/8", found); // what stood there is not what row 8 continues
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_leaf_that_says_no_row_hides_no_deletion_from_the_tree(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await DeleteAsync(house, 3, 3);
        await using (var context = house.Store.Context())
        {
            context.Add(AuditLeaf.OfNone(3, new byte[AuditCommitment.SaltBytes]));
            await context.SaveChangesAsync(TreeHouse.Token);
        }

        var found = await house.FoundAsync();
        Assert.Contains("AUD1002/3", found);
        Assert.Contains("AUD1001/3", found); // the tree knows that there was one
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_gap_whose_leaf_was_deleted_or_changed_is_found(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await DeleteAsync(house, 2, 3);
        await RestartAsync(house);
        await house.EnterAsync();
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" = 2""");
        await house.ExecuteAsync("""UPDATE "AuditLeaves" SET "Kind" = 8 WHERE "Sequence" = 3""");
        Assert.Equal(["AUD1002/2", "AUD1005/2", "AUD1002/3", "AUD1001/3"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_backup_with_a_noted_gap_is_restored_and_goes_on(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ActAsync(2);
        await DeleteAsync(house, 6, 6);
        await RestartAsync(house);
        await house.EnterAsync();
        var archive = Path.Combine(Path.GetTempPath(), $"huoshui-{Guid.CreateVersion7():N}.tar");
        var manifest = await house.Get<DataBackup>().BackUpAsync(archive, null, TreeHouse.Token);
        Assert.Equal((null, 1), (manifest.AuditBroken, manifest.AuditMissing));
        var target = TestStore.NewOptions(provider);
        Assert.Equal(1, (await DataRestore.RestoreAsync(archive, target, TreeHouse.Token)).AuditMissing);
        File.Delete(archive);
        house.Store.Time.Advance(TimeSpan.FromMinutes(1)); // the lease of who wrote then is over
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(house.Store.Time).AddOperations(target).AddModelPart<SamplePart>()
            .AddAuditTree(AuditTreeOptions.Of(target.DataFolder) with { Passphrase = "test" }).BuildServiceProvider();
        await services.GetRequiredService<AuditRestored>().NoteAsync(TreeHouse.Token);
        await services.GetRequiredService<AuditRestart>().RunAsync("root", "恢复备份", TreeHouse.Token);
        var worker = services.GetRequiredService<AuditTreeWorker>();
        Assert.Equal(9, await worker.RunOnceAsync(TreeHouse.Token));
        await worker.LetGoAsync();
        var report = await services.GetRequiredService<Reconciling.AuditReconciliation>()
            .WholeAsync(null, TreeHouse.Token);
        Assert.Equal(["AUD1002/6"], TreeHouse.Names(report.Found));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_row_or_a_counter_moved_far_away_is_named_at_once_and_refused_by_the_restart(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await StrangerAsync(house, long.MaxValue - 1);
        await house.ExecuteAsync(
            $"""UPDATE "Sequences" SET "Value" = {long.MaxValue} WHERE "Name" = 'audit'""");
        Assert.Equal(
            ["AUD1002/6", $"AUD1003/{long.MaxValue - 1}", $"AUD1002/{long.MaxValue}"], await house.FoundAsync());
        await house.Worker.LetGoAsync();
        var refusal = await Assert.ThrowsAsync<AuditTreeException>(() => RestartAsync(house));
        Assert.Equal("AUD2010", refusal.Reason.Code);
        await house.ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" > 5""");
        await house.ExecuteAsync("""UPDATE "Sequences" SET "Value" = 5 WHERE "Name" = 'audit'""");
        await RestartAsync(house);
        Assert.Equal(6, await house.Worker.RunOnceAsync(TreeHouse.Token));
        Assert.Empty(await house.FoundAsync());
    }

    private static async Task AssertStopsAsync(TreeHouse house, string number)
    {
        var refusal = await Assert.ThrowsAsync<AuditTreeException>(house.EnterAsync);
        Assert.Equal("AUD2004", refusal.Reason.Code);
        Assert.Contains($"Number {number} has neither", refusal.Reason.Message.En, StringComparison.Ordinal);
        Assert.Contains($"AUD1002/{number}", await house.FoundAsync());
    }

    // By the comparison in the background, by the whole one, and by another one after more was done.
    private static async Task AssertStaysAsync(TreeHouse house, params string[] expected)
    {
        Assert.Equal(expected.Order(), (await StandingAsync(house)).Order());
        for (var n = 0; n < 2; n++)
        {
            Assert.Equal(expected, await house.FoundAsync());
            await house.ActAsync(1);
            await house.EnterAsync();
        }

        Assert.Equal(expected.Order(), (await StandingAsync(house)).Order());
    }

    private static async Task<string[]> StandingAsync(TreeHouse house) =>
        [.. (await house.Reconciliation.StandingAsync(1_000, TreeHouse.Token)).Select(f => $"{f.Code}/{f.Sequence}")];

    private static async Task<AuditEntry> ActAsync(TreeHouse house)
    {
        await using var context = house.Store.Context();
        return await context.AuditEntries.SingleAsync(e => e.Action == AuditRestart.Action, TreeHouse.Token);
    }

    private static async Task RestartAsync(TreeHouse house)
    {
        await house.Worker.LetGoAsync();
        await house.Get<AuditRestart>().RunAsync("root", "缺号", TreeHouse.Token);
    }

    private static async Task DeleteAsync(TreeHouse house, int from, int to)
    {
        foreach (var table in new[] { "AuditEntries", "AuditLeaves" })
            await house.ExecuteAsync($"""DELETE FROM "{table}" WHERE "Sequence" BETWEEN {from} AND {to}""");
    }

    // A row whose hash fits, and with a leaf that fits the row.
    private static async Task StrangerAsync(TreeHouse house, long row, bool withLeaf = false)
    {
        await using var context = house.Store.Context();
        var before = await context.AuditEntries.AsNoTracking().Where(e => e.Sequence < row)
            .OrderByDescending(e => e.Sequence).FirstAsync(TreeHouse.Token);
        var entry = Entry(before, row, string.Empty);
        entry = Entry(before, row, AuditCommitment.HashOf(entry));
        context.Add(entry);
        if (withLeaf)
        {
            await context.AuditLeaves.Where(l => l.Sequence == row).ExecuteDeleteAsync(TreeHouse.Token);
            context.Add(AuditLeaf.Of(entry, AuditLeafKind.CaseStep, new byte[AuditCommitment.SaltBytes]));
        }

        await context.SaveChangesAsync(TreeHouse.Token);
    }

    private static AuditEntry Entry(AuditEntry before, long row, string hash) => new()
    {
        Sequence = row,
        At = before.At,
        Actor = "x",
        Action = before.Action,
        Subject = before.Subject,
        PreviousHash = before.Hash,
        Hash = hash,
    };

    private static async Task<TreeHouse> EnteredAsync(Provider provider, int rows = Rows)
    {
        var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(rows);
        await house.EnterAsync();
        return house;
    }
}
