namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>Looks at the identifiers of a result that the plan cannot vouch for.</summary>
internal static class ResultKeys
{
    /// <summary>Looks at every row.</summary>
    /// <returns>What is wrong: an identifier is null, or two rows have the same; null where nothing is.</returns>
    public static ReplyStop? Wrong(
        DuckSession session, TaskResult result, string rows, int number, CancellationToken cancellationToken)
    {
        List<string> keys = [.. result.Columns.Where(c => c.IsIdentifier).Select(c => c.Name)];
        foreach (var key in keys)
        {
            if (First($"SELECT {Point(keys)} FROM {rows} WHERE {Sql.Name(key)} IS NULL LIMIT 1") is { } point)
                return new ReplyStop(StopReason.NullIdentifier, number, point, key);
        }

        var twice = keys.Count == 0 ? $"SELECT '' FROM {rows} HAVING count(*) > 1"
            : $"SELECT {Point(keys)} FROM {rows} GROUP BY {string.Join(", ", keys.Select(Sql.Name))} "
                + "HAVING count(*) > 1 LIMIT 1";
        return First(twice) is { } same ? new ReplyStop(StopReason.SameIdentifiers, number, same) : null;

        string? First(string sql) => session.Query(sql, r => r.GetString(0), cancellationToken).FirstOrDefault();
    }

    // Id_1 = 1, Id_2 = a
    private static string Point(List<string> keys) => keys.Count == 0 ? "''" : string.Join(" || ', ' || ", keys.Select(
        k => $"{Sql.Text(k + " = ")} || left(coalesce(CAST({Sql.Name(k)} AS VARCHAR), 'null'), {LongestCell})"));

    private const string LongestCell = "500";
}
