namespace Huoshui.Systems.City.Filing;

/// <summary>How one table of a return is made from the books.</summary>
/// <param name="Return">Id of the return.</param>
/// <param name="Table">Code of the table.</param>
/// <param name="From">SQL after FROM, relations only; has a column <c>d</c> (数据日期) and the columns used below.</param>
/// <param name="Institution">SQL of the filing institution's id.</param>
/// <param name="Order">SQL of the order of rows inside a file; names a row.</param>
/// <param name="Fields">Field code → SQL; fields that are not named are empty.</param>
internal sealed record Recipe(
    string Return,
    string Table,
    string From,
    string Institution,
    string Order,
    IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>Condition on the rows.</summary>
    public string Where { get; init; } = "true";

    /// <summary>Dates on which the table is filed.</summary>
    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    /// <summary>The query of all rows with every column of the table's header, then inst and filed_on.</summary>
    /// <param name="columns">In the order of the standard.</param>
    /// <param name="typed">Dates and amounts keep their types; otherwise all columns are text.</param>
    public string Query(IReadOnlyList<FiledColumn> columns, bool typed)
    {
        var given = Fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        if (given.Keys.Except(columns.Select(c => c.Code), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new InvalidOperationException(
                $"{Return} {Table} has no field {unknown}; see policies/returns/{Return}/fields.csv");
        }

        var selected = columns.Select(c =>
            $"({given.GetValueOrDefault(c.Code, "NULL")})::{(typed ? c.Type : "VARCHAR")} AS {c.Code}");
        return $"SELECT {string.Join(",\n    ", selected)},\n    {Institution} AS inst, strftime(d, '%Y-%m-%d') "
            + $"AS filed_on\nFROM {From}\nWHERE ({Where})";
    }
}
