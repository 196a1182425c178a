using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Backup;
using Huoshui.Operations.Tests;
using Huoshui.TransparencyLog;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>The tree itself is lost, put back to an older point, or made anew.</summary>
public sealed class TreeDamageTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_tree_that_is_gone_is_not_made_anew_in_silence(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 5);
        Directory.Delete(house.Options.Folder, recursive: true);
        await AssertRefusedAsync(house, "AUD2001");
    }

    [Fact]
    public async Task An_older_copy_of_the_tree_is_not_written()
    {
        await using var house = await EnteredAsync(Provider.Sqlite, 5);
        await house.Worker.LetGoAsync();
        var old = house.Options.Folder + ".old";
        Copy(house.Options.Folder, old);
        await house.ActAsync(3);
        await house.EnterAsync();
        await house.Worker.LetGoAsync();
        Directory.Delete(house.Options.Folder, recursive: true);
        Directory.Move(old, house.Options.Folder);
        await AssertRefusedAsync(house, "AUD2002");
        Assert.Contains("AUD1011/", await house.FoundAsync());
    }

    [Fact]
    public async Task A_database_that_was_put_back_is_told_and_nothing_is_entered()
    {
        await using var house = await EnteredAsync(Provider.Sqlite, 5);
        await house.ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" > 3""");
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" > 3""");
        await AssertRefusedAsync(house, "AUD2003");
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_replaced_tree_with_keys_of_its_own_is_found_by_what_was_compared_before(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 5);
        await house.Worker.LetGoAsync();
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 2""");
        Directory.Delete(house.Options.Folder, recursive: true);
        File.Delete(house.Options.SignedState);
        await using (var forged = await AuditLog.OpenAsync(house.Options, 0))
        await using (var context = house.Store.Context())
        {
            await forged.EnterAsync(context, TreeHouse.Token);
            await forged.PublishAsync(TreeHouse.Token);
        }

        Assert.Contains("AUD1001/2", await house.FoundAsync());
        Assert.Empty((await house.Reconciliation.WholeAsync(null, TreeHouse.Token)).Found.Where(f => f.Reason.Code == "AUD1010"));
        await using var later = house.Store.Context();
        await later.AuditLeaves.Where(l => l.Sequence == 2).ExecuteUpdateAsync(
            set => set.SetProperty(l => l.Salt, new byte[32]), TreeHouse.Token);
        Assert.NotEmpty(await house.FoundAsync());
    }

    [Fact]
    public async Task A_tree_with_other_leaves_under_its_own_signature_is_not_the_one_compared_before()
    {
        await using var house = await EnteredAsync(Provider.Sqlite, 5);
        await house.Worker.LetGoAsync();
        await using (var context = house.Store.Context())
        {
            await context.AuditLeaves.Where(l => l.Sequence == 2).ExecuteUpdateAsync(
                set => set.SetProperty(l => l.Commitment, new byte[32]), TreeHouse.Token);
            Directory.Delete(house.Options.Folder, recursive: true);
            File.Delete(house.Options.SignedState);
            await using var forged = await AuditLog.OpenAsync(house.Options, 0);
            await forged.EnterAsync(context, TreeHouse.Token);
            await forged.PublishAsync(TreeHouse.Token);
        }

        Assert.Contains("AUD1010/", await house.FoundAsync());
        await house.ActAsync(1);
        await house.EnterAsync();
        Assert.Contains("AUD1010/", await TamperingTests.StandingAsync(house));
    }

    [Fact]
    public async Task A_pinned_key_refuses_a_tree_of_other_keys()
    {
        await using var house = await EnteredAsync(Provider.Sqlite, 5);
        await using var other = await EnteredAsync(Provider.Sqlite, 5);
        var report = await house.Reconciliation.WholeAsync([.. other.Policy().LogKeys], TreeHouse.Token);
        Assert.Contains(report.Found, f => f.Reason.Code == "AUD1010");
    }

    [Fact]
    public async Task A_damaged_bundle_is_told_by_the_whole_comparison()
    {
        await using var house = await EnteredAsync(Provider.Sqlite, 300);
        var bundle = Path.Combine(house.Options.Folder, "tile", "entries", "000");
        var bytes = await File.ReadAllBytesAsync(bundle, TreeHouse.Token);
        bytes[40] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, TreeHouse.Token);
        Assert.Contains("AUD1010/", await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_backup_taken_while_the_tree_grows_restores_with_a_tree_that_is_not_ahead(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 400);
        using var stop = new CancellationTokenSource();
        var working = WorkAsync(house, stop.Token);
        var archive = Path.Combine(Path.GetTempPath(), $"huoshui-{Guid.CreateVersion7():N}.tar");
        var manifest = await house.Get<DataBackup>().BackUpAsync(archive, null, TreeHouse.Token);
        await stop.CancelAsync();
        await working;
        Assert.DoesNotContain(manifest.Files, f => f.Path.Contains("signed-checkpoint", StringComparison.Ordinal));

        var (services, options) = await RestoreAsync(house, provider, archive);
        await using var restored = services;
        var compared = await restored.GetRequiredService<AuditReconciliation>().WholeAsync(null, TreeHouse.Token);
        Assert.InRange(compared.Entered, 400, compared.Rows);
        Assert.Empty(compared.Found);
        var refusal = await Assert.ThrowsAsync<AuditTreeException>(
            () => restored.GetRequiredService<AuditTreeWorker>().RunOnceAsync(TreeHouse.Token));
        Assert.Equal("AUD2002", refusal.Reason.Code); // told at once: it was restored

        // The copy itself is good: it opens for who says that it is the latest, and the store goes on from there.
        await using (var log = LogWriter.Open(
            options.Folder, LogWriter.ReadKeys(options.Folder, "test"), new LogOptions { SignedState = options.SignedState, AcceptFolder = true }))
        {
            await using var context = await restored.GetRequiredService<IDbContextFactory<OperationsContext>>()
                .CreateDbContextAsync(TreeHouse.Token);
            Assert.InRange(log.Size, 400, await context.AuditEntries.LongCountAsync(TreeHouse.Token));
            await log.PublishAsync(TreeHouse.Token);
        }

        await using var worker = new Restored(restored.GetRequiredService<AuditTreeWorker>());
        await worker.Worker.RunOnceAsync(TreeHouse.Token);
        Assert.Empty((await restored.GetRequiredService<AuditReconciliation>().WholeAsync(null, TreeHouse.Token)).Found);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Acts_signed_while_the_database_was_copied_are_no_loss_after_the_restore_and_wait_again(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 30);
        var copied = Path.Combine(Path.GetTempPath(), $"huoshui-tree-{Guid.CreateVersion7():N}");
        await house.Worker.LetGoAsync();
        Copy(house.Options.Folder, copied); // the tree first, as a backup does
        await house.ActAsync(5);
        await house.EnterAsync();
        await house.WholeAsync();
        await house.Worker.LetGoAsync();
        Directory.Delete(house.Options.Folder, recursive: true);
        Directory.Move(copied, house.Options.Folder);
        Assert.Contains("AUD1011/", await house.FoundAsync()); // somebody put back an older tree
        Assert.Equal(5, await house.Get<AuditRestored>().NoteAsync(TreeHouse.Token));
        Assert.Empty(await house.FoundAsync());
        Assert.Equal(0, await house.Get<AuditRestored>().NoteAsync(TreeHouse.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_restored_folder_is_compared_whole_before_the_restart_and_after_it(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 700);
        await house.ActAsync(30);
        await house.EnterAsync();
        await house.ActAsync(3); // waits
        var archive = Path.Combine(Path.GetTempPath(), $"huoshui-{Guid.CreateVersion7():N}.tar");
        await house.Get<DataBackup>().BackUpAsync(archive, null, TreeHouse.Token);
        var (services, options) = await RestoreAsync(house, provider, archive);
        await using var restored = services;
        var reconciliation = restored.GetRequiredService<AuditReconciliation>();
        var before = await reconciliation.WholeAsync([.. house.Policy().LogKeys], TreeHouse.Token);
        Assert.Empty(before.Found);
        Assert.Equal((733, 730), (before.Rows, before.Entered));
        Assert.Equal(700, AuditTreeView.Open(options).Prove(700).Index + 1); // proofs of the old tree can be made

        await restored.GetRequiredService<AuditRestart>().RunAsync("root", "恢复备份", TreeHouse.Token);
        await using var worker = new Restored(restored.GetRequiredService<AuditTreeWorker>());
        Assert.Equal(734, await worker.Worker.RunOnceAsync(TreeHouse.Token));
        Assert.Empty((await reconciliation.WholeAsync(null, TreeHouse.Token)).Found);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_restart_goes_on_past_rows_without_a_leaf_and_they_stay_a_difference(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 5);
        await house.ActAsync(3);
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" IN (6, 8)"""); // as an older release
        await AssertRefusedAsync(house, "AUD2004");
        await RestartAsync(house);
        Assert.Equal(9, await house.Worker.RunOnceAsync(TreeHouse.Token));
        for (var n = 0; n < 2; n++)
            Assert.Equal(["AUD1003/6", "AUD1003/8"], await house.FoundAsync());
        await using var context = house.Store.Context();
        var act = await context.AuditEntries.SingleAsync(e => e.Action == AuditRestart.Action, TreeHouse.Token);
        Assert.Contains("\"withoutLeaf\":2", act.Detail, StringComparison.Ordinal);
        Assert.Contains("[6,8]", act.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task After_a_restart_a_new_tree_holds_every_row_and_the_old_one_keeps_its_proofs(Provider provider)
    {
        await using var house = await EnteredAsync(provider, 6);
        var proof = await ProofTests.ProofAsync(house, 3);
        var oldPolicy = house.Policy();
        await Assert.ThrowsAsync<AuditTreeException>(() => RestartAsync(house)); // while it is written
        await house.Worker.LetGoAsync();
        File.Delete(house.Options.SignedState);
        await AssertRefusedAsync(house, "AUD2002");
        var aside = await RestartAsync(house);
        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
        Assert.Equal(7, AuditTreeView.Open(house.Options).Head.Size); // the restart is an act too
        Assert.True(Proofs.AuditProofVerifier.Verify(proof, oldPolicy).Holds);
        Assert.False(Proofs.AuditProofVerifier.Verify(proof, house.Policy()).Holds);
        Assert.True(File.Exists(Path.Combine(aside!, "checkpoint")));
    }

    [Fact]
    public async Task A_creation_that_was_cut_off_is_done_again()
    {
        await using var house = await TreeHouse.OpenAsync(Provider.Sqlite);
        Directory.CreateDirectory(house.Options.Folder + ".unfinished");
        await File.WriteAllTextAsync(house.Options.SignedState, "half", TreeHouse.Token);
        await house.ActAsync(2);
        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
    }

    [Fact]
    public async Task A_passphrase_that_is_gone_is_told_with_its_place()
    {
        await using var house = await EnteredAsync(Provider.Sqlite, 1);
        var refusal = await Assert.ThrowsAsync<AuditTreeException>(
            () => AuditLog.OpenAsync(house.Options with { Passphrase = null }, 1));
        Assert.Equal("AUD2005", refusal.Reason.Code);
    }

    [Fact]
    public async Task A_long_range_is_forgotten_in_stretches_between_which_others_write_and_goes_on_where_it_was_stopped()
    {
        const int rows = (2 * AuditRetention.RowsAtOnce) + 10;
        await using var house = await EnteredAsync(Provider.Sqlite, rows);
        await house.Get<AuditRetention>().ForgetAsync(1, 10, "li", "保存期满", TreeHouse.Token);
        using var stop = new CancellationTokenSource();
        var forgetting = house.Get<AuditRetention>().ForgetAsync(1, rows, "li", "保存期满", stop.Token);
        await using var context = house.Store.Context();
        while (!forgetting.IsCompleted && await context.AuditEntries.CountAsync(e => e.Action == AuditRetention.Action, TreeHouse.Token) < 2)
            await Task.Yield();
        await stop.CancelAsync();
        await forgetting.ContinueWith(_ => { }, TaskScheduler.Default);
        var left = await context.AuditLeaves.CountAsync(l => l.Salt != null && l.Sequence <= rows, TreeHouse.Token);
        Assert.Equal(left, await house.Get<AuditRetention>().ForgetAsync(1, rows, "li", "保存期满", TreeHouse.Token));
        Assert.Equal(0, await house.Get<AuditRetention>().ForgetAsync(1, rows, "li", "保存期满", TreeHouse.Token));
        var subjects = await context.AuditEntries.Where(e => e.Action == AuditRetention.Action).OrderBy(e => e.Sequence)
            .Select(e => e.Subject).ToListAsync(TreeHouse.Token);
        Assert.Equal(["audit/1-10", "audit/1-5000", "audit/5001-10000", "audit/10001-10010"], subjects);
        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
    }

    [Fact]
    public async Task A_range_that_is_not_in_the_tree_cannot_be_forgotten()
    {
        await using var house = await EnteredAsync(Provider.Sqlite, 5);
        foreach (var (from, to) in new[] { (0L, 1L), (3, 2), (1, 6) })
        {
            var refusal = await Assert.ThrowsAsync<AuditTreeException>(
                () => house.Get<AuditRetention>().ForgetAsync(from, to, "li", "x", TreeHouse.Token));
            Assert.Equal("AUD2008", refusal.Reason.Code);
        }
    }

    private static Task<string?> RestartAsync(TreeHouse house) =>
        house.Get<AuditRestart>().RunAsync("root", "恢复备份", TreeHouse.Token);

    private static async Task AssertRefusedAsync(TreeHouse house, string code)
    {
        await house.Worker.LetGoAsync();
        var refusal = await Assert.ThrowsAsync<AuditTreeException>(house.EnterAsync);
        Assert.Equal(code, refusal.Reason.Code);
        await house.Worker.LetGoAsync();
    }

    private static async Task<(ServiceProvider Services, AuditTreeOptions Options)> RestoreAsync(
        TreeHouse house, Provider provider, string archive)
    {
        house.Store.Time.Advance(TimeSpan.FromMinutes(1)); // the lease of who wrote then is over
        var target = TestStore.NewOptions(provider);
        await DataRestore.RestoreAsync(archive, target, TreeHouse.Token);
        await using (var noting = Services(house, target))
            await noting.GetRequiredService<AuditRestored>().NoteAsync(TreeHouse.Token);
        return (Services(house, target), OptionsOf(target));
    }

    private static AuditTreeOptions OptionsOf(OperationsOptions target) =>
        AuditTreeOptions.Of(target.DataFolder) with { Passphrase = "test" };

    private static ServiceProvider Services(TreeHouse house, OperationsOptions target) => new ServiceCollection()
        .AddSingleton<TimeProvider>(house.Store.Time).AddOperations(target).AddModelPart<SamplePart>()
        .AddAuditTree(OptionsOf(target)).BuildServiceProvider();

    private static async Task WorkAsync(TreeHouse house, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await house.ActAsync(40);
            await house.EnterAsync();
        }
    }

    private static async Task<TreeHouse> EnteredAsync(Provider provider, int rows)
    {
        var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(rows);
        await house.EnterAsync();
        return house;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private sealed class Restored(AuditTreeWorker worker) : IAsyncDisposable
    {
        public AuditTreeWorker Worker => worker;

        public async ValueTask DisposeAsync() => await worker.LetGoAsync();
    }
}
