namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>A row of a select before its outputs: one row of each source; null where an outer join found none.</summary>
internal sealed record JoinedRow(IReadOnlyList<IReadOnlyDictionary<string, object?>?> Sources);

/// <summary>What an expression may look at: the row, the rows of its group (in a grouped select), and all rows (for
/// analytic functions).</summary>
internal sealed record RowScope(JoinedRow Row, IReadOnlyList<JoinedRow>? Group, IReadOnlyList<JoinedRow> All);
