using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Aggregates over the values of a group; nulls do not count.</summary>
internal static class Aggregates
{
    /// <param name="function">As the plan names it.</param>
    /// <param name="values">The operand in each row; null where there is none (count of rows).</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="type">Of the result.</param>
    public static object? Of(string function, IReadOnlyList<object?>? values, int rows, ScalarType type)
    {
        if (values is null)
            return (long)rows;
        var known = values.OfType<object>().ToList();
        if (function == "count")
            return (long)known.Count;
        if (function.EndsWith(" distinct", StringComparison.Ordinal))
            known = [.. known.DistinctBy(v => Cells.Key([v]))];
        if (known.Count == 0)
            return null;
        return function switch
        {
            "min" => known.Aggregate((a, b) => Cells.Compare(a, b) <= 0 ? a : b),
            "max" => known.Aggregate((a, b) => Cells.Compare(a, b) >= 0 ? a : b),
            "sum" or "sum distinct" when type.Kind == ScalarKind.Integer => known.Sum(v => v as long? ?? throw new InvalidOperationException($"{v} is no integer.")),
            "sum" or "sum distinct" when type.Scale is not null => known.Sum(Cells.Exact),
            "avg" or "avg distinct" when known.TrueForAll(v => v is long or decimal) => (double)known.Sum(Cells.Exact) / known.Count,
            _ => Numeric(function, [.. known.Select(Cells.Number)]),
        };
    }

    private static object? Numeric(string function, List<double> x)
    {
        var (mean, n) = (x.Average(), x.Count);
        var squares = x.Sum(v => (v - mean) * (v - mean));
        var sorted = x.Order().ToList();
        return function switch
        {
            "sum" or "sum distinct" => x.Sum(),
            "avg" or "avg distinct" => mean,
            "median" => (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
            "var_pop" => squares / n,
            "stddev_pop" => Math.Sqrt(squares / n),
            "var_samp" => n == 1 ? null : squares / (n - 1),
            "stddev_samp" => n == 1 ? null : Math.Sqrt(squares / (n - 1)),
            _ => throw new NotSupportedException(function),
        };
    }
}
