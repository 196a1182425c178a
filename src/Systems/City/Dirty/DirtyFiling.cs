namespace Huoshui.Systems.City.Dirty;

/// <summary>The dirty version of one filing, and what the version before it held.</summary>
/// <param name="Return">Id of the return.</param>
/// <param name="Date">数据日期.</param>
/// <param name="Institution">Who files.</param>
/// <param name="Tables">By code.</param>
/// <param name="Before">Clean tables of the date before, for errors between periods; empty if there is none.</param>
internal sealed record DirtyFiling(
    string Return,
    DateOnly Date,
    string Institution,
    IReadOnlyDictionary<string, DirtyTable> Tables,
    IReadOnlyDictionary<string, DirtyTable> Before)
{
    /// <summary>The table, or null when this institution files none.</summary>
    public DirtyTable? Table(string code) => Tables.GetValueOrDefault(code);
}

/// <summary>Where an error was planted.</summary>
/// <param name="Table">Table of the finding.</param>
/// <param name="Line">Physical line in that file; the header is line 1. 0 for a row that is no longer there.</param>
/// <param name="Field">Field of the finding; the business key of a row that is no longer there.</param>
internal sealed record PlantedAt(string Table, int Line, string Field);

/// <summary>A kind of error.</summary>
/// <param name="Kind">Short name; names the kind in truth.json.</param>
/// <param name="Rule">Rule that must find it.</param>
/// <param name="Plant">Plants it once; null when the filing has no fitting row.</param>
internal sealed record ErrorKind(string Kind, string Rule, Func<DirtyFiling, PlantedAt?> Plant)
{
    /// <summary>An error in one cell of a row that is otherwise left alone.</summary>
    /// <param name="kind">Short name.</param>
    /// <param name="rule">Rule that must find it.</param>
    /// <param name="table">Table of the cell.</param>
    /// <param name="field">Field of the cell and of the finding.</param>
    /// <param name="value">The wrong value, from the right one.</param>
    /// <param name="when">Which rows will do.</param>
    public static ErrorKind Cell(
        string kind, string rule, string table, string field, Func<string, string> value, Func<DirtyTable, int,
            bool>? when = null) =>
        Row(kind, rule, table, field, (t, row) => t[row, field] = value(t[row, field]), when);

    /// <summary>An error over several cells of a row.</summary>
    public static ErrorKind Row(
        string kind, string rule, string table, string field, Action<DirtyTable, int> change, Func<DirtyTable, int,
            bool>? when = null) =>
        new(kind, rule, filing =>
        {
            if (filing.Table(table) is not { } rows || rows.Find(row => when is null
                || when(rows, row)) is not { } found)
            {
                return null;
            }

            change(rows, found);
            rows.Take(found);
            return new PlantedAt(table, DirtyTable.LineOf(found), field);
        });
}
