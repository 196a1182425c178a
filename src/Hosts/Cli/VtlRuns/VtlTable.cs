using System.Text.Json;
using System.Text.Json.Serialization;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A component as structure files and conformance cases write it.</summary>
internal sealed record ComponentText(string Name, string Role, string Type)
{
    public Component ToComponent() =>
        new(Name, RoleOf(Role), KindOf(Type), null, RoleOf(Role) != ComponentRole.Identifier);

    public static ComponentText Of(Component component) => new(
        component.Name,
        component.Role == ComponentRole.ViralAttribute ? "viral_attribute"
            : component.Role.ToString().ToLowerInvariant(),
        component.Kind == ScalarKind.TimePeriod ? "time_period" : component.Kind.ToString().ToLowerInvariant());

    public static ComponentRole RoleOf(string role) => role.ToLowerInvariant() switch
    {
        "identifier" => ComponentRole.Identifier,
        "measure" => ComponentRole.Measure,
        "attribute" => ComponentRole.Attribute,
        "viral attribute" or "viral_attribute" or "viralattribute" => ComponentRole.ViralAttribute,
        _ => throw new FormatException($"role '{role}'"),
    };

    public static ScalarKind KindOf(string type) => type.ToLowerInvariant() switch
    {
        "integer" => ScalarKind.Integer,
        "number" => ScalarKind.Number,
        "boolean" => ScalarKind.Boolean,
        "string" => ScalarKind.String,
        "date" => ScalarKind.Date,
        "time_period" => ScalarKind.TimePeriod,
        "time" => ScalarKind.Time,
        "duration" => ScalarKind.Duration,
        _ => throw new FormatException($"type '{type}'"),
    };
}

/// <summary>A data set with its rows as text, or (as an output) a scalar.</summary>
internal sealed record VtlTable
{
    public required string Name { get; init; }

    public IReadOnlyList<ComponentText>? Components { get; init; }

    public IReadOnlyList<string> Header { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; init; } = [];

    /// <summary>Type of a scalar; null for a data set.</summary>
    public string? Type { get; init; }

    /// <summary>Value of a scalar, as text or a list of one text.</summary>
    public JsonElement Value { get; init; }

    [JsonIgnore]
    public DataStructure Structure => new(Name, [.. (Components ?? []).Select(c => c.ToComponent())]);
}

/// <summary>A structure file: <c>{"components":[{"name","role","type"}]}</c>.</summary>
internal sealed record StructureFile(IReadOnlyList<ComponentText> Components)
{
    public static DataStructure Load(string path, string name)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (JsonSerializer.Deserialize<StructureFile>(stream, VtlJson.Options)?.Components is { } components
                && components.All(c => c is { Name: not null, Role: not null, Type: not null }))
            {
                return new DataStructure(name, [.. components.Select(c => c.ToComponent())]);
            }

            throw new FormatException("components");
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new FormatException(
                $"{path}：结构应为 {{\"components\":[{{\"name\",\"role\",\"type\"}}…]}}，问题在 {exception.Message} / "
                + "the structure is not of that form", exception);
        }
    }
}

internal static class VtlJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new AnyText() },
    };

    /// <summary>A text, also where a number or a boolean stands for it: <c>5</c> is "5", <c>true</c> is
    /// "true".</summary>
    private sealed class AnyText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
                return reader.GetString();
            if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False))
                throw new JsonException();
            using var value = JsonDocument.ParseValue(ref reader);
            return value.RootElement.GetRawText();
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);
    }
}
