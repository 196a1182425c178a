using System.Runtime.CompilerServices;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Compiled;

/// <summary>What a register holds.</summary>
internal enum RegisterKind : byte
{
    /// <summary>Nothing: an input that was not given.</summary>
    Missing,
    Null,
    Boolean,
    Number,
    String,
    Date,
    Months,
    Duration,

    /// <summary>Any other value, as an object.</summary>
    Other,
}

/// <summary>
/// A value without an object of its own, so that evaluating allocates nothing. A number is in it whole: coefficient,
/// sign and exponent. Days, months, nanoseconds and booleans are integers in the coefficient.
/// </summary>
internal struct Register
{
    // The value it was made from, so that reading it back makes no new one; for a string possibly the string itself.
    private object? _source;

    public RegisterKind Kind { get; private set; }

    private bool _isNegative;
    private short _exponent;
    private UInt128 _coefficient;

    public readonly bool IsNull => Kind <= RegisterKind.Null;

    public readonly bool Boolean => _coefficient != 0;

    public readonly string Text => _source as string ?? Unsafe.As<StringValue>(_source)!.Text;

    public readonly FeelNumber Number => FeelNumber.OfParts(_isNegative, _coefficient, _exponent);

    public readonly int Exponent => _exponent;

    public readonly bool IsNegative => _isNegative;

    public readonly UInt128 Coefficient => _coefficient;

    /// <summary>Days, months, nanoseconds.</summary>
    public readonly Int128 Integer => _isNegative ? -(Int128)_coefficient : (Int128)_coefficient;

    /// <summary>The object of another kind of value.</summary>
    public readonly FeelValue Object => (FeelValue)_source!;

    public static Register Null { get; } = new() { Kind = RegisterKind.Null };

    public static Register Of(bool value) => new() { Kind = RegisterKind.Boolean, _coefficient = value ? 1u : 0u };

    public static Register Of(FeelNumber number) => new()
    {
        Kind = RegisterKind.Number,
        _coefficient = number.Coefficient,
        _isNegative = number.IsNegative,
        _exponent = (short)number.Exponent,
    };

    /// <summary>A whole number of units of ten to the power of the exponent.</summary>
    public static Register Of(long unscaled, int exponent) => new()
    {
        Kind = RegisterKind.Number,
        _coefficient = Magnitude(unscaled),
        _isNegative = unscaled < 0,
        _exponent = (short)exponent,
    };

    public static Register Of(string text) => new() { Kind = RegisterKind.String, _source = text };

    public static Register OfDay(long dayNumber) => OfInteger(RegisterKind.Date, dayNumber);

    public static Register Of(FeelValue value) => value switch
    {
        NullValue => Null,
        BooleanValue boolean => Of(boolean.Value),
        NumberValue number => Of(number.Number) with { _source = number },
        StringValue => new Register { Kind = RegisterKind.String, _source = value },
        DateValue date => OfDay(date.DayNumber) with { _source = date },
        MonthsValue months => OfInteger(RegisterKind.Months, months.Months) with { _source = months },
        DurationValue duration => OfInteger(RegisterKind.Duration, duration.Nanos) with { _source = duration },
        _ => new Register { Kind = RegisterKind.Other, _source = value },
    };

    /// <summary>The value; an object is made for it where it did not come from one.</summary>
    public readonly FeelValue ToValue() => Kind switch
    {
        RegisterKind.Missing or RegisterKind.Null => FeelValue.Null,
        RegisterKind.Boolean => BooleanValue.Of(Boolean),
        RegisterKind.String => _source as FeelValue ?? new StringValue(Text),
        _ => _source as FeelValue ?? Kind switch
        {
            RegisterKind.Number => new NumberValue(Number),
            RegisterKind.Date => Calendar.DateOf(Integer)!,
            RegisterKind.Months => new MonthsValue((long)Integer),
            _ => new DurationValue(Integer),
        },
    };

    private static Register OfInteger(RegisterKind kind, Int128 value) => new()
    {
        Kind = kind,
        _coefficient = value < 0 ? (UInt128)(-value) : (UInt128)value,
        _isNegative = value < 0,
    };

    private static UInt128 Magnitude(long value) => value < 0 ? (UInt128)(-(Int128)value) : (UInt128)value;
}
