using Huoshui.AuditTree;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Huoshui.Portal.Audit;

/// <summary>The audit tree is written, signed in time, and nothing differs from it.</summary>
internal sealed class AuditHealth(AuditReconciliation reconciliation, AuditTimeliness timeliness) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = await reconciliation.StateAsync(cancellationToken);
            if (state.TroubleCode is { } code)
                return HealthCheckResult.Degraded($"The audit tree is not written ({code}); see the page /audit.");
            if ((await reconciliation.StandingAsync(1, cancellationToken)).Count > 0)
                return HealthCheckResult.Degraded("The audit log differs from its tree; see the page /audit.");
            return await timeliness.IsLateAsync(state, cancellationToken)
                ? HealthCheckResult.Degraded("The audit log was not entered or compared in time: does a worker run?")
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (StoreOutage.Is(exception))
        {
            return HealthCheckResult.Degraded("The operations store does not answer."); // told by its own check
        }
    }
}
