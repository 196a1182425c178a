using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>The worker as a host runs it, when disk, store or another process stand in its way.</summary>
public sealed class WorkerTests
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(600);

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_trouble_that_the_store_does_not_take_ends_nothing(Provider provider)
    {
        await using var house = await RunningAsync(provider);
        await house.ExecuteAsync(provider == Provider.Sqlite
            ? """
              CREATE TRIGGER "full" BEFORE UPDATE ON "AuditTreeStates" WHEN NEW."Trouble" IS NOT NULL
              BEGIN SELECT RAISE(ABORT, 'full'); END
              """
            : """ALTER TABLE "AuditTreeStates" ADD CONSTRAINT "full" CHECK ("Trouble" IS NULL)""");
        await StrangerAsync(house);
        await Task.Delay(Often * 10, TreeHouse.Token);
        Assert.False(house.Worker.ExecuteTask!.IsCompleted);
        await house.ExecuteAsync(provider == Provider.Sqlite
            ? """DROP TRIGGER "full" """ : """ALTER TABLE "AuditTreeStates" DROP CONSTRAINT "full" """);
        await UntilAsync(async () => (await house.Reconciliation.StateAsync(TreeHouse.Token)).TroubleCode == "AUD2004");
        await GoesOnAsync(house);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_tree_that_cannot_be_closed_is_opened_anew(Provider provider)
    {
        await using var house = await RunningAsync(provider);
        var blocked = Path.Combine(house.Options.Folder, ".private", "tiles-durable");
        File.Delete(blocked);
        Directory.CreateDirectory(Path.Combine(blocked, "x")); // what is written when the tree is closed
        await StrangerAsync(house);
        await UntilAsync(async () => (await house.Reconciliation.StateAsync(TreeHouse.Token)).TroubleCode == "AUD2004");
        await Task.Delay(Often * 10, TreeHouse.Token);
        Assert.False(house.Worker.ExecuteTask!.IsCompleted);
        Directory.Delete(blocked, recursive: true);
        await GoesOnAsync(house);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_with_a_code_and_made_once_it_can()
    {
        await using var house = await TreeHouse.OpenAsync(Provider.Sqlite, interval: Often);
        var blocked = house.Options.Folder;
        await File.WriteAllTextAsync(blocked, "no folder", TreeHouse.Token);
        await house.ActAsync(1);
        await house.Worker.StartAsync(TreeHouse.Token);
        await UntilAsync(async () => (await house.Reconciliation.StateAsync(TreeHouse.Token)).TroubleCode == "AUD2009");
        Assert.False(house.Worker.ExecuteTask!.IsCompleted);
        File.Delete(blocked);
        await UntilAsync(() => Task.FromResult(SizeOf(house) == 1));
        await UntilAsync(async () => (await house.Reconciliation.StateAsync(TreeHouse.Token)).TroubleCode is null);
        await house.Worker.StopAsync(TreeHouse.Token);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Between_two_runs_the_lease_stays_with_who_has_the_tree(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider, interval: TimeSpan.FromHours(1), lease: Lease);
        await house.ActAsync(1);
        await house.Worker.StartAsync(TreeHouse.Token);
        await UntilAsync(async () => (await house.Reconciliation.StateAsync(TreeHouse.Token)).ComparedAt is not null);
        for (var n = 0; n < 3; n++)
        {
            house.Store.Time.Advance(Lease / 2);
            await UntilAsync(() => IsRenewedAsync(house));
        }

        await using var other = house.Again();
        Assert.Null(await other.Worker.RunOnceAsync(TreeHouse.Token));
        await house.Worker.StopAsync(TreeHouse.Token);
        Assert.NotNull(await other.Worker.RunOnceAsync(TreeHouse.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_lease_that_was_lost_takes_the_lock_of_the_folder_with_it(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider, interval: TimeSpan.FromHours(1), lease: Lease);
        await house.ActAsync(1);
        await house.Worker.StartAsync(TreeHouse.Token);
        await UntilAsync(async () => (await house.Reconciliation.StateAsync(TreeHouse.Token)).ComparedAt is not null);
        await house.ExecuteAsync("""UPDATE "Leases" SET "Owner" = '' WHERE "Name" = 'audit-tree'""");
        await using var other = house.Again();
        await UntilAsync(async () => await other.Worker.RunOnceAsync(TreeHouse.Token) is not null);
        await house.Worker.StopAsync(TreeHouse.Token);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_folder_that_another_process_has_is_no_trouble(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(2);
        await house.EnterAsync();
        await house.Worker.LetGoAsync();
        await using (await AuditLog.OpenAsync(house.Options, 2))
        {
            Assert.Null(await house.Worker.RunOnceAsync(TreeHouse.Token));
            var refusal = await Assert.ThrowsAsync<AuditTreeException>(
                () => house.Get<AuditRestart>().RunAsync("root", "试", TreeHouse.Token));
            Assert.Equal("AUD2006", refusal.Reason.Code);
            Assert.True(AuditLog.IsThere(house.Options)); // nothing was moved
        }

        Assert.Null((await house.Reconciliation.StateAsync(TreeHouse.Token)).TroubleCode);
        Assert.NotNull(await house.Worker.RunOnceAsync(TreeHouse.Token));
    }

    private static async Task<TreeHouse> RunningAsync(Provider provider)
    {
        var house = await TreeHouse.OpenAsync(provider, interval: Often);
        await house.ActAsync(3);
        await house.Worker.StartAsync(TreeHouse.Token);
        await UntilAsync(() => Task.FromResult(SizeOf(house) == 3));
        return house;
    }

    private static long SizeOf(TreeHouse house) =>
        File.Exists(Path.Combine(house.Options.Folder, "checkpoint")) ? AuditTreeView.Open(house.Options).Head.Size : 0;

    // A row without a leaf stops the tree (AUD2004).
    private static Task StrangerAsync(TreeHouse house) => house.ExecuteAsync(
        """
        INSERT INTO "AuditEntries" ("Sequence", "At", "Actor", "Action", "Subject", "PreviousHash", "Hash")
        SELECT 4, "At", 'x', "Action", "Subject", "Hash", "Hash" FROM "AuditEntries" WHERE "Sequence" = 3
        """);

    private static async Task GoesOnAsync(TreeHouse house)
    {
        await house.ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" = 4""");
        await house.ActAsync(2);
        await UntilAsync(() => Task.FromResult(SizeOf(house) == 5));
        await house.Worker.StopAsync(TreeHouse.Token);
    }

    private static async Task<bool> IsRenewedAsync(TreeHouse house)
    {
        await using var context = house.Store.Context();
        var lease = await context.Leases.AsNoTracking().SingleAsync(
            l => l.Name == AuditTreeWorker.LeaseName, TreeHouse.Token);
        return lease.ExpiresAt == house.Store.Time.GetUtcNow() + Lease;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var n = 0; n < 500; n++)
        {
            if (await holds())
                return;
            await Task.Delay(20, TreeHouse.Token);
        }

        Assert.Fail("It did not come to pass within ten seconds.");
    }
}
