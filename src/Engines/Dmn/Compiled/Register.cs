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
internal readonly struct Register
{
    // The value it was made from, so that reading it back makes no new one; for a string possibly the string itself.
    private object? Source { get; init; }

    public RegisterKind Kind { get; private init; }

    public bool IsNegative { get; private init; }

    public short Exponent { get; private init; }

    public UInt128 Coefficient { get; private init; }

    public bool IsNull => Kind <= RegisterKind.Null;

    public bool Boolean => Coefficient != 0;

    public string Text => Source as string ?? Unsafe.As<StringValue>(Source)!.Text;

    public FeelNumber Number => FeelNumber.OfParts(IsNegative, Coefficient, Exponent);

    /// <summary>Days, months, nanoseconds.</summary>
    public Int128 Integer => IsNegative ? -(Int128)Coefficient : (Int128)Coefficient;

    /// <summary>The object of another kind of value.</summary>
    public FeelValue Object => (FeelValue)Source!;

    public static Register Null { get; } = new() { Kind = RegisterKind.Null };

    public static Register Of(bool value) => new() { Kind = RegisterKind.Boolean, Coefficient = value ? 1u : 0u };

    public static Register Of(FeelNumber number) => new()
    {
        Kind = RegisterKind.Number,
        Coefficient = number.Coefficient,
        IsNegative = number.IsNegative,
        Exponent = (short)number.Exponent,
    };

    /// <summary>A whole number of units of ten to the power of the exponent.</summary>
    public static Register Of(long unscaled, int exponent) => new()
    {
        Kind = RegisterKind.Number,
        Coefficient = Magnitude(unscaled),
        IsNegative = unscaled < 0,
        Exponent = (short)exponent,
    };

    public static Register Of(string text) => new() { Kind = RegisterKind.String, Source = text };

    public static Register OfDay(long dayNumber) => OfInteger(RegisterKind.Date, dayNumber);

    public static Register Of(FeelValue value) => value switch
    {
        NullValue => Null,
        BooleanValue boolean => Of(boolean.Value),
        NumberValue number => Of(number.Number) with { Source = number },
        StringValue => new Register { Kind = RegisterKind.String, Source = value },
        DateValue date => OfDay(date.DayNumber) with { Source = date },
        MonthsValue months => OfInteger(RegisterKind.Months, months.Months) with { Source = months },
        DurationValue duration => OfInteger(RegisterKind.Duration, duration.Nanos) with { Source = duration },
        _ => new Register { Kind = RegisterKind.Other, Source = value },
    };

    /// <summary>The value; an object is made for it where it did not come from one.</summary>
    public FeelValue ToValue() => Kind switch
    {
        RegisterKind.Missing or RegisterKind.Null => FeelValue.Null,
        RegisterKind.Boolean => BooleanValue.Of(Boolean),
        RegisterKind.String => Source as FeelValue ?? new StringValue(Text),
        _ => Source as FeelValue ?? Kind switch
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
        Coefficient = value < 0 ? (UInt128)(-value) : (UInt128)value,
        IsNegative = value < 0,
    };

    private static UInt128 Magnitude(long value) => value < 0 ? (UInt128)(-(Int128)value) : (UInt128)value;
}
