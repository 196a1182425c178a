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

    /// <summary>The query of all rows with every column of the table's header, then inst and asof.</summary>
    /// <param name="header">Field codes in the order of the standard.</param>
    /// <param name="typed">Dates and amounts keep their types; otherwise all columns are text.</param>
    public string Query(IReadOnlyList<string> header, bool typed)
    {
        var given = Fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        if (given.Keys.Except(header, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new InvalidOperationException($"{Return} {Table} has no field {unknown}; see policies/returns/{Return}/fields.csv");
        var columns = header.Select(code => given.TryGetValue(code, out var sql)
            ? typed ? $"({sql}) AS {code}" : $"({sql})::VARCHAR AS {code}"
            : $"NULL::VARCHAR AS {code}");
        return $"SELECT {string.Join(",\n    ", columns)},\n    {Institution} AS inst, strftime(d, '%Y-%m-%d') AS filed_on\nFROM {From}\nWHERE ({Where})";
    }
}
