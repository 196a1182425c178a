using System.Text.Json;
using Huoshui.Vtl;

namespace Huoshui.Warehouse;

/// <summary>
/// Looks at a query of eval before it may run: one SELECT over its parameters, with functions whose result depends on
/// their arguments alone. The query is read by the column engine's own parser, never by ours.
/// </summary>
public static class RoutineGuard
{
    /// <summary>Longest query, in characters.</summary>
    public const int LongestSql = 100_000;

    private static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "unnest", "range", "generate_series",
    };

    // Settings, the environment and the session: consistent within a query, but nothing of the operands.
    private static readonly string[] Outside =
        ["current_", "getenv", "getvariable", "pragma_", "duckdb_", "read_", "query", "has_", "pg_", "in_search_path"];

    /// <summary>Looks at a routine.</summary>
    /// <param name="session">Parses the query; runs none of it.</param>
    /// <param name="routine">What scripts will call.</param>
    /// <returns>What it must not do, a table or a function; null where it may run.</returns>
    public static string? Defect(DuckSession session, SqlRoutine routine)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(routine);
        if (routine.Sql.Length > LongestSql)
            return $"{routine.Sql.Length} > {LongestSql}";
        using var tree = JsonDocument.Parse(
            session.Scalar<string>($"SELECT CAST(json_serialize_sql({Sql.Text(routine.Sql)}) AS VARCHAR)"));
        if (tree.RootElement.GetProperty("error").GetBoolean())
            return tree.RootElement.GetProperty("error_message").GetString() ?? "SELECT";
        var statements = tree.RootElement.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
            return "SELECT × 1";
        return Defect(statements[0], [.. routine.Parameters], Pure(session));
    }

    // Table expressions are known to what comes after them, and not to themselves: one that calls itself is refused.
    private static string? Defect(JsonElement element, IReadOnlyList<string> tables, HashSet<string> functions)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Select(e => Defect(e, tables, functions))
                .FirstOrDefault(d => d is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return null;
        if (Own(element, tables, functions) is { } own)
            return own;
        var known = tables.ToList();
        foreach (var (name, query) in TableExpressions(element))
        {
            if (Defect(query, known, functions) is { } within)
                return within;
            known.Add(name);
        }

        return element.EnumerateObject().Where(p => p.Name != "cte_map")
            .Select(p => Defect(p.Value, known, functions)).FirstOrDefault(d => d is not null);
    }

    private static string? Own(JsonElement node, IReadOnlyList<string> tables, HashSet<string> functions)
    {
        var type = Text(node, "type");
        if (type == "BASE_TABLE")
        {
            var name = Text(node, "table_name")!;
            var isQualified = !string.IsNullOrEmpty(Text(node, "schema_name")) ||
                !string.IsNullOrEmpty(Text(node, "catalog_name"));
            return !isQualified && tables.Contains(name, StringComparer.OrdinalIgnoreCase) ? null : name;
        }

        if (type == "TABLE_FUNCTION")
        {
            var called = Text(node.GetProperty("function"), "function_name") ?? type;
            return TableFunctions.Contains(called) ? null : called;
        }

        if (Text(node, "class") == "FUNCTION" && Text(node, "function_name") is { } function)
            return TableFunctions.Contains(function) || functions.Contains(function) ? null : function + "()";
        return type == "SHOW_REF" ? "DESCRIBE, SHOW" : null;
    }

    // Functions whose result is the same for the same arguments, at any time and in any session.
    private static HashSet<string> Pure(DuckSession session)
    {
        var names = session.Query(
            """
            SELECT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro')
            GROUP BY function_name HAVING bool_and(coalesce(stability, 'CONSISTENT') = 'CONSISTENT')
            """,
            r => r.GetString(0));
        return new HashSet<string>(
            names.Where(n => !Array.Exists(Outside, o => n.StartsWith(o, StringComparison.OrdinalIgnoreCase))),
            StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<(string Name, JsonElement Query)> TableExpressions(JsonElement node)
    {
        if (!node.TryGetProperty("cte_map", out var with) || !with.TryGetProperty("map", out var map))
            return [];
        return map.EnumerateArray().Select(entry => (Text(entry, "key")!, entry.GetProperty("value")));
    }

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
