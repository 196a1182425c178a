using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Huoshui.Policies.Scenarios;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>
/// Reads the fields of a scenario, from a JSON document or as the provider extracted them, and checks them.
/// </summary>
internal static partial class FieldReader
{
    /// <summary>Names and values, in the order of the scenario, or what is wrong.</summary>
    /// <param name="scenario">Which fields there are.</param>
    /// <param name="source">The JSON document, or the extracted values by id.</param>
    public static (IReadOnlyList<(string Name, JsonNode? Value)> Fields, Refusal? Refusal) Read(
        ScenarioDefinition scenario, JsonObject source)
    {
        var isDocument = scenario.Form == "json";
        var stranger = isDocument ? null
            : source.Select(p => p.Key).FirstOrDefault(key => scenario.Fields.All(f => f.Id != key));
        if (stranger is not null)
            return ([], BorderRefusals.Field(stranger, "不在场景内", "is not of the scenario"));
        var read = new List<(string Name, JsonNode? Value)>();
        foreach (var field in scenario.Fields)
        {
            var value = isDocument ? At(source, field.Pointer!) : source[field.Id];
            if (value is null && field.IsRequired)
                return ([], BorderRefusals.Field(field.Id, "必须有", "is needed"));
            if (value is null)
                continue;
            var (zh, en) = Form(field.Type);
            if (!Fits(field, value, isDocument))
                return ([], BorderRefusals.Field(field.Id, $"应为{zh}", $"must be {en}"));
            read.Add((field.Id, value.DeepClone()));
        }

        return (read, null);
    }

    // A list may stand for a text in JSON: its elements are then shown one by one.
    private static bool Fits(BorderField field, JsonNode value, bool isDocument)
    {
        if (field.Type == BorderFieldType.Text && isDocument && value is JsonArray)
            return true;
        if (field.Type == BorderFieldType.Integer && isDocument && value.GetValueKind() == JsonValueKind.Number)
            return WholeForm().IsMatch(value.ToJsonString());
        return value.GetValueKind() == JsonValueKind.String && IsWritten(field.Type, value.GetValue<string>());
    }

    private static bool IsWritten(BorderFieldType type, string text) => type switch
    {
        BorderFieldType.Money => MoneyForm().IsMatch(text),
        BorderFieldType.Integer => WholeForm().IsMatch(text),
        BorderFieldType.Date => DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => !string.IsNullOrWhiteSpace(text),
    };

    private static (string Zh, string En) Form(BorderFieldType type) => type switch
    {
        BorderFieldType.Money => ("金额文字，如 \"1234.50\"", "an amount as a text, like \"1234.50\""),
        BorderFieldType.Integer => ("整数", "a whole number"),
        BorderFieldType.Date => ("日期文字，如 \"2025-06-30\"", "a date as a text, like \"2025-06-30\""),
        _ => ("文字", "a text"),
    };

    // RFC 6901.
    private static JsonNode? At(JsonNode document, string pointer)
    {
        JsonNode? node = document;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject map => map[name],
                JsonArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                    && at < list.Count => list[at],
                _ => null,
            };
        }

        return node;
    }

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,14})\.\d{2}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MoneyForm();

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,14})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeForm();
}
