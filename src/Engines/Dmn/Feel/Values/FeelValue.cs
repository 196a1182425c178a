namespace Huoshui.Dmn.Feel.Values;

/// <summary>值: an element of the semantic domain of FEEL (DMN 1.5 §10.3.2.1). Immutable, thread safe.</summary>
public abstract class FeelValue
{
    private protected FeelValue()
    {
    }

    /// <summary>The one null.</summary>
    public static FeelValue Null => NullValue.Instance;

    /// <summary>True for null.</summary>
    public bool IsNull => this is NullValue;

    /// <summary>The FEEL name of its kind, for messages: number, list, …</summary>
    public abstract string Kind { get; }

    internal abstract FeelType Type { get; }

    /// <summary>A number.</summary>
    public static FeelValue From(decimal value) => new NumberValue(FeelNumber.From(value));

    /// <summary>A number.</summary>
    public static FeelValue From(long value) => new NumberValue(FeelNumber.From(value));

    /// <summary>A boolean.</summary>
    public static FeelValue From(bool value) => BooleanValue.Of(value);

    /// <summary>A string; null stays null.</summary>
    public static FeelValue From(string? value) => value is null ? Null : new StringValue(value);

    /// <summary>A date.</summary>
    public static FeelValue From(DateOnly value) => new DateValue(value.Year, value.Month, value.Day);

    /// <summary>Reads a text as FEEL writes values of a kind; a string is the text itself.</summary>
    /// <param name="kind">
    /// <c>number</c> (also with an exponent), <c>string</c>, <c>boolean</c>, <c>date</c>, <c>time</c>, <c>date and
    /// time</c>, or a kind of <c>duration</c>.
    /// </param>
    /// <param name="text">The text.</param>
    /// <returns>Null (of the CLR) if it cannot be read so.</returns>
    public static FeelValue? Parse(string kind, string text)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        return kind switch
        {
            "string" => new StringValue(text),
            "number" => FeelNumber.Parse(trimmed, allowsExponent: true) is { } number ? new NumberValue(number) : null,
            "boolean" => trimmed switch { "true" or "1" => From(true), "false" or "0" => From(false), _ => null },
            "date" => TemporalText.Date(trimmed),
            "time" => TemporalText.Time(trimmed),
            "date and time" => TemporalText.DateAndTime(trimmed),
            _ => kind.EndsWith("duration", StringComparison.Ordinal) ? TemporalText.Duration(trimmed) : null,
        };
    }

    internal static FeelValue From(FeelNumber? value) => value is { } number ? new NumberValue(number) : Null;

    /// <summary>
    /// The text that FEEL's <c>string()</c> gives; strings inside lists and contexts stand in quotes.
    /// </summary>
    public override string ToString() => ValueText.Of(this);
}

/// <summary>空值: no value, or the result of what could not be evaluated.</summary>
public sealed class NullValue : FeelValue
{
    private NullValue()
    {
    }

    /// <inheritdoc />
    public override string Kind => "null";

    internal static NullValue Instance { get; } = new();

    internal override FeelType Type => FeelType.Null;
}

/// <summary>布尔值.</summary>
public sealed class BooleanValue : FeelValue
{
    private BooleanValue(bool value) => Value = value;

    /// <summary>True or false.</summary>
    public bool Value { get; }

    /// <inheritdoc />
    public override string Kind => "boolean";

    internal static BooleanValue True { get; } = new(value: true);

    internal static BooleanValue False { get; } = new(value: false);

    internal override FeelType Type => FeelType.Boolean;

    internal static BooleanValue Of(bool value) => value ? True : False;
}

/// <summary>数字.</summary>
public sealed class NumberValue(FeelNumber number) : FeelValue
{
    /// <summary>The decimal128 number.</summary>
    public FeelNumber Number { get; } = number;

    /// <inheritdoc />
    public override string Kind => "number";

    internal override FeelType Type => FeelType.Number;
}

/// <summary>字符串: any Unicode characters.</summary>
public sealed class StringValue(string text) : FeelValue
{
    /// <summary>In UTF-16; FEEL counts code points.</summary>
    public string Text { get; } = text;

    /// <inheritdoc />
    public override string Kind => "string";

    internal override FeelType Type => FeelType.String;
}

/// <summary>列表: values in order.</summary>
public sealed class ListValue(IReadOnlyList<FeelValue> items) : FeelValue
{
    /// <summary>The values; never changed afterwards.</summary>
    public IReadOnlyList<FeelValue> Items { get; } = items;

    /// <inheritdoc />
    public override string Kind => "list";

    internal override FeelType Type => new ListType(FeelType.Union(Items.Select(i => i.Type)));
}

/// <summary>范围: between two ends of one kind; an end that is null is open without limit.</summary>
public sealed class RangeValue : FeelValue
{
    internal RangeValue(FeelValue start, bool startIncluded, FeelValue end, bool endIncluded, bool isExcluding = false)
    {
        (Start, StartIncluded, End, EndIncluded) = (start, startIncluded, end, endIncluded);
        IsExcluding = isExcluding;
    }

    /// <summary>The lower end; null if there is none.</summary>
    public FeelValue Start { get; }

    /// <summary>The lower end belongs to the range.</summary>
    public bool StartIncluded { get; }

    /// <summary>The upper end; null if there is none.</summary>
    public FeelValue End { get; }

    /// <summary>The upper end belongs to the range.</summary>
    public bool EndIncluded { get; }

    /// <inheritdoc />
    public override string Kind => "range";

    /// <summary>Everything but <see cref="Start"/>: the value of the unary test <c>!= x</c>.</summary>
    internal bool IsExcluding { get; }

    internal override FeelType Type => new RangeType((Start.IsNull ? End : Start).Type);
}
