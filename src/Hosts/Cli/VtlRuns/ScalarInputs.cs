using System.Globalization;
using System.Text.Json;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>The scalar inputs of a case as named values: inputs without components, and its scalars.</summary>
internal static class ScalarInputs
{
    /// <exception cref="CaseError">A value is no literal of its type.</exception>
    public static IEnumerable<VtlConstant> Of(ConformanceCase test)
    {
        foreach (var input in (test.Inputs ?? []).Where(i => i.Components is null))
            yield return Constant(input.Name, input.Type, input.Value);
        switch (test.Scalars.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in test.Scalars.EnumerateArray())
                    yield return Constant(item.GetProperty("name").GetString() ?? string.Empty, item);
                break;
            case JsonValueKind.Object:
                foreach (var item in test.Scalars.EnumerateObject())
                    yield return Constant(item.Name, item.Value);
                break;
        }
    }

    /// <summary>The one value of an element, which may stand in a list of one; null stays null.</summary>
    public static string? TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.GetArrayLength() == 0 ? null : TextOf(element[0]),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => element.ToString(),
    };

    private static VtlConstant Constant(string name, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return Constant(name, KindName(item), item);
        var type = item.TryGetProperty("type", out var given) ? given.GetString() : null;
        return Constant(name, type, item.TryGetProperty("value", out var value) ? value : default);
    }

    private static VtlConstant Constant(string name, string? type, JsonElement value)
    {
        var kind = ComponentText.KindOf(type ?? KindName(value));
        var text = TextOf(value);
        if (text is null || (text.Length == 0 && kind != ScalarKind.String))
            return new VtlConstant(name, kind, null);
        if (CellText.Problem(kind, text) is { } problem)
            throw CaseError.Load($"{name}: {problem}");
        var culture = CultureInfo.InvariantCulture;
        return new VtlConstant(name, kind, kind switch
        {
            ScalarKind.Integer => (long)decimal.Parse(text, NumberStyles.Float, culture),
            ScalarKind.Number => double.Parse(text, NumberStyles.Float, culture),
            ScalarKind.Boolean => CellText.IsTrue(text),
            ScalarKind.Date => DateOnly.ParseExact(text[..10], "yyyy-MM-dd", culture),
            _ => text,
        });
    }

    private static string KindName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        _ => "string",
    };
}
