using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task Works()
    {
        var folder = Directory.CreateTempSubdirectory("ops").FullName;
        var services = new ServiceCollection().AddOperations(new OperationsOptions { DataFolder = folder }).BuildServiceProvider();
        var ct = TestContext.Current.CancellationToken;
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(ct);
        var factory = services.GetRequiredService<IDbContextFactory<OperationsContext>>();
        await using var context = await factory.CreateDbContextAsync(ct);
        context.Audit("a", "b.c", "d", new { 名 = 1 });
        context.Audit("a", "b.c", "d");
        await context.SaveChangesAsync(ct);
        var check = await AuditChain.VerifyAsync(context, ct);
        Assert.Null(check.FirstBroken);
        Assert.Equal(2, check.Entries);
        TestContext.Current.SendDiagnosticMessage(context.Database.GenerateCreateScript());
        File.WriteAllText("/tmp/ops-schema.sql", context.Database.GenerateCreateScript());
        var grant = await services.GetRequiredService<LeaseStore>().TryAcquireAsync("x", "me", ct);
        Assert.Equal(1, grant!.Fence);
        Assert.Null(await services.GetRequiredService<LeaseStore>().TryAcquireAsync("x", "you", ct));
        await services.GetRequiredService<JobQueue>().EnqueueAsync(new JobRequest("k", 1), ct);
        var job = await services.GetRequiredService<JobQueue>().ClaimAsync("w", new Dictionary<string, int> { ["k"] = 1 }, ct);
        Assert.NotNull(job);
    }
}
