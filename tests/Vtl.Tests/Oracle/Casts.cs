using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>cast without a mask, between integer, number, boolean, string, date and period.</summary>
internal static partial class Casts
{
    // As .NET writes the masks of the random scripts.
    private static readonly Dictionary<string, string> Masks = new(StringComparer.Ordinal)
    {
        ["YYYY/MM/DD"] = "yyyy/MM/dd",
        ["DD.MM.YY"] = "dd.MM.yy",
        ["DD.MM.YYYY"] = "dd.MM.yyyy",
        ["{D}D-{M}M-YYYY"] = "d-M-yyyy",
        ["{D}D Month YYYY"] = "d MMMM yyyy",
        [@"Day3 \DDD\MMM\YYYYY"] = @"ddd \Ddd\MMM\Yyyyy",
    };

    public static object Apply(Operation operation, object value) =>
        OfTime(operation.Arguments[0].Type.Kind, operation.Type.Kind, value) ?? Plain(operation, value);

    private static object? OfTime(ScalarKind? from, ScalarKind? to, object value) => (from, to, value) switch
    {
        (ScalarKind.Date, ScalarKind.Time, DateOnly d) => Intervals.Text(d, d),
        (ScalarKind.TimePeriod or ScalarKind.Time, ScalarKind.Time or ScalarKind.String, string t) =>
            Intervals.Text(Intervals.Of(t).First, Intervals.Of(t).Last),
        (ScalarKind.Time, ScalarKind.TimePeriod, string t) => $"{Intervals.Regular(Intervals.Of(t)) ?? throw new OracleError("period")}",
        (ScalarKind.TimePeriod or ScalarKind.Time, ScalarKind.Date, string t) =>
            Intervals.Of(t) is var (first, last) && first == last ? first : throw new OracleError("date"),
        (ScalarKind.Duration, ScalarKind.String, string u) => Durations.Iso(u),
        (ScalarKind.String, ScalarKind.TimePeriod or ScalarKind.Duration, string t) => t,
        _ => null,
    };

    private static object Plain(Operation operation, object value) => (operation.Type.Kind, value) switch
    {
        (ScalarKind.String, DateOnly d) => d.ToString(operation.Detail is { } mask ? Masks[mask] : "yyyy-MM-dd", CultureInfo.InvariantCulture),
        (ScalarKind.Date, string s) when operation.Detail is { } mask =>
            DateOnly.TryParseExact(s.Trim(), Masks[mask], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new OracleError("date"),
        (ScalarKind.Number, string s) when operation.Detail is not null =>
            !s.Contains('.', StringComparison.Ordinal) ? Number(s.Replace(',', '.')) : throw new OracleError("mask"),
        (ScalarKind.Integer, double x) => (long)Math.Truncate(x),
        (ScalarKind.Integer, decimal d) => (long)Math.Truncate(d),
        (ScalarKind.Number, decimal d) => Scalars.Fitting(operation.Type, d)!,
        (ScalarKind.Integer, bool b) => b ? 1L : 0L,
        (ScalarKind.Number, long n) => Scalars.Fitting(operation.Type, n)!,
        (ScalarKind.Number, bool b) => b ? 1d : 0d,
        (ScalarKind.Boolean, long n) => n != 0,
        (ScalarKind.Boolean, double x) => x != 0,
        (ScalarKind.Boolean, decimal d) => d != 0,
        (ScalarKind.Boolean, string s) => s.Trim().Equals("true", StringComparison.OrdinalIgnoreCase),
        (ScalarKind.String, bool b) => b ? "true" : "false",
        (ScalarKind.String, long n) when operation.Detail is { } mask => mask == "D+,DD"
            ? string.Create(CultureInfo.InvariantCulture, $"{n},00") : throw new NotSupportedException(mask),
        (ScalarKind.String, long n) => n.ToString(CultureInfo.InvariantCulture),
        (ScalarKind.Integer, string s) => Integer(s.Trim()),
        (ScalarKind.Number, string s) => Number(s.Trim()),
        (ScalarKind.Date, string s) => DateOnly.TryParseExact(s.Trim(), "yyyy-MM-dd", out var date) ? date
            : throw new OracleError("date"),
        var (kind, _) => throw new NotSupportedException($"{value.GetType()} to {kind}"),
    };

    private static long Integer(string s) => IntegerForm().IsMatch(s) &&
        long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
        ? n : throw new OracleError("integer");

    private static double Number(string s) => NumberForm().IsMatch(s)
        ? double.Parse(s, CultureInfo.InvariantCulture) : throw new OracleError("number");

    [GeneratedRegex(@"^[+-]?\d+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberForm();
}
