namespace Huoshui.Systems.City.Filing;

/// <summary>The columns of the filed tables, from the packs of the returns.</summary>
internal sealed class FieldCatalog
{
    private readonly Dictionary<(string Return, string Table), IReadOnlyList<FiledColumn>> _columns = [];
    private readonly string _policies;

    /// <summary>Takes the packs whose fields are filed.</summary>
    /// <param name="policies">The policies folder.</param>
    public FieldCatalog(string policies) => _policies = policies;

    /// <summary>Columns of a table in the order of its return.</summary>
    public IReadOnlyList<FiledColumn> Columns(string returnId, string table)
    {
        if (!_columns.ContainsKey((returnId, table)))
            Load(returnId);
        return _columns.GetValueOrDefault((returnId, table))
            ?? throw new InvalidOperationException($"no table {table} in policies/returns/{returnId}/fields.csv");
    }

    private void Load(string returnId)
    {
        var rows = CityVocabulary.Rows(Path.Combine(_policies, "returns", returnId, "fields.csv"));
        foreach (var table in rows.GroupBy(r => r["table"], StringComparer.Ordinal))
        {
            _columns[(returnId, table.Key)] = [.. table.Select(r =>
                new FiledColumn(r["code"], TypeOf(r["class"], r["format"])))];
        }
    }

    private static string TypeOf(string kind, string format) => (kind, format) switch
    {
        ("日期类", "YYYY-MM-DD") => "DATE",
        ("金额类" or "百分比类" or "数值类", _) when format.EndsWith(')') =>
            $"DECIMAL(18, {format[(format.IndexOf('(', StringComparison.Ordinal) + 1)..^1]})",
        ("数值类", _) => "BIGINT",
        _ => "VARCHAR",
    };
}

/// <summary>A column of a filed table.</summary>
/// <param name="Code">Field code.</param>
/// <param name="Type">Its type in Parquet.</param>
internal sealed record FiledColumn(string Code, string Type);
