namespace Huoshui.Presentation.Tables;

/// <summary>One page of a table's rows.</summary>
/// <param name="Rows">The rows of this page, in order.</param>
/// <param name="Total">Rows of all pages.</param>
public sealed record TablePage<TRow>(IReadOnlyList<TRow> Rows, long Total);
