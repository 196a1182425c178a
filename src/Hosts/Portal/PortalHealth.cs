using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Portal.Audit;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Huoshui.Portal;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the store answers, the packs are loaded,
/// the disk has room.</summary>
internal static class PortalHealth
{
    private const string Ready = "ready";

    public static void AddPortalHealth(this IServiceCollection services) =>
        services.AddSingleton<FactsHealth>().AddHealthChecks()
        .AddCheck<FactsHealth>("facts", tags: [Ready])
        .AddCheck<StoreHealth>("store", tags: [Ready])
        .AddCheck<PolicyHealth>("policies", tags: [Ready])
        .AddCheck<DiskHealth>("disk", tags: [Ready])
        .AddCheck<AuditHealth>("audit", tags: [Ready]);

    public static void MapPortalHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(Ready) })
            .AllowAnonymous();
    }
}

internal sealed class StoreHealth(IDbContextFactory<OperationsContext> contexts) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // A row is read: that a connection opens says nothing of a file that is no database.
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var store = await contexts.CreateDbContextAsync(limit.Token);
            await store.Jobs.AsNoTracking().AnyAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (StoreOutage.Is(exception) || limit.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(
                "The operations store does not answer: " + exception.GetBaseException().Message);
        }
    }
}

/// <summary>The servers of facts, where there are any: without them filings go on, so the portal is not taken out of
/// service. Each that does not answer is named.</summary>
internal sealed class FactsHealth(IServiceProvider services, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();

    private Task<IReadOnlyList<FactsException>> _asked = Task.FromResult<IReadOnlyList<FactsException>>([]);
    private long? _askedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (services.GetService<FactDatabase>() is not { } facts)
            return HealthCheckResult.Healthy();
        var faults = await Asked(facts).WaitAsync(cancellationToken);
        return faults.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join("; ", faults.Select(f => f.Message)));
    }

    // Anybody may ask for the state of the portal; the servers are asked once in so many seconds.
    private Task<IReadOnlyList<FactsException>> Asked(FactDatabase facts)
    {
        lock (_lock)
        {
            var isFresh = _askedAt is { } at && (!_asked.IsCompleted || time.GetElapsedTime(at) < Patience);
            if (isFresh)
                return _asked;
            _askedAt = time.GetTimestamp();
            return _asked = Task.Run(() => facts.Ping(Patience, CancellationToken.None));
        }
    }
}

internal sealed class PolicyHealth(PolicyLibrary library) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(library.Packs.Count > 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("No policy pack is loaded; see HUOSHUI_POLICIES."));
}

internal sealed class DiskHealth(HuoshuiOptions options) : IHealthCheck
{
    private const long LeastFreeBytes = 256L * 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(new DriveInfo(options.DataFolder).AvailableFreeSpace >= LeastFreeBytes
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Less than 256 MiB are free in the data folder."));
}
