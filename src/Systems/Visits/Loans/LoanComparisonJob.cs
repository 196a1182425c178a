using System.Text.Json;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Loans;

/// <summary>Compares drawdowns with filed loans in the queue.</summary>
internal sealed class LoanComparisonJob(LoanComparison comparison) : IJobHandler
{
    public const string JobKind = "visits.compare";

    private const string Subject = "visits/compare";

    public string Kind => JobKind;

    /// <summary>Asks for a comparison, unless one is waiting already.</summary>
    public static async Task AskAsync(IDbContextFactory<OperationsContext> contexts,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Jobs.AnyAsync(j => j.Subject == Subject && j.State == JobState.Waiting, cancellationToken))
            return;
        context.Enqueue(new JobRequest(JobKind, new { }, Subject));
        await context.SaveChangesAsync(cancellationToken);
    }

    public Task RunAsync(JobRun run, CancellationToken cancellationToken) => comparison.RefreshAsync(cancellationToken);
}

/// <summary>A bank's loans were accepted: they are compared again.</summary>
internal sealed class LoansAccepted(IDbContextFactory<OperationsContext> contexts, VisitPolicy policy) : IOutboxListener
{
    public string Topic => "filing.accepted";

    public async Task HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (policy.IsThere && ReturnOf(message) == FiledLoans.Return)
            await LoanComparisonJob.AskAsync(contexts, cancellationToken);
    }

    private static string? ReturnOf(OutboxMessage message)
    {
        using var payload = JsonDocument.Parse(message.Payload);
        return payload.RootElement.TryGetProperty("returnId", out var id) ? id.GetString() : null;
    }
}
