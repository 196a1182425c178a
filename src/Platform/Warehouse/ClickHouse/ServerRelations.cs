namespace Huoshui.Warehouse.ClickHouse;

/// <summary>The relations that compiled scripts read by name, each a query on the server. A statement names those that
/// it reads at its beginning: nothing is defined on the server under such a name. Not thread safe.</summary>
internal sealed class ServerRelations(ClickHouseHttp http, HashMark mark)
{
    private readonly Dictionary<string, string> _queries = new(StringComparer.Ordinal);

    /// <summary>What a name stands for from now on.</summary>
    public void Keep(string name, string query) => _queries[name] = query;

    /// <summary>A query over named relations, as one statement.</summary>
    /// <param name="sql">A SELECT.</param>
    /// <param name="names">What it reads.</param>
    public string Over(string sql, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).Select(n => $"{ClickHouseSql.Name(n)} AS ({_queries[n]})");
        return $"WITH {string.Join(",\n", all.Prepend(mark.Function))}\nSELECT * FROM ({sql})";
    }

    /// <summary>Makes the table of the loads that a batch reads.</summary>
    public void Point(string table, IReadOnlyList<LoadedFile> files, CancellationToken cancellationToken)
    {
        http.Execute(
            $"CREATE TABLE {ClickHouseSql.Name(table)} (fact_file String, load String) "
                + "ENGINE = MergeTree ORDER BY tuple()",
            cancellationToken);
        if (files.Count == 0)
            return;
        var rows = files.Select(f => $"('{f.FactFile}', '{f.Load}')");
        http.Execute($"INSERT INTO {ClickHouseSql.Name(table)} VALUES {string.Join(", ", rows)}", cancellationToken);
    }
}
