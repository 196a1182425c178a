using System.Diagnostics;
using Huoshui.Operations;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>A process that acts, enters and signs, killed with SIGKILL in the middle.</summary>
public sealed class KillTests
{
    private const string FolderVariable = "HUOSHUI_TEST_TREE_FOLDER";
    private const string PostgresVariable = "HUOSHUI_TEST_TREE_POSTGRES";
    private const long EntriesBeforeKill = 60;
    private const int Kills = 3;

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Nothing_is_lost_or_doubled_however_often_the_writer_is_killed(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        for (var kill = 1; kill <= Kills; kill++)
            await RunAndKillAsync(house, kill * EntriesBeforeKill);
        house.Store.Time.Advance(TimeSpan.FromDays(10_000)); // behind the lease of the last who was killed
        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
        await using var context = house.Store.Context();
        var rows = await context.AuditEntries.LongCountAsync(TreeHouse.Token);
        Assert.Equal(rows, AuditTreeView.Open(house.Options).Head.Size);
        Assert.True(rows >= Kills * EntriesBeforeKill);
    }

    /// <summary>The writer: runs only in a process that the test above started.</summary>
    [Fact]
    public async Task Writer()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            Assert.Skip("Not a test: the writer process of the test above.");
            return;
        }

        var options = new OperationsOptions
        {
            DataFolder = folder,
            PostgreSql = Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } p ? p : null,
            LeaseDuration = TimeSpan.FromMilliseconds(300),
        };
        var tree = AuditTreeOptions.Of(folder) with { Passphrase = "test", Origin = "audit.test/tree" };
        await using var services = new ServiceCollection().AddOperations(options).AddModelPart<SamplePart>()
            .AddAuditTree(tree).BuildServiceProvider();
        var entering = Task.Run(async () =>
        {
            while (true)
                await services.GetRequiredService<AuditTreeWorker>().RunOnceAsync(TreeHouse.Token);
        });
        var contexts = services.GetRequiredService<IDbContextFactory<OperationsContext>>();
        while (!entering.IsFaulted)
        {
            await using var context = await contexts.CreateDbContextAsync(TreeHouse.Token);
            context.Audit("writer", "case.step", "case/x");
            await context.SaveChangesAsync(TreeHouse.Token);
        }

        await entering;
    }

    private static async Task RunAndKillAsync(TreeHouse house, long untilEntries)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["-method", $"{typeof(KillTests).FullName}.{nameof(Writer)}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[FolderVariable] = house.Store.Options.DataFolder;
        start.Environment[PostgresVariable] = house.Store.Options.PostgreSql ?? string.Empty;
        using var writer = Process.Start(start)!;
        _ = writer.StandardOutput.ReadToEndAsync(TreeHouse.Token);
        try
        {
            for (var tries = 0; EntriesOf(house) < untilEntries; tries++)
            {
                Assert.False(writer.HasExited, "The writer ended by itself.");
                Assert.True(tries < 2400, "The writer did not write.");
                await Task.Delay(25, TreeHouse.Token);
            }
        }
        finally
        {
            writer.Kill(entireProcessTree: true);
            await writer.WaitForExitAsync(TreeHouse.Token);
        }
    }

    private static long EntriesOf(TreeHouse house) =>
        File.Exists(Path.Combine(house.Options.Folder, "checkpoint")) ? AuditTreeView.Open(house.Options).Head.Size : 0;
}
