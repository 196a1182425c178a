using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Presentation;
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

    /// <summary>What the columns of the rows are called: a field's title, or the system's own word.</summary>
    internal IEnumerable<string> TitlesOf(IReadOnlyList<string> columns)
    {
        var words = new DrillWords(Policies);
        return columns.Select(column => words.Field(column)?.Title.Here() ?? texts["Fact_" + column]);
    }

    /// <summary>What the business key of the rows is called.</summary>
    internal string KeyOf(FigureDefinition figure) =>
        new DrillWords(Policies).KeyOf(figure)?.Here() ?? texts["Key"];

    /// <summary>Writes an act into the audit log.</summary>
    internal async Task AuditAsync(
        Viewer viewer, string action, string subject, (object Detail, string? Purpose) what,
            CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Audit(viewer.AccountName, action, subject, what.Detail, what.Purpose);
        await context.SaveChangesAsync(cancellationToken);
    }
}
