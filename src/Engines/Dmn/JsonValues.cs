using System.Text.Json;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>Values as JSON. Dates, times, durations and ranges are written as FEEL writes them; functions as null.
/// </summary>
public static class JsonValues
{
    /// <summary>Writes a value; numbers with all their digits, unless they would take more than 60 characters: then as
    /// strings.</summary>
    public static void Write(Utf8JsonWriter writer, FeelValue value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value)
        {
            case null or NullValue or FunctionValue:
                writer.WriteNullValue();
                break;
            case BooleanValue boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case NumberValue number when number.Number.ToString() is { Length: <= 60 } digits:
                writer.WriteRawValue(digits);
                break;
            case ListValue list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case ContextValue context:
                writer.WriteStartObject();
                foreach (var (name, member) in context.Entries)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    /// <summary>Reads a value; texts stay texts, numbers keep all their digits.</summary>
    public static FeelValue Read(JsonElement json) => Read(json, FeelType.Any);

    internal static FeelValue Read(JsonElement json, FeelType type) => json.ValueKind switch
    {
        JsonValueKind.String => Typed(json.GetString()!, type),
        JsonValueKind.Number => FeelValue.From(FeelNumber.Parse(json.GetRawText(), allowsExponent: true)),
        JsonValueKind.True => FeelValue.From(true),
        JsonValueKind.False => FeelValue.From(false),
        JsonValueKind.Array => new ListValue([.. json.EnumerateArray().Select(i => Read(i, type.Element))]),
        JsonValueKind.Object => new ContextValue(json.EnumerateObject().Select(p =>
            KeyValuePair.Create(p.Name, Read(p.Value, MemberType(type, p.Name))))),
        _ => FeelValue.Null,
    };

    /// <summary>A text by a declared type; left a string where it cannot be read so, for the type check to report.
    /// </summary>
    internal static FeelValue Typed(string text, FeelType type) =>
        (type.Element is SimpleType simple ? FeelValue.Parse(simple.Name, text) : null) ?? FeelValue.From(text);

    internal static FeelType MemberType(FeelType type, string name) =>
        type.Element is ContextType context ? context.Members.GetValueOrDefault(name) ?? FeelType.Any : FeelType.Any;
}
