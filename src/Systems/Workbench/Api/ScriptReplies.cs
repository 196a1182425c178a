using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts;

namespace Huoshui.Systems.Workbench.Api;

/// <summary>What is wrong with a script.</summary>
/// <param name="Code">For example <c>VTL2001</c>.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Line">From 1; null where it is about the whole.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Offset">From 0, in UTF-16 units.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Zh">In Chinese.</param>
/// <param name="En">In English.</param>
internal sealed record DiagnosticItem(
    string Code, string Severity, int? Line, int? Column, int? Offset, int? Length, string Zh, string En)
{
    public static DiagnosticItem Of(Diagnostic d) => new(
        d.Code, d.Severity.ToString().ToLowerInvariant(), d.Position?.Line, d.Position?.Column, d.Span?.Start,
        d.Span?.Length, d.Message.Zh, d.Message.En);
}

/// <summary>A component of a data set.</summary>
internal sealed record ComponentItem(string Name, string Role, string Type, int? Scale, LocalizedText? Title)
{
    public static ComponentItem Of(Component c, Func<string, LocalizedText?> titleOf) =>
        new(c.Name, c.Role.ToString(), c.Kind.ToString(), c.Scale, titleOf(c.Name));
}

/// <summary>A data set with its components.</summary>
internal sealed record StructureItem(string Name, LocalizedText? Title, IReadOnlyList<ComponentItem> Components)
{
    public static StructureItem Of(DataStructure s, Func<string, LocalizedText?> titleOf) =>
        new(s.Name, titleOf(s.Name), [.. s.Components.Select(c => ComponentItem.Of(c, titleOf))]);
}

/// <summary>A statement in words.</summary>
internal sealed record StatementItem(int Line, LocalizedText Title, IReadOnlyList<LocalizedText> Steps);

/// <summary>A column with its sources: one statement back, and at the inputs; <c>DATASET#COLUMN</c>.</summary>
internal sealed record LineageItem(
    string Column, IReadOnlyList<string> Sources, IReadOnlyList<string> Origins, IReadOnlyList<string> Conditions);

/// <summary>Everything about a script but its run.</summary>
internal sealed record CheckReply(bool Right, IReadOnlyList<DiagnosticItem> Diagnostics)
{
    public required IReadOnlyList<StructureItem> Inputs { get; init; }

    public required IReadOnlyList<StructureItem> Results { get; init; }

    public required IReadOnlyList<StatementItem> Explanation { get; init; }

    public required IReadOnlyList<ScriptSql> Sql { get; init; }

    public required IReadOnlyList<LineageItem> Lineage { get; init; }

    /// <summary>From an answer.</summary>
    /// <param name="answer">What there is to say.</param>
    /// <param name="columns">Most columns whose lineage is told.</param>
    public static CheckReply Of(ScriptAnswer answer, int columns) => new(
        answer.IsRight, [.. answer.Diagnostics.Select(DiagnosticItem.Of)])
    {
        Inputs = [.. answer.Inputs.Select(s => StructureItem.Of(s, answer.TitleOf))],
        Results = [.. answer.Results.Select(s => StructureItem.Of(s, answer.TitleOf))],
        Explanation = [.. answer.Explanation.Select(e => new StatementItem(e.Line, e.Title, e.Steps))],
        Sql = answer.Sql,
        Lineage = answer.Lineage is { } lineage ? [.. LineageOf(lineage).Take(columns)] : [],
    };

    private static IEnumerable<LineageItem> LineageOf(VtlLineage lineage) =>
        from result in lineage.Results
        from column in result.Columns
        let name = new ColumnName(result.Result, column.Component.Name)
        let origin = lineage.OriginOf(name)
        select new LineageItem(name.ToString(), Texts(column.Sources), Texts(origin.Values), Texts(origin.Conditions));

    private static List<string> Texts(IEnumerable<ColumnName> columns) => [.. columns.Select(c => c.ToString())];
}

/// <summary>What may be written at a place.</summary>
internal sealed record ProposalItem(string Text, string Kind, string? Signature, LocalizedText? Words)
{
    public static ProposalItem Of(CompletionItem i) =>
        new(i.Text, i.Kind.ToString().ToLowerInvariant(), i.Signature, i.Words);
}

/// <summary>Proposals, those that fit the statement first.</summary>
internal sealed record ProposalsReply(IReadOnlyList<ProposalItem> Items);

/// <summary>A result of a run: the first rows by identifiers; cells as text, null for null.</summary>
internal sealed record ResultItem(
    StructureItem Structure, IReadOnlyList<IReadOnlyList<string?>> Rows, long TotalRows);

/// <summary>What a run gave.</summary>
/// <param name="Tables">The tables as they were read: rows read, rows there are, whether fields were masked.</param>
/// <param name="Results">The results; none where it stopped.</param>
/// <param name="Problem">What stopped it.</param>
internal sealed record RunReply(
    IReadOnlyList<ScriptTable> Tables, IReadOnlyList<ResultItem> Results, DiagnosticItem? Problem)
{
    public static RunReply Of(ScriptAnswer answer, ScriptOutcome outcome) => new(
        outcome.Tables,
        [
            .. outcome.Results.Select(r => new ResultItem(
                StructureItem.Of(r.Structure, answer.TitleOf), r.Rows, r.TotalRows)),
        ],
        outcome.Problem is { } problem ? DiagnosticItem.Of(problem) : null);
}
