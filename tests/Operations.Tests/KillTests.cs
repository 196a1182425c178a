using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>A writer in a process of its own, killed with SIGKILL in the middle of its work.</summary>
public sealed class KillTests
{
    private const string FolderVariable = "HUOSHUI_TEST_WRITER_FOLDER";
    private const string PostgresVariable = "HUOSHUI_TEST_WRITER_POSTGRES";
    private const int AcknowledgedBeforeKill = 200;

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Nothing_acknowledged_is_lost_when_the_writer_is_killed(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        var acknowledged = await RunAndKillAsync(store.Options);
        await using var again = store.Again();
        await using var context = again.Context();
        var kept = await context.Set<Sample>().Select(s => s.BalanceFen).ToListAsync(TestStore.Token);
        Assert.True(acknowledged.Count >= AcknowledgedBeforeKill);
        Assert.Empty(acknowledged.Except(kept));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task The_audit_chain_and_the_rows_agree_after_a_kill(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await RunAndKillAsync(store.Options);
        await using var context = store.Context();
        var verified = await AuditChain.VerifyAsync(context, TestStore.Token);
        Assert.Null(verified.FirstBroken);
        Assert.Equal(await context.Set<Sample>().LongCountAsync(TestStore.Token), verified.Entries);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Two_killed_writers_leave_the_store_to_a_third(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await Task.WhenAll(RunAndKillAsync(store.Options), RunAndKillAsync(store.Options));
        await using var context = store.Context();
        context.Audit("third", "sample.look", "sample/all");
        await context.SaveChangesAsync(TestStore.Token);
        Assert.Null((await AuditChain.VerifyAsync(context, TestStore.Token)).FirstBroken);
    }

    /// <summary>The writer: runs only in a process that <see cref="RunAndKillAsync"/> started.</summary>
    [Fact]
    public async Task Writer()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            Assert.Skip("Not a test: the writer process of the tests above.");
            return;
        }

        var options = new OperationsOptions
        {
            DataFolder = folder,
            PostgreSql = Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } p ? p : null,
        };
        await using var services = new ServiceCollection().AddOperations(options).AddModelPart<SamplePart>().BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<OperationsContext>>();
        await using var acknowledged = new FileStream(
            Path.Combine(folder, $"acknowledged-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.Read, 1);
        for (long n = Environment.ProcessId * 1_000_000L; ; n++)
        {
            await using var context = await contexts.CreateDbContextAsync(TestStore.Token);
            context.Add(new Sample { Id = Guid.CreateVersion7(), BalanceFen = n });
            context.Audit("writer", "sample.add", $"sample/{n}");
            await context.SaveChangesAsync(TestStore.Token);
            acknowledged.Write(System.Text.Encoding.ASCII.GetBytes($"{n}\n"));
        }
    }

    private static async Task<IReadOnlyList<long>> RunAndKillAsync(OperationsOptions options)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["-method", $"{typeof(KillTests).FullName}.{nameof(Writer)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[FolderVariable] = options.DataFolder;
        start.Environment[PostgresVariable] = options.PostgreSql ?? string.Empty;
        using var writer = Process.Start(start)!;
        var path = Path.Combine(options.DataFolder, $"acknowledged-{writer.Id}");
        try
        {
            for (var tries = 0; Acknowledged(path).Count < AcknowledgedBeforeKill; tries++)
            {
                Assert.False(writer.HasExited, "The writer ended by itself.");
                Assert.True(tries < 2400, "The writer did not write.");
                await Task.Delay(25, TestStore.Token);
            }
        }
        finally
        {
            writer.Kill(entireProcessTree: true);
            await writer.WaitForExitAsync(TestStore.Token);
        }

        return Acknowledged(path);
    }

    // The last line may be half written: it was not acknowledged to anybody.
    private static List<long> Acknowledged(string path)
    {
        if (!File.Exists(path))
            return [];
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => long.Parse(l, CultureInfo.InvariantCulture))];
    }
}
