using System.Globalization;
using System.Text.Json;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Scalars that a case gives: among its inputs, or in its list (or object) of scalars.</summary>
internal static class ScalarInput
{
    public static IReadOnlyList<VtlConstant> All(ConformanceCase test)
    {
        var found = test.Inputs.Where(i => i.Components is null).Select(i => Of(i.Name, i.Type, i.Value)).ToList();
        if (test.Scalars.ValueKind == JsonValueKind.Array)
            found.AddRange(test.Scalars.EnumerateArray().Select(s => Of(Text(s, "name") ?? string.Empty, s)));
        else if (test.Scalars.ValueKind == JsonValueKind.Object)
            found.AddRange(test.Scalars.EnumerateObject().Select(p => Of(p.Name, p.Value)));
        return [.. found.DistinctBy(c => c.Name)];
    }

    private static VtlConstant Of(string name, JsonElement scalar) =>
        scalar.ValueKind == JsonValueKind.Object && scalar.TryGetProperty("value", out var value)
            ? Of(name, Text(scalar, "type"), value)
            : Of(name, null, scalar);

    private static VtlConstant Of(string name, string? type, JsonElement value)
    {
        var single = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().FirstOrDefault() : value;
        var kind = type is null ? KindOf(single) : ComponentText.KindOf(type);
        var text = single.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : single.ToString();
        return new VtlConstant(name, kind, text is null ? null : ValueOf(name, kind, text));
    }

    private static object ValueOf(string name, ScalarKind kind, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (!CellText.IsValid(kind, text))
            throw new VtlLoadException(LoadErrors.BadLiteral(name, name, SemanticText(kind), text, null));
        return kind switch
        {
            ScalarKind.Integer => (long)decimal.Parse(text, NumberStyles.Float, culture),
            ScalarKind.Number => double.Parse(text, NumberStyles.Float, culture),
            ScalarKind.Boolean => bool.Parse(text),
            ScalarKind.Date => DateOnly.Parse(text[..10], culture),
            _ => text,
        };
    }

    private static string SemanticText(ScalarKind kind) =>
        kind == ScalarKind.TimePeriod ? "time_period" : kind.ToString().ToLowerInvariant();

    private static ScalarKind KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => ScalarKind.Boolean,
        JsonValueKind.Number => value.TryGetInt64(out _) ? ScalarKind.Integer : ScalarKind.Number,
        _ => ScalarKind.String,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : null;
}
