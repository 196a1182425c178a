using System.Globalization;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Values of one row as the manual has them: long, double, bool, string, DateOnly or null. Decimals of constants
/// count as double: the data of the tests have no declared scale.</summary>
internal static class Cells
{
    public static object? Of(object? value) => value is decimal number ? (double)number : value;

    public static double Number(object value) => value switch
    {
        long n => n,
        double x => x,
        bool b => b ? 1 : 0,
        _ => throw new InvalidOperationException($"{value} is no number."),
    };

    /// <summary>a + b, or a - b with the sign -1; integers stay integers.</summary>
    public static object Sum(object a, object b, int sign) =>
        a is long x && b is long y ? x + (sign * y) : Number(a) + (sign * Number(b));

    /// <summary>Order of two values of one type; texts by code points.</summary>
    public static int Compare(object a, object b) => (a, b) switch
    {
        (string s, string t) => string.CompareOrdinal(s, t),
        (bool s, bool t) => s.CompareTo(t),
        (DateOnly s, DateOnly t) => s.CompareTo(t),
        (long s, long t) => s.CompareTo(t),
        _ => Number(a).CompareTo(Number(b)),
    };

    public static bool Same(object? a, object? b) =>
        a is null || b is null ? a is null && b is null : Compare(a, b) == 0;

    /// <summary>One text for each value: the key of a group.</summary>
    public static string Key(IEnumerable<object?> values) => string.Join('\u001f', values.Select(v => v switch
    {
        null => "\u001e",
        double x when x == Math.Floor(x) && Math.Abs(x) < 1e15 => ((long)x).ToString(CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => v.ToString(),
    }));

    /// <summary>No value is infinite or not a number.</summary>
    public static double Finite(double value) => double.IsFinite(value) ? value : throw new OracleError("out of range");
}
