using System.Numerics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Differences;

/// <summary>How large a change is, and values between what was and what is to be.</summary>
internal static class ChangeSize
{
    private const int MostDigits = 6;
    private const int MostPower = 40;

    // Beyond, a middle is rounded, and may be an end again.
    private static readonly BigInteger LargestSteps = BigInteger.Pow(10, FeelNumber.Digits);

    /// <summary>Relative for numbers, years for dates, 1 for everything else.</summary>
    public static double Of(FeelValue from, FeelValue to)
    {
        switch (from, to)
        {
            case (NumberValue a, NumberValue b):
                var (x, y) = (a.Number.ToDouble(), b.Number.ToDouble());
                var most = Math.Max(Math.Abs(x), Math.Abs(y));
                return most == 0 ? 0 : double.IsFinite(most) ? Math.Abs(x - y) / most : 1;
            case (DateValue a, DateValue b):
                return Math.Abs(a.DayNumber - b.DayNumber) / 365.0;
            default:
                return 1;
        }
    }

    /// <summary>Absolute distance in the unit of the value; 0 where there is none. Away from zero every change is of
    /// relative size 1.</summary>
    public static double Steps(FeelValue from, FeelValue to) => (from, to) switch
    {
        (NumberValue a, NumberValue b) => Math.Abs(a.Number.ToDouble() - b.Number.ToDouble()),
        (_, NumberValue b) => Math.Abs(b.Number.ToDouble()),
        (DateValue a, DateValue b) => Math.Abs(a.DayNumber - b.DayNumber),
        _ => 0,
    };

    /// <summary>One unit of the last digit that a number or the input has.</summary>
    public static FeelNumber StepOf(FeelNumber point, FeelValue now) => FeelNumber.Rounded(
        1, -Math.Max(DigitsOf(point), now is NumberValue number ? DigitsOf(number.Number) : 0))!.Value;

    /// <summary>The value in the middle, on the grid of the last digit or of days; null if there is none
    /// between.</summary>
    public static FeelValue? Between(FeelValue near, FeelValue far)
    {
        switch (near, far)
        {
            case (DateValue a, DateValue b) when Math.Abs(a.DayNumber - b.DayNumber) > 1:
                return Calendar.DateOf(a.DayNumber + ((b.DayNumber - a.DayNumber) / 2));
            case (NumberValue a, NumberValue b):
                var digits = Math.Max(DigitsOf(a.Number), DigitsOf(b.Number));
                return OnGrid(a.Number, digits) is { } x && OnGrid(b.Number, digits) is { } y
                    && BigInteger.Abs(x - y) > 1 ? FeelValue.From(FeelNumber.Rounded((x + y) / 2, -digits)) : null;
            default:
                return null;
        }
    }

    private static int DigitsOf(FeelNumber number) => Math.Clamp(-number.Stripped().Exponent, 0, MostDigits);

    // Whole steps of the last digit; null beyond the sizes that facts have.
    private static BigInteger? OnGrid(FeelNumber number, int digits)
    {
        var plain = number.Stripped();
        var power = plain.Exponent + digits;
        if (power is < 0 or > MostPower)
            return null;
        var steps = (BigInteger)plain.Coefficient * BigInteger.Pow(10, power);
        return BigInteger.Abs(steps) >= LargestSteps ? null : plain.IsNegative ? -steps : steps;
    }
}
