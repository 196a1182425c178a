using System.Numerics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>The arithmetic operators (DMN 1.5 §10.3.2.15, tables 56 to 60). Null where a result is out of range; the
/// flag tells that the operands were of kinds for which the operator is not defined.</summary>
internal static class Arithmetic
{
    private static readonly BigInteger LongestDuration = TimeValue.NanosPerDay * BigInteger.Pow(10, 17);

    public static FeelValue? Add(FeelValue left, FeelValue right, out bool isUndefined)
    {
        isUndefined = false;
        switch (left, right)
        {
            case (NumberValue a, NumberValue b):
                return Number(FeelNumber.Add(a.Number, b.Number));
            case (MonthsValue a, MonthsValue b):
                return Months((Int128)a.Months + b.Months);
            case (DurationValue a, DurationValue b):
                return Duration((BigInteger)a.Nanos + b.Nanos);
            case (_, MonthsValue months):
                return Shift(left, months.Months, out isUndefined);
            case (_, DurationValue duration):
                return Shift(left, duration.Nanos, out isUndefined);
            case (MonthsValue or DurationValue, DateValue or DateTimeValue or TimeValue):
                return Add(right, left, out isUndefined);
            default:
                isUndefined = true;
                return null;
        }
    }

    public static FeelValue? Subtract(FeelValue left, FeelValue right, out bool isUndefined)
    {
        isUndefined = false;
        switch (left, right)
        {
            case (NumberValue a, NumberValue b):
                return Number(FeelNumber.Subtract(a.Number, b.Number));
            case (MonthsValue a, MonthsValue b):
                return Months((Int128)a.Months - b.Months);
            case (DurationValue a, DurationValue b):
                return Duration((BigInteger)a.Nanos - b.Nanos);
            case (_, MonthsValue months):
                return Shift(left, -months.Months, out isUndefined);
            case (_, DurationValue duration):
                return Shift(left, -duration.Nanos, out isUndefined);
            default:
                return Between(left, right, out isUndefined);
        }
    }

    public static FeelValue? Multiply(FeelValue left, FeelValue right, out bool isUndefined)
    {
        isUndefined = false;
        switch (left, right)
        {
            case (NumberValue a, NumberValue b):
                return Number(FeelNumber.Multiply(a.Number, b.Number));
            case (MonthsValue a, NumberValue b):
                return FeelNumber.Multiply(FeelNumber.From(a.Months), b.Number) is { } months
                    ? WholeMonths(months) : null;
            case (DurationValue a, NumberValue b):
                return FeelNumber.Multiply(Nanos(a), b.Number) is { } nanos ? WholeNanos(nanos) : null;
            case (NumberValue, MonthsValue or DurationValue):
                return Multiply(right, left, out isUndefined);
            default:
                isUndefined = true;
                return null;
        }
    }

    /// <summary>The divisor is not 0.</summary>
    public static FeelValue? Divide(FeelValue left, FeelValue right, out bool isUndefined)
    {
        isUndefined = false;
        switch (left, right)
        {
            case (NumberValue a, NumberValue b):
                return Number(FeelNumber.Divide(a.Number, b.Number));
            case (MonthsValue a, NumberValue b):
                return FeelNumber.Divide(FeelNumber.From(a.Months), b.Number) is { } months ? WholeMonths(months)
                    : null;
            case (DurationValue a, NumberValue b):
                return FeelNumber.Divide(Nanos(a), b.Number) is { } nanos ? WholeNanos(nanos) : null;
            case (MonthsValue a, MonthsValue b):
                return Number(FeelNumber.Divide(FeelNumber.From(a.Months), FeelNumber.From(b.Months)));
            case (DurationValue a, DurationValue b):
                return Number(FeelNumber.Divide(Nanos(a), Nanos(b)));
            default:
                isUndefined = true;
                return null;
        }
    }

    public static bool IsZero(FeelValue value) => value switch
    {
        NumberValue number => number.Number.Sign == 0,
        MonthsValue months => months.Months == 0,
        DurationValue duration => duration.Nanos == 0,
        _ => false,
    };

    public static FeelNumber Nanos(DurationValue duration) => FeelNumber.Rounded(duration.Nanos, 0)!.Value;

    private static FeelValue? Shift(FeelValue left, long months, out bool isUndefined)
    {
        isUndefined = left is not (DateValue or DateTimeValue);
        return left switch
        {
            DateValue date => Calendar.AddMonths(date, months),
            DateTimeValue both => Calendar.AddMonths(both.Date, months) is { } date
                ? new DateTimeValue(date, both.Time) : null,
            _ => null,
        };
    }

    private static FeelValue? Shift(FeelValue left, Int128 nanos, out bool isUndefined)
    {
        isUndefined = left is not (DateValue or DateTimeValue or TimeValue);
        if (Int128.Abs(nanos) > (Int128)TimeValue.NanosPerDay * 1_000_000_000_000)
            return null;
        return left switch
        {
            DateValue date => Calendar.DateOf(Calendar.FloorDivide(
                ((Int128)date.DayNumber * TimeValue.NanosPerDay) + nanos, TimeValue.NanosPerDay).Quotient),
            TimeValue time => new TimeValue(
                (long)Calendar.FloorDivide(time.NanosOfDay + nanos, TimeValue.NanosPerDay).Remainder, time.Zone),
            DateTimeValue both => Shift(both, nanos),
            _ => null,
        };
    }

    // In a zone the sum is made in UTC and read on the clock there: a day of 23 hours is 23 hours.
    private static DateTimeValue? Shift(DateTimeValue both, Int128 nanos)
    {
        if (both.Time.Zone is not { Id: not null } zone)
            return DateTimeValue.FromLocal(both.LocalNanos + nanos, both.Time.Zone);
        var utc = both.LocalNanos - ((Int128)both.OffsetSeconds!.Value * TimeValue.NanosPerSecond) + nanos;
        return DateTimeValue.FromLocal(
            utc + ((Int128)zone.OffsetAtInstant(utc) * TimeValue.NanosPerSecond), zone);
    }

    private static DurationValue? Between(FeelValue left, FeelValue right, out bool isUndefined)
    {
        isUndefined = false;
        if (left is DateValue a && right is DateValue b)
            return new DurationValue(((Int128)a.DayNumber - b.DayNumber) * TimeValue.NanosPerDay);
        if (left is TimeValue start && right is TimeValue end)
        {
            return Difference(start.NanosOfDay, start.OffsetSeconds, end.NanosOfDay, end.OffsetSeconds,
                out isUndefined);
        }

        if (AsDateTime(left) is { } from && AsDateTime(right) is { } to)
            return Difference(from.LocalNanos, from.OffsetSeconds, to.LocalNanos, to.OffsetSeconds, out isUndefined);
        isUndefined = true;
        return null;
    }

    // Undefined where only one of the two has an offset (table 57).
    private static DurationValue? Difference(
        Int128 left, int? leftOffset, Int128 right, int? rightOffset, out bool isUndefined)
    {
        isUndefined = leftOffset is null != rightOffset is null;
        if (isUndefined)
            return null;
        var offsets = (Int128)((leftOffset ?? 0) - (rightOffset ?? 0)) * TimeValue.NanosPerSecond;
        return new DurationValue(left - right - offsets);
    }

    // A date stands for its midnight in UTC (§10.3.2.3.5).
    private static DateTimeValue? AsDateTime(FeelValue value) => value switch
    {
        DateTimeValue both => both,
        DateValue date => new DateTimeValue(date, new TimeValue(0, TimeZoneMark.Utc)),
        _ => null,
    };

    private static NumberValue? Number(FeelNumber? number) => number is { } value ? new NumberValue(value) : null;

    private static MonthsValue? Months(Int128 months) =>
        Int128.Abs(months) > long.MaxValue / 2 ? null : new MonthsValue((long)months);

    // Up to 10^17 days, so that the days of a duration fit a long.
    private static DurationValue? Duration(BigInteger nanos) =>
        BigInteger.Abs(nanos) > LongestDuration ? null : new DurationValue((Int128)nanos);

    private static MonthsValue? WholeMonths(FeelNumber months) =>
        months.Round(0, FeelRounding.Down)?.ToInt64() is { } whole ? Months(whole) : null;

    private static DurationValue? WholeNanos(FeelNumber nanos)
    {
        if (nanos.Round(0, FeelRounding.Down) is not { } whole || whole.Exponent > 40)
            return null;
        return Duration(whole.Exponent >= 0
            ? whole.SignedCoefficient * BigInteger.Pow(10, whole.Exponent)
            : whole.SignedCoefficient / BigInteger.Pow(10, -whole.Exponent));
    }
}
