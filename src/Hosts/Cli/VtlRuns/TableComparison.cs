using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Compares a result with what a case expects: components by name, rows by identifiers, numbers with a
/// tolerance.</summary>
internal static class TableComparison
{
    /// <returns>Null when they are equal; else the first difference.</returns>
    public static string? Difference(
        VtlTable expected, VtlResult actual, List<string?[]> rows, NumberTolerance tolerance) =>
        expected.Components is null
            ? ScalarDifference(expected, actual, rows, tolerance)
            : StructureDifference(expected, actual) ?? RowDifference(expected, actual, rows, tolerance);

    /// <returns>Null when names, roles and types of the components are the same; else both structures.</returns>
    public static string? StructureDifference(VtlTable expected, VtlResult actual) => expected.Components is null
        ? null
        : StructureDifference(expected.Structure.Components, actual.Structure.Components);

    private static string? ScalarDifference(
        VtlTable expected, VtlResult actual, List<string?[]> rows, NumberTolerance tolerance)
    {
        var text = ScalarInputs.TextOf(expected.Value);
        var kind = ComponentText.KindOf(expected.Type ?? "string");
        if (actual.Structure.Components.Count != 1 || rows.Count != 1)
            return "a scalar was expected";
        return SameValue(kind, text, rows[0][0], tolerance) ? null : $"expected {text}, is {rows[0][0]}";
    }

    private static string? StructureDifference(IReadOnlyList<Component> expected, IReadOnlyList<Component> actual)
    {
        var isSame = expected.Count == actual.Count &&
            expected.All(e => actual.FirstOrDefault(a => a.Name == e.Name) is { } found &&
                found.Role == e.Role && found.Kind == e.Kind);
        return isSame
            ? null
            : $"structure: expected {string.Join(", ", expected.Select(Describe))}; is " +
                $"{string.Join(", ", actual.Select(Describe))}";
    }

    private static string Describe(Component component) => $"{component.Name}:{component.Role}:{component.Kind}";

    /// <summary>Columns are found by the header; where an example's header is in disorder, by their place.</summary>
    private static string? RowDifference(
        VtlTable expected, VtlResult actual, List<string?[]> rows, NumberTolerance tolerance)
    {
        if (expected.Rows.Count != rows.Count)
            return $"expected {expected.Rows.Count} rows, are {rows.Count}";
        var components = expected.Structure.Components;
        var byName = components.Select(c => expected.Header.ToList().IndexOf(c.Name)).ToList();
        var byPlace = Enumerable.Range(0, components.Count).ToList();
        var difference = RowDifference(expected, actual, rows, byName, tolerance);
        return difference is null ||
            (expected.Header.Count == components.Count && RowDifference(expected, actual, rows, byPlace, tolerance) is null)
            ? null : difference;
    }

    private static string? RowDifference(
        VtlTable expected, VtlResult actual, List<string?[]> rows, List<int> from, NumberTolerance tolerance)
    {
        var components = expected.Structure.Components;
        var at = components.Select(c => actual.Structure.Components.ToList().FindIndex(a => a.Name == c.Name)).ToList();
        var found = new Dictionary<string, string?[]>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var cells = at.Select(i => row[i]).ToArray();
            found[KeyOf(components, cells)] = cells;
        }

        foreach (var row in expected.Rows)
        {
            var wanted = from.Select(i => i < 0 || i >= row.Count ? null : row[i]).ToArray();
            if (!found.Remove(KeyOf(components, wanted), out var cells))
                return $"no row ({Shown(wanted)}); left: {string.Join(" ", found.Values.Take(3).Select(r => $"({Shown(r)})"))}";
            for (var i = 0; i < cells.Length; i++)
            {
                if (!SameValue(components[i].Kind, wanted[i], cells[i], tolerance))
                    return $"{components[i].Name}: expected ({Shown(wanted)}), is ({Shown(cells)})";
            }
        }

        return null;
    }

    /// <summary>The identifiers of a row as one text.</summary>
    private static string KeyOf(IReadOnlyList<Component> components, string?[] cells) =>
        string.Join('\u001f', components.Select((c, i) => (c, i)).Where(x => x.c.Role == ComponentRole.Identifier)
            .Select(x => Normal(x.c.Kind, cells[x.i])));

    private static string Normal(ScalarKind kind, string? text) => (kind, text) switch
    {
        (_, null) => string.Empty,
        (ScalarKind.TimePeriod or ScalarKind.Time, _) => Period(text),
        (ScalarKind.Boolean, _) => CellText.IsTrue(text) ? "true" : "false",
        (ScalarKind.Integer or ScalarKind.Number, _) => double.TryParse(
            text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
            ? n.ToString("R", CultureInfo.InvariantCulture) : text,
        _ => text,
    };

    // 2010-Q1, 2010Q01 and 2010Q1 are one period, as are 2010-03 and 2010M3, and 2010, 2010A and 2010A1.
    private static string Period(string text)
    {
        var limit = TimeSpan.FromSeconds(1);
        var month = Regex.Replace(text, "(?<![0-9-])([0-9]{4})-0?([0-9]{1,2})(?![0-9-])", "$1M$2", RegexOptions.None, limit);
        var unit = Regex.Replace(month, "-?([SQMWD])0*([0-9]+)", "$1$2", RegexOptions.None, limit);
        return Regex.Replace(unit, "(?<=[0-9]{4})-?A[0-9]*", string.Empty, RegexOptions.None, limit);
    }

    private static string Shown(IEnumerable<string?> cells) => string.Join(", ", cells.Select(c => c ?? "null"));

    private static bool SameValue(ScalarKind kind, string? expected, string? actual, NumberTolerance tolerance)
    {
        if (string.IsNullOrEmpty(expected) || string.IsNullOrEmpty(actual))
            return string.IsNullOrEmpty(expected) && string.IsNullOrEmpty(actual);
        return kind is ScalarKind.Integer or ScalarKind.Number
            ? tolerance.Same(expected, actual)
            : string.Equals(Normal(kind, expected), Normal(kind, actual), StringComparison.Ordinal);
    }
}
