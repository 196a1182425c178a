using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Huoshui.Systems.Indicators;

/// <summary>What exports need beside the data: words, time and the audit log.</summary>
public sealed class FigureExports(
    FigureCalculator calculator, IStringLocalizer<Texts> texts, IDbContextFactory<OperationsContext> contexts,
        TimeProvider time)
{
    internal IStringLocalizer<Texts> Texts => texts;

    internal TimeProvider Time => time;

    internal PolicyLibrary Policies => calculator.Policies;

    internal FigureLibrary Figures => calculator.Figures;

    /// <summary>Writes an act into the audit log.</summary>
    internal async Task AuditAsync(
        Viewer viewer, string action, string subject, object detail, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Audit(viewer.AccountName, action, subject, detail);
        await context.SaveChangesAsync(cancellationToken);
    }
}
