using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>cast without a mask, between integer, number, boolean, string, date and period.</summary>
internal static partial class Casts
{
    public static object Apply(Operation operation, object value) => (operation.Type.Kind, value) switch
    {
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
