using System.Globalization;
using Huoshui.Warehouse.Checking;

namespace Huoshui.Warehouse.Findings;

/// <summary>The SQL of a query on a findings file.</summary>
internal sealed class FindingsSql(string path, FindingsQuery query)
{
    private const string Columns =
        "filing, table_code, rule, severity, outcome, file_no, line_no, key, field, value, expected, difference, args";

    private const string Ties = "filing, table_code, file_no NULLS FIRST, line_no NULLS FIRST, rule, field, value";

    /// <summary>How many there are.</summary>
    public string Count => $"SELECT count(*) FROM {Filtered}";

    /// <summary>By filing and rule: fails, cannot be evaluated.</summary>
    public string Counts => $"""
        SELECT filing, rule, count_if(outcome = '{FindingsSchema.Fails}'), count_if(outcome <> '{FindingsSchema.Fails}')
        FROM {Filtered} GROUP BY ALL ORDER BY filing, rule
        """;

    private string Filtered => $"read_parquet({Sql.Text(path)}, hive_partitioning=false) WHERE {Condition}";

    private string FirstOfRule => query.LimitPerRule is { } most
        ? string.Create(CultureInfo.InvariantCulture, $" QUALIFY row_number() OVER (PARTITION BY filing, rule ORDER BY table_code, file_no, line_no) <= {most}")
        : string.Empty;

    private string Condition => string.Join(" AND ", Conditions().DefaultIfEmpty("true"));

    private string Order
    {
        get
        {
            var direction = query.Descending ? " DESC" : " ASC";
            return query.Order switch
            {
                FindingsOrder.Rule => $"rule{direction}, {Ties}",
                FindingsOrder.Severity => $"severity{direction}, {Ties}",
                FindingsOrder.Key => $"key{direction} NULLS LAST, {Ties}",
                FindingsOrder.Field => $"field{direction} NULLS LAST, {Ties}",
                FindingsOrder.Difference => $"abs(difference){direction} NULLS LAST, {Ties}",
                _ => $"filing{direction}, table_code{direction}, file_no{direction}, line_no{direction}, rule, field, value",
            };
        }
    }

    /// <summary>One page.</summary>
    public string Page(int limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT {Columns} FROM {Filtered}{FirstOfRule} ORDER BY {Order} LIMIT {limit} OFFSET {Math.Max(0, query.Offset)}");

    /// <summary>All of them.</summary>
    public string All(int? limit) => $"SELECT {Columns} FROM {Filtered}{FirstOfRule} ORDER BY {Order}"
        + (limit is { } most ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {most}") : string.Empty);

    private IEnumerable<string> Conditions()
    {
        if (query.Filing is { } filing)
            yield return string.Create(CultureInfo.InvariantCulture, $"filing = {filing}");
        if (query.Table is { } table)
            yield return $"table_code = {Sql.Text(table)}";
        if (query.Rule is { } rule)
            yield return $"rule = {Sql.Text(rule)}";
        if (query.Severity is { } severity)
            yield return $"severity = {Sql.Text(severity)}";
        if (query.Outcome is { } outcome)
            yield return $"outcome = {Sql.Text(outcome)}";
        if (!string.IsNullOrWhiteSpace(query.Text))
        {
            var text = $"lower({Sql.Text(query.Text.Trim())})";
            yield return $"(contains(lower(coalesce(key, '')), {text}) OR contains(lower(coalesce(field, '')), {text}) OR contains(lower(rule), {text}))";
        }
    }
}
