using Huoshui.Operations;

namespace Huoshui.Systems.Returns;

/// <summary>Writes the steps of a filing into the audit log, in the same save.</summary>
internal static class FilingAudit
{
    public static void AuditSteps(this OperationsContext context, Filing filing)
    {
        foreach (var step in filing.Steps.Where(s => context.Entry(s).State is
            Microsoft.EntityFrameworkCore.EntityState.Added or Microsoft.EntityFrameworkCore.EntityState.Detached))
        {
            context.Audit(
                step.Actor, $"filing.{step.Action}", $"filing/{filing.Id}",
                new { filing.ReturnId, filing.InstitutionId, filing.AsOf, step.From, step.To, step.Deadline },
                step.Note);
        }
    }
}
