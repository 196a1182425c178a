namespace Huoshui.Systems.City.Filing;

/// <summary>The headers of the filed tables, from the packs of the returns.</summary>
internal sealed class FieldCatalog
{
    private readonly Dictionary<(string Return, string Table), IReadOnlyList<string>> _headers = [];
    private readonly string _policies;

    /// <param name="policies">The policies folder.</param>
    public FieldCatalog(string policies) => _policies = policies;

    /// <summary>Field codes of a table in the order of its return.</summary>
    public IReadOnlyList<string> Header(string returnId, string table)
    {
        if (_headers.Count == 0 || !_headers.ContainsKey((returnId, table)))
            Load(returnId);
        return _headers.GetValueOrDefault((returnId, table))
            ?? throw new InvalidOperationException($"no table {table} in policies/returns/{returnId}/fields.csv");
    }

    private void Load(string returnId)
    {
        var rows = CityVocabulary.Rows(Path.Combine(_policies, "returns", returnId, "fields.csv"));
        foreach (var table in rows.GroupBy(r => r["table"], StringComparer.Ordinal))
            _headers[(returnId, table.Key)] = [.. table.Select(r => r["code"])];
    }
}
