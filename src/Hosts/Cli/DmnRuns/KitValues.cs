using System.Xml.Linq;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Cli.DmnRuns;

/// <summary>Values as the kit writes them, and their comparison.</summary>
internal static class KitValues
{
    private static readonly FeelNumber Tolerance = FeelNumber.Parse("0.00000001")!.Value;
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>An input or an item of one.</summary>
    /// <param name="holder">With a value, components or a list.</param>
    /// <param name="untyped">Reads a text without a type, given the names of the components that lead to it.</param>
    public static FeelValue Read(XElement holder, Func<string, IReadOnlyList<string>, FeelValue> untyped) =>
        Read(holder, untyped, []);

    /// <summary>Null if the value is as expected; otherwise what differs.</summary>
    public static string? Difference(XElement? expected, FeelValue actual)
    {
        if (expected is not null && IsAs(expected, actual))
            return null;
        var wanted = expected is null ? FeelValue.Null : Read(expected, (text, _) => Like(actual, text));
        return AreEqual(wanted, actual) ? null : $"expected {Shown(wanted)} but got {Shown(actual)}";
    }

    private static FeelValue Read(
        XElement holder, Func<string, IReadOnlyList<string>, FeelValue> untyped, IReadOnlyList<string> path)
    {
        var components = holder.Elements(KitFile.Namespace + "component").ToList();
        if (components.Count > 0)
        {
            return new ContextValue(components.Select(c => (Name: (string?)c.Attribute("name") ?? "", Holder: c))
                .Select(c => KeyValuePair.Create(
                    c.Name, IsNil(c.Holder) ? FeelValue.Null : Read(c.Holder, untyped, [.. path, c.Name]))));
        }

        if (holder.Element(KitFile.Namespace + "list") is { } list)
        {
            var items = list.Elements(KitFile.Namespace + "item")
                .Select(i => IsNil(i) ? FeelValue.Null : Read(i, untyped, path));
            return IsNil(list) ? FeelValue.Null : new ListValue([.. items]);
        }

        return holder.Element(KitFile.Namespace + "value") is { } value && !IsNil(value)
            ? Simple(value, text => untyped(text, path)) : FeelValue.Null;
    }

    // Item by item and component by component, so that a text without a type is read like what stands in its place.
    private static bool IsAs(XElement expected, FeelValue actual)
    {
        if (actual is ListValue list && expected.Element(KitFile.Namespace + "list") is { } wanted && !IsNil(wanted))
        {
            var items = wanted.Elements(KitFile.Namespace + "item").ToList();
            return items.Count == list.Items.Count && items.Zip(list.Items).All(p => IsAs(p.First, p.Second));
        }

        var components = expected.Elements(KitFile.Namespace + "component").ToList();
        if (actual is ContextValue context && components.Count > 0)
        {
            return components.Count == context.Names.Count && components.TrueForAll(
                c => context.TryGet((string?)c.Attribute("name") ?? "", out var member) && IsAs(c, member));
        }

        return AreEqual(IsNil(expected) ? FeelValue.Null : Read(expected, (text, _) => Like(actual, text)), actual);
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
        if (kind != "string" && string.IsNullOrWhiteSpace(value.Value))
            return FeelValue.Null;
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
