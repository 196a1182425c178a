using System.Globalization;
using System.Text.Json;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>When two numbers count as equal: within 1e-9 of the larger, or (where the expected ones are printed with
/// fewer digits) when they print the same.</summary>
/// <param name="SignificantDigits">Digits that the expected numbers are printed with; null for all.</param>
/// <param name="AllowsDisorder">True where the expected columns may stand in another order than their header.</param>
internal sealed record NumberTolerance(int? SignificantDigits = null, bool AllowsDisorder = false)
{
    private const double Relative = 1e-9;

    public static NumberTolerance Exact { get; } = new();

    public bool AreEqual(double expected, double actual)
    {
        if (Math.Abs(expected - actual) <= Relative * Math.Max(Math.Abs(expected), Math.Abs(actual)))
            return true;
        if (SignificantDigits is not { } digits || expected == 0 || !double.IsFinite(actual))
            return false;
        var lastPlace = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(expected))) - digits + 1);
        return Math.Abs(expected - actual) <= 0.500001 * lastPlace;
    }
}

/// <summary>Compares a result with what a case expects: components by name, rows by identifiers, null is
/// empty.</summary>
internal static class TableComparison
{
    /// <summary>Compares structures.</summary>
    /// <returns>Null when the roles and types are equal; else both.</returns>
    public static string? StructureDifference(VtlTable expected, VtlResult actual)
    {
        var components = actual.Structure.Components;
        if (expected.Components is null)
        {
            return components is [{ Role: not ComponentRole.Identifier } only] &&
                IsSameKind(ComponentText.KindOf(expected.Type ?? "string"), only)
                ? null : $"expected a scalar {expected.Type}, is {Describe(components)}";
        }

        var wanted = expected.Structure.Components;
        var isSame = wanted.Count == components.Count && wanted.All(e =>
            components.FirstOrDefault(a => a.Name == e.Name) is { } found && found.Role == e.Role &&
            IsSameKind(e.Kind, found));
        return isSame ? null : $"structure: expected {Describe(wanted)}; is {Describe(components)}";
    }

    /// <summary>Compares rows.</summary>
    /// <returns>Null when the rows are equal; else the first difference.</returns>
    public static string? Difference(
        VtlTable expected, VtlResult actual, IReadOnlyList<string?[]> rows, NumberTolerance tolerance) =>
        expected.Components is null
        ? ScalarDifference(expected, rows, tolerance)
        : RowDifference(expected, actual, rows, tolerance);

    // An integer is a number.
    private static bool IsSameKind(ScalarKind expected, Component actual) =>
        actual.Kind == expected || (expected == ScalarKind.Number && actual.Kind == ScalarKind.Integer);

    private static string? ScalarDifference(
        VtlTable expected, IReadOnlyList<string?[]> rows, NumberTolerance tolerance)
    {
        var value = expected.Value.ValueKind == JsonValueKind.Array ? expected.Value[0] : expected.Value;
        var text = value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value.ToString();
        if (rows is not [[var only]])
            return "a scalar was expected";
        return SameValue(ComponentText.KindOf(expected.Type ?? "string"), text, only, tolerance)
            ? null : $"expected {Show(text)}, is {Show(only)}";
    }

    private static string Describe(IReadOnlyList<Component> components) =>
        string.Join(", ", components.Select(c => $"{c.Name}:{c.Role}:{c.Kind}"));

    /// <summary>Columns are found by the header; where an example's header is in disorder, by their place.</summary>
    private static string? RowDifference(
        VtlTable expected, VtlResult actual, IReadOnlyList<string?[]> rows, NumberTolerance tolerance)
    {
        if (expected.Rows.Count != rows.Count)
            return $"expected {expected.Rows.Count} rows, are {rows.Count}";
        var components = expected.Structure.Components;
        var byName = components.Select(c => expected.Header.ToList().IndexOf(c.Name)).ToList();
        var difference = RowDifference(expected, actual, rows, byName, tolerance);
        if (difference is null || expected.Header.Count != components.Count || !tolerance.AllowsDisorder)
            return difference;
        var byPlace = Enumerable.Range(0, components.Count).ToList();
        return RowDifference(expected, actual, rows, byPlace, tolerance) is null ? null : difference;
    }

    private static string? RowDifference(
        VtlTable expected, VtlResult actual, IReadOnlyList<string?[]> rows, List<int> from, NumberTolerance tolerance)
    {
        var components = expected.Structure.Components;
        var columns = actual.Structure.Components.ToList();
        var at = components.Select(c => columns.FindIndex(a => a.Name == c.Name)).ToList();
        var keys = Enumerable.Range(0, components.Count)
            .Where(i => components[i].Role == ComponentRole.Identifier).ToList();
        string Key(IEnumerable<string?> cells) => string.Join('\u001f', keys.Zip(
            cells, (i, cell) => cell is null ? "\u001e" : KeyText(components[i].Kind, cell)));
        var found = new Dictionary<string, string?[]>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!found.TryAdd(Key(keys.Select(i => row[at[i]])), row))
                return $"the identifiers ({string.Join(", ", keys.Select(i => Show(row[at[i]])))}) appear twice";
        }

        foreach (var row in expected.Rows)
        {
            var wanted = from.Select(i => i < 0 || i >= row.Count ? null : row[i]).ToList();
            if (!found.Remove(Key(keys.Select(i => wanted[i])), out var given))
                return $"no row ({string.Join(", ", wanted.Select(Show))})";
            for (var i = 0; i < components.Count; i++)
            {
                if (!SameValue(components[i].Kind, wanted[i], given[at[i]], tolerance))
                {
                    return $"row ({string.Join(", ", keys.Select(k => Show(wanted[k])))}): {components[i].Name}: " +
                        $"expected {Show(wanted[i])}, is {Show(given[at[i]])}";
                }
            }
        }

        return null;
    }

    // Numbers as identifiers are written in many ways; one text for each.
    private static string KeyText(ScalarKind kind, string text) =>
        kind is ScalarKind.Integer or ScalarKind.Number &&
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : CellText.Normal(kind, text);

    private static string Show(string? value) => value ?? "null";

    private static bool SameValue(ScalarKind kind, string? expected, string? actual, NumberTolerance tolerance)
    {
        if (string.IsNullOrEmpty(expected) || string.IsNullOrEmpty(actual))
            return string.IsNullOrEmpty(expected) && string.IsNullOrEmpty(actual);
        var culture = CultureInfo.InvariantCulture;
        if (kind is ScalarKind.Integer or ScalarKind.Number &&
            double.TryParse(expected, NumberStyles.Float, culture, out var a) &&
            double.TryParse(actual, NumberStyles.Float, culture, out var b))
        {
            return tolerance.AreEqual(a, b);
        }

        return string.Equals(
            CellText.Normal(kind, expected), CellText.Normal(kind, actual), StringComparison.Ordinal);
    }
}
