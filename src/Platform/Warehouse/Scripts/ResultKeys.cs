using Huoshui.Vtl;

namespace Huoshui.Warehouse.Scripts;

/// <summary>Two data points of a result have the same identifiers, or one has none: the run stops.</summary>
internal sealed class DuplicateRowsException(VtlRuntimeError error) : Exception(error.Message.En)
{
    public VtlRuntimeError Error => error;
}

/// <summary>Looks at the identifiers of a result that the plan cannot vouch for.</summary>
internal static class ResultKeys
{
    /// <summary>Looks at every row.</summary>
    /// <exception cref="DuplicateRowsException">An identifier is null, or two rows have the same.</exception>
    public static void Require(DuckSession session, VtlResult result, string rows, CancellationToken cancellationToken)
    {
        List<string> keys = [.. result.Structure.Components.Where(c => c.Role == ComponentRole.Identifier)
            .Select(c => c.Name)];
        foreach (var key in keys)
        {
            if (First($"SELECT {Point(keys)} FROM {rows} WHERE {Sql.Name(key)} IS NULL LIMIT 1") is { } point)
                throw new DuplicateRowsException(VtlRuntimeError.NullIdentifier(result, key, point));
        }

        var twice = keys.Count == 0 ? $"SELECT '' FROM {rows} HAVING count(*) > 1"
            : $"SELECT {Point(keys)} FROM {rows} GROUP BY {string.Join(", ", keys.Select(Sql.Name))} "
                + "HAVING count(*) > 1 LIMIT 1";
        if (First(twice) is { } same)
            throw new DuplicateRowsException(VtlRuntimeError.DuplicateIdentifiers(result, same));

        string? First(string sql) => session.Query(sql, r => r.GetString(0), cancellationToken).FirstOrDefault();
    }

    // Id_1 = 1, Id_2 = a
    private static string Point(List<string> keys) => keys.Count == 0 ? "''" : string.Join(" || ', ' || ", keys.Select(
        k => $"{Sql.Text(k + " = ")} || coalesce(CAST({Sql.Name(k)} AS VARCHAR), 'null')"));
}
