using System.Numerics;

namespace Huoshui.Systems.City;

/// <summary>Makes a column of whole 分 add up to a target: first in proportion, then by largest remainder.</summary>
internal static class ExactSum
{
    /// <summary>Scales the chosen rows of a table so that the column's sum is the target exactly. Values stay at least
    /// 1.</summary>
    /// <param name="session">With the table.</param>
    /// <param name="table">A table with the columns id (unique) and the one to fit.</param>
    /// <param name="column">BIGINT column.</param>
    /// <param name="target">Wanted sum.</param>
    /// <param name="which">Condition on the rows that make up the sum; the others are scaled too, but do not
    /// count.</param>
    public static void Fit(CitySession session, string table, string column, BigInteger target, string which = "true")
    {
        var sum = session.Whole($"SELECT sum({column})::DECIMAL(38, 0) FROM {table} WHERE {which}");
        if (sum.IsZero)
            throw new InvalidOperationException($"{table}: no rows to reach {target}");
        session.Execute($"""
            CREATE TEMP TABLE part AS
            WITH share AS (
                SELECT id, {target}::HUGEINT * {column} // {sum} AS base, ({target}::HUGEINT * {column}) % {sum} AS
                    rest, {which} AS counts
                FROM {table})
            SELECT id, (base + CASE WHEN counts AND row_number() OVER (PARTITION BY counts ORDER BY rest DESC, id)
                <= {target}::HUGEINT - sum(CASE WHEN counts THEN base ELSE 0 END) OVER () THEN 1 ELSE 0
                    END)::BIGINT AS fitted
            FROM share;
            UPDATE {table} SET {column} = fitted FROM part WHERE part.id = {table}.id;
            DROP TABLE part;
            """);
    }
}
