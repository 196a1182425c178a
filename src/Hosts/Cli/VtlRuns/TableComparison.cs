using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Compares a result with what a case expects: components by name, rows by identifiers, numbers with a
/// tolerance.</summary>
internal static class TableComparison
{
    // Relative; or half a unit of the last printed digit, where the expected value is printed with four or more
    // decimals.
    private const double Tolerance = 1e-6;

    /// <summary>Compares a result with what a case expects.</summary>
    /// <returns>Null when they are equal; else the first difference.</returns>
    public static string? Difference(VtlTable expected, VtlResult actual, List<string?[]> rows) =>
        expected.Components is null
        ? ScalarDifference(expected, actual, rows)
        : StructureDifference(expected.Structure.Components, actual.Structure.Components)
            ?? RowDifference(expected, actual, rows);

    private static string? ScalarDifference(VtlTable expected, VtlResult actual, List<string?[]> rows)
    {
        var value = expected.Value.ValueKind == JsonValueKind.Array ? expected.Value[0] : expected.Value;
        var text = value.ValueKind == JsonValueKind.Null ? null : value.ToString();
        var kind = ComponentText.KindOf(expected.Type ?? "string");
        if (actual.Structure.Components.Count != 1 || rows.Count != 1)
            return "a scalar was expected";
        return SameValue(kind, text, rows[0][0]) ? null : $"expected {text}, is {rows[0][0]}";
    }

    private static string? StructureDifference(IReadOnlyList<Component> expected, IReadOnlyList<Component> actual)
    {
        var isSame = expected.Count == actual.Count &&
            expected.All(e => actual.FirstOrDefault(a => a.Name == e.Name) is { } found &&
            found.Role == e.Role &&
                (found.Kind == e.Kind || (e.Kind == ScalarKind.Number && found.Kind == ScalarKind.Integer)));
        return isSame
            ? null
            : $"structure: expected {string.Join(", ", expected.Select(Describe))}; is " +
                $"{string.Join(", ", actual.Select(Describe))}";
    }

    private static string Describe(Component component) => $"{component.Name}:{component.Role}:{component.Kind}";

    /// <summary>Columns are found by the header; where an example's header is in disorder, by their place.</summary>
    private static string? RowDifference(VtlTable expected, VtlResult actual, List<string?[]> rows)
    {
        if (expected.Rows.Count != rows.Count)
            return $"expected {expected.Rows.Count} rows, are {rows.Count}";
        var components = expected.Structure.Components;
        var byName = components.Select(c => expected.Header.ToList().IndexOf(c.Name)).ToList();
        var byPlace = Enumerable.Range(0, components.Count).ToList();
        var difference = RowDifference(expected, actual, rows, byName);
        return difference is null ||
            (expected.Header.Count == components.Count && RowDifference(expected, actual, rows, byPlace) is null)
            ? null : difference;
    }

    private static string? RowDifference(VtlTable expected, VtlResult actual, List<string?[]> rows, List<int> from)
    {
        var components = expected.Structure.Components;
        var at = components.Select(c => actual.Structure.Components.ToList().FindIndex(a => a.Name == c.Name)).ToList();
        var open = rows.Select(r => at.Select(i => r[i]).ToArray()).ToList();
        foreach (var row in expected.Rows)
        {
            var wanted = from.Select(i => i < 0 ? null : row[i]).ToArray();
            var index = open.FindIndex(
                r => components.Select((c, i) => SameValue(c.Kind, wanted[i], r[i])).All(same => same));
            if (index < 0)
            {
                return $"no row ({string.Join(", ", wanted.Select(Show))}); left: " +
                    $"{string.Join(" ", open.Take(3).Select(r => $"({string.Join(", ", r.Select(Show))})"))}";
            }

            open.RemoveAt(index);
        }

        return null;
    }

    // 2010-Q1, 2010Q01 and 2010Q1 are one period, as are 2010, 2010A and 2010A1.
    private static string Period(string text) => Regex.Replace(
        Regex.Replace(text, "-?(?<kind>[SQMWD])0*(?<number>[0-9]+)", "${kind}${number}", RegexOptions.None, TimeSpan.FromSeconds(1)),
        "(?<=[0-9]{4})-?A[0-9]*", string.Empty, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string Show(string? value) => value ?? "null";

    private static bool SameValue(ScalarKind kind, string? expected, string? actual)
    {
        if (expected is null || actual is null)
            return expected is null && actual is null;
        if (kind == ScalarKind.Boolean)
            return string.Equals(expected, actual, StringComparison.OrdinalIgnoreCase);
        if (kind is ScalarKind.TimePeriod or ScalarKind.Time)
            return string.Equals(Period(expected), Period(actual), StringComparison.Ordinal);
        if (kind is not (ScalarKind.Integer or ScalarKind.Number))
            return string.Equals(expected, actual, StringComparison.Ordinal);
        var culture = CultureInfo.InvariantCulture;
        if (!double.TryParse(expected, NumberStyles.Float, culture, out var a) ||
            !double.TryParse(actual, NumberStyles.Float, culture, out var b))
        {
            return string.Equals(expected, actual, StringComparison.Ordinal);
        }

        var decimals = expected.Contains('.', StringComparison.Ordinal)
            ? expected.Length - expected.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var printed = decimals >= 4 ? 0.51 * Math.Pow(10, -decimals) : 0;
        return Math.Abs(a - b) <= Math.Max(printed, Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)));
    }
}
