using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>
/// The first row of each key, as the right side of a lookup needs it. A window over all rows sorts them with all their
/// columns to find repeated keys that a filed table hardly ever has; to count the keys costs a fraction of it. So only
/// the rows of repeated keys go through the window. A key with a null finds no partner and is left out.
/// </summary>
internal sealed partial class RelationWriter
{
    private const string Rows = "\"vtl rows of a key\"";
    private const string Repeated = "\"vtl repeated keys\"";

    private string FirstRowsText(Select select, IReadOnlyList<string> keys)
    {
        var source = Source(select.From[0].Relation);
        _expressions.Qualified = false;
        var list = string.Join(", ", keys);
        var known = string.Join(" AND ", keys.Select(k => $"{k} IS NOT NULL"));
        var outputs = string.Join(", ", select.Outputs.Select(OutputText));
        return $"""
            WITH {Rows} AS NOT MATERIALIZED (SELECT * FROM {source} AS t0 WHERE {known}),
            {Repeated} AS MATERIALIZED (SELECT {list} FROM {Rows} GROUP BY {list} HAVING count(*) > 1)
            SELECT {outputs} FROM {Rows} ANTI JOIN {Repeated} USING ({list})
            UNION ALL
            SELECT {outputs} FROM {Rows} SEMI JOIN {Repeated} USING ({list})
            QUALIFY {_expressions.Write(select.Qualify!)}
            """;
    }
}
