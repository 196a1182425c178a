using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>Compares the findings of warnings with the keys that were explained, set-wise.</summary>
internal static class ExplainedKeys
{
    private const string Table = "explained";

    /// <summary>Findings by rule whose (table, rule, key) is not among the explained ones.</summary>
    public static Dictionary<string, long> Unexplained(
        string findingsPath,
        int ordinal,
        IReadOnlyList<string> rules,
        IReadOnlyList<Explanation> explained,
        WarehouseOptions options,
        CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(options.Interactive, [findingsPath]);
        session.Execute($"CREATE TABLE {Table} (table_code VARCHAR, rule VARCHAR, key VARCHAR)", cancellationToken);
        using (var appender = session.Connection.CreateAppender(Table))
        {
            foreach (var e in explained)
                appender.CreateRow().AppendValue(e.Table).AppendValue(e.Rule).AppendValue(e.Key).EndRow();
        }

        var rows = session.Query(
            $"""
             SELECT f.rule, count(*)
             FROM read_parquet({Sql.Text(findingsPath)}) f
             ANTI JOIN {Table} e
               ON e.table_code = f.table_code AND e.rule = f.rule AND e.key = coalesce(f.key, '')
             WHERE f.filing = {ordinal} AND f.severity = 'warning' AND f.outcome = 'fails'
               AND f.rule IN (SELECT unnest({Sql.List(rules)}))
             GROUP BY f.rule
             """,
            r => (Rule: r.GetString(0), Count: r.GetInt64(1)),
            cancellationToken);
        return rows.ToDictionary(r => r.Rule, r => r.Count, StringComparer.Ordinal);
    }
}
