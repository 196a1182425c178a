using Huoshui.AuditTree.Proofs;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.AuditTree;

/// <summary>Registers the audit tree.</summary>
public static class AuditTreeServices
{
    /// <summary>Adds the tables, the comparison, the proofs and the worker, which does nothing by itself.</summary>
    public static IServiceCollection AddAuditTree(this IServiceCollection services, AuditTreeOptions options)
    {
        services.AddModelPart<AuditTreePart>();
        services.AddSingleton(options);
        services.AddSingleton<AuditReconciliation>();
        services.AddSingleton<AuditProofs>();
        services.AddSingleton<AuditRetention>();
        services.AddSingleton<AuditRestart>();
        services.AddSingleton<AuditRestored>();
        services.AddSingleton<AuditTimeliness>();
        services.TryAddSingleton<AuditTreeWorker>();
        return services;
    }

    /// <summary>Makes this process enter, sign and compare while its host runs, if no other does.</summary>
    public static IServiceCollection AddAuditTreeWorker(this IServiceCollection services) =>
        services.AddHostedService(provider => provider.GetRequiredService<AuditTreeWorker>());
}
