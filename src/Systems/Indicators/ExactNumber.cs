using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;

namespace Huoshui.Systems.Indicators;

/// <summary>Numbers of the column engine as decimal, whatever width it summed them in.</summary>
internal static class ExactNumber
{
    public static decimal? In(DuckDBDataReader row, int column)
    {
        if (row.IsDBNull(column))
            return null;
        return row.GetValue(column) switch
        {
            BigInteger big => (decimal)big,
            var other => Convert.ToDecimal(other, CultureInfo.InvariantCulture),
        };
    }
}
