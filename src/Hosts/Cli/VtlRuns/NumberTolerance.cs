using System.Globalization;

namespace Huoshui.Cli.VtlRuns;

/// <summary>When two numbers are the same: to 1e-9 of the larger; the standard's own kit prints six significant
/// digits.</summary>
internal sealed record NumberTolerance(double Relative)
{
    public static NumberTolerance Exact { get; } = new(1e-9);

    // Half a unit of the sixth digit is at most 5e-6 of the number.
    public static NumberTolerance Kit { get; } = new(5e-6);

    /// <summary>The kit is known by its name: <c>tck-2.2.jsonl</c>.</summary>
    public static NumberTolerance For(string path) =>
        Path.GetFileName(path).StartsWith("tck-", StringComparison.OrdinalIgnoreCase) ? Kit : Exact;

    public bool Same(string expected, string actual)
    {
        if (decimal.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) &&
            decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) && x == y)
        {
            return true;
        }

        return double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) &&
            double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            ? a.Equals(b) || Math.Abs(a - b) <= Relative * Math.Max(Math.Abs(a), Math.Abs(b))
            : string.Equals(expected, actual, StringComparison.Ordinal);
    }
}
