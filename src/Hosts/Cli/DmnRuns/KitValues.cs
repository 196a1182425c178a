using System.Xml.Linq;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Cli.DmnRuns;

/// <summary>Values as the kit writes them, and their comparison.</summary>
internal static class KitValues
{
    private static readonly FeelNumber Tolerance = FeelNumber.Parse("0.00000001")!.Value;
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>An input or an item of one; texts without a type are read by <paramref name="untyped"/>.</summary>
    public static FeelValue Read(XElement holder, Func<string, FeelValue> untyped)
    {
        var components = holder.Elements(KitFile.Namespace + "component").ToList();
        if (components.Count > 0)
        {
            return new ContextValue(components.Select(c => KeyValuePair.Create(
                (string?)c.Attribute("name") ?? "", IsNil(c) ? FeelValue.Null : Read(c, FeelValue.From))));
        }

        if (holder.Element(KitFile.Namespace + "list") is { } list)
        {
            var items = list.Elements(KitFile.Namespace + "item")
                .Select(i => IsNil(i) ? FeelValue.Null : Read(i, untyped));
            return IsNil(list) ? FeelValue.Null : new ListValue([.. items]);
        }

        return holder.Element(KitFile.Namespace + "value") is { } value && !IsNil(value) ? Simple(value, untyped)
            : FeelValue.Null;
    }

    /// <summary>Null if the value is as expected; otherwise what differs.</summary>
    public static string? Difference(XElement? expected, FeelValue actual)
    {
        var wanted = expected is null ? FeelValue.Null : Read(expected, text => Like(actual, text));
        return AreEqual(wanted, actual) ? null : $"expected {Shown(wanted)} but got {Shown(actual)}";
    }

    public static string Shown(FeelValue value) => value switch
    {
        StringValue text => $"\"{text.Text}\"",
        NullValue => "null",
        _ => value.ToString(),
    };

    private static bool IsNil(XElement element) => (string?)element.Attribute(Instance + "nil") is "true" or "1";

    private static FeelValue Simple(XElement value, Func<string, FeelValue> untyped)
    {
        var type = (string?)value.Attribute(Instance + "type");
        var kind = type?[(type.IndexOf(':', StringComparison.Ordinal) + 1)..] switch
        {
            null => null,
            "string" or "anySimpleType" => "string",
            "boolean" => "boolean",
            "date" => "date",
            "time" => "time",
            "dateTime" => "date and time",
            var name when name.EndsWith("uration", StringComparison.Ordinal) => "duration",
            _ => "number",
        };
        if (kind is null)
            return untyped(value.Value);
        return FeelValue.Parse(kind, value.Value)
            ?? throw new FormatException($"{type} '{value.Value}' cannot be read");
    }

    // An expected text without a type is read like what came out.
    private static FeelValue Like(FeelValue actual, string text) =>
        FeelValue.Parse(actual.Kind, text) ?? FeelValue.From(text);

    private static bool AreEqual(FeelValue expected, FeelValue actual) => (expected, actual) switch
    {
        (NumberValue a, NumberValue b) =>
            FeelNumber.Subtract(a.Number, b.Number) is { } difference && difference.Absolute() < Tolerance,
        (ListValue a, ListValue b) =>
            a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => AreEqual(p.First, p.Second)),
        (ContextValue a, ContextValue b) => a.Names.Count == b.Names.Count
            && a.Entries.All(e => b.TryGet(e.Key, out var value) && AreEqual(e.Value, value)),
        (DurationValue { Nanos: var nanos }, MonthsValue { Months: 0 }) => nanos == 0,
        (MonthsValue { Months: 0 }, DurationValue { Nanos: var nanos }) => nanos == 0,
        _ => expected.Kind == actual.Kind && expected.ToString() == actual.ToString(),
    };
}
