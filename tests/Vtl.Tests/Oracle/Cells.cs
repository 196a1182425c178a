using System.Globalization;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Values of one row as the manual has them: long, decimal (a Number with a scale: exact), double (one without),
/// bool, string, DateOnly or null.</summary>
internal static class Cells
{
    public static double Number(object value) => value switch
    {
        long n => n,
        double x => x,
        decimal d => (double)d,
        bool b => b ? 1 : 0,
        _ => throw new InvalidOperationException($"{value} is no number."),
    };

    /// <summary>An integer or an exact number.</summary>
    public static decimal Exact(object value) => value is long n ? n : (decimal)value;

    private static bool AreExact(object a, object b) => a is long or decimal && b is long or decimal;

    /// <summary>a + b, or a - b with the sign -1; integers stay integers, and exact numbers exact.</summary>
    public static object Sum(object a, object b, int sign) => (a, b) switch
    {
        (long x, long y) => x + (sign * y),
        _ when AreExact(a, b) => Exact(a) + (sign * Exact(b)),
        _ => Number(a) + (sign * Number(b)),
    };

    /// <summary>Order of two values of one type; texts by code points.</summary>
    public static int Compare(object a, object b) => (a, b) switch
    {
        (string s, string t) => string.CompareOrdinal(s, t),
        (bool s, bool t) => s.CompareTo(t),
        (DateOnly s, DateOnly t) => s.CompareTo(t),
        _ when AreExact(a, b) => Exact(a).CompareTo(Exact(b)),
        _ => Number(a).CompareTo(Number(b)),
    };

    public static bool Same(object? a, object? b) =>
        a is null || b is null ? a is null && b is null : Compare(a, b) == 0;

    /// <summary>One text for each value: the key of a group.</summary>
    public static string Key(IEnumerable<object?> values) => string.Join('\u001f', values.Select(v => v switch
    {
        null => "\u001e",
        decimal d => Plain(d),
        double x when x == Math.Floor(x) && Math.Abs(x) < 1e15 => ((long)x).ToString(CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => v.ToString(),
    }));

    /// <summary>All digits of an exact number, without zeros at the end.</summary>
    public static string Plain(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>No value is infinite or not a number.</summary>
    public static double Finite(double value) => double.IsFinite(value) ? value : throw new OracleError("out of range");
}
