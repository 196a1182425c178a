using System.Numerics;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>The four operations, remainders and rounding; all exact, then rounded once, half to even.</summary>
public readonly partial struct FeelNumber
{
    private const int LowestExponent = -MaxScale;
    private const int HighestExponent = -MinScale;

    /// <summary>The sum; null out of range.</summary>
    public static FeelNumber? Add(FeelNumber left, FeelNumber right)
    {
        if (left._exponent == right._exponent)
            return AddAligned(left, right._isNegative, right._coefficient);
        var (high, low) = left._exponent > right._exponent ? (left, right) : (right, left);
        var shift = high._exponent - low._exponent;
        if (high._coefficient == 0 || shift + DigitsOf(high._coefficient) <= 38)
        {
            var aligned = high._coefficient == 0 ? UInt128.Zero : high._coefficient * Powers[shift];
            if (aligned < UInt128.MaxValue / 2)
                return AddAligned(low, high._isNegative, aligned);
        }

        var sum = (high.SignedCoefficient * BigInteger.Pow(10, shift)) + low.SignedCoefficient;
        return Rounded(sum, low._exponent);
    }

    /// <summary>The difference; null out of range.</summary>
    public static FeelNumber? Subtract(FeelNumber left, FeelNumber right) => Add(left, right.Negated());

    /// <summary>The product; null out of range.</summary>
    public static FeelNumber? Multiply(FeelNumber left, FeelNumber right)
    {
        var isNegative = left._isNegative != right._isNegative;
        var exponent = left._exponent + right._exponent;
        if (left._coefficient <= ulong.MaxValue && right._coefficient <= ulong.MaxValue)
            return Rounded(isNegative, left._coefficient * right._coefficient, exponent);
        var product = (BigInteger)left._coefficient * right._coefficient;
        return Rounded(isNegative ? -product : product, exponent);
    }

    /// <summary>The quotient; null if the divisor is 0 or the quotient out of range.</summary>
    public static FeelNumber? Divide(FeelNumber left, FeelNumber right)
    {
        if (right._coefficient == 0)
            return null;
        var preferred = left._exponent - right._exponent;
        if (left._coefficient == 0)
            return new FeelNumber(isNegative: false, 0, Math.Clamp(preferred, LowestExponent, HighestExponent));
        var isNegative = left._isNegative != right._isNegative;
        if (left._coefficient <= ulong.MaxValue && right._coefficient <= ulong.MaxValue)
        {
            var (quotient, rest) = UInt128.DivRem(left._coefficient * Powers[19], right._coefficient);
            if (rest == 0)
                return TrimmedTo(Rounded(isNegative, quotient, preferred - 19), preferred);
        }

        return DivideLong(left, right, isNegative, preferred);
    }

    /// <summary>The number without its sign.</summary>
    public FeelNumber Absolute() => new(isNegative: false, _coefficient, _exponent);

    /// <summary>The number with the other sign.</summary>
    public FeelNumber Negated() => new(!_isNegative, _coefficient, _exponent);

    /// <summary>dividend − divisor × floor(dividend ÷ divisor), computed exactly; null for the divisor 0.</summary>
    public static FeelNumber? Modulo(FeelNumber dividend, FeelNumber divisor)
    {
        if (divisor._coefficient == 0)
            return null;
        var exponent = Math.Min(dividend._exponent, divisor._exponent);
        var left = dividend.SignedCoefficient * BigInteger.Pow(10, dividend._exponent - exponent);
        var right = divisor.SignedCoefficient * BigInteger.Pow(10, divisor._exponent - exponent);
        var rest = BigInteger.Remainder(left, right);
        if (rest.Sign != 0 && rest.Sign != right.Sign)
            rest += right;
        return Rounded(rest, exponent);
    }

    /// <summary>Rounded to a number of digits after the point (negative: before it); null out of range.</summary>
    internal FeelNumber? Round(int scale, FeelRounding rounding)
    {
        if (-scale <= _exponent || _coefficient == 0)
            return this;
        var drop = -scale - _exponent;
        if (drop > Digits + 1)
            drop = Digits + 1;
        var (kept, rest) = UInt128.DivRem(_coefficient, Powers[drop]);
        if (IsRoundedAway(kept, rest, Powers[drop], rounding))
            kept++;
        return Rounded(_isNegative, kept, -scale);
    }

    internal static FeelNumber? Rounded(BigInteger value, int exponent)
    {
        var isNegative = value.Sign < 0;
        var magnitude = BigInteger.Abs(value);
        if (magnitude <= (BigInteger)UInt128.MaxValue)
            return Rounded(isNegative, (UInt128)magnitude, exponent);
        var drop = DigitsOf(magnitude) - Digits;
        // Two digits more than needed and a sticky one: rounding once from there is rounding once from the whole.
        var shift = Math.Max(0, drop - 2);
        var head = BigInteger.DivRem(magnitude, BigInteger.Pow(10, shift), out var rest);
        var sticky = (head * 10) + (rest.IsZero ? 0 : 1);
        return Rounded(isNegative, (UInt128)sticky, exponent + shift - 1);
    }

    internal static int DigitsOf(BigInteger magnitude)
    {
        if (magnitude.IsZero)
            return 1;
        var estimate = (int)(magnitude.GetBitLength() * 0.30102999566398120);
        return BigInteger.Pow(10, estimate) <= magnitude ? estimate + 1 : estimate;
    }

    private static FeelNumber? AddAligned(FeelNumber left, bool isNegative, UInt128 coefficient)
    {
        if (left._isNegative == isNegative)
            return Rounded(isNegative, left._coefficient + coefficient, left._exponent);
        return left._coefficient >= coefficient
            ? Rounded(left._isNegative, left._coefficient - coefficient, left._exponent)
            : Rounded(isNegative, coefficient - left._coefficient, left._exponent);
    }

    private static FeelNumber? DivideLong(FeelNumber left, FeelNumber right, bool isNegative, int preferred)
    {
        var shift = Digits + 2 + Math.Max(0, DigitsOf(right._coefficient) - DigitsOf(left._coefficient));
        var quotient = BigInteger.DivRem(
            left._coefficient * BigInteger.Pow(10, shift), right._coefficient, out var rest);
        if (isNegative)
            quotient = -quotient;
        if (rest.IsZero)
            return TrimmedTo(Rounded(quotient, preferred - shift), preferred);
        return Rounded((quotient * 10) + (isNegative ? -1 : 1), preferred - shift - 1);
    }

    /// <summary>Zeros at the end go, as long as the exponent is below the preferred one (IEEE 754 §5.2).</summary>
    private static FeelNumber? TrimmedTo(FeelNumber? number, int preferred)
    {
        if (number is not { } value)
            return null;
        var (coefficient, exponent) = (value._coefficient, (int)value._exponent);
        while (exponent < preferred && coefficient % 10 == 0)
        {
            coefficient /= 10;
            exponent++;
        }

        return new FeelNumber(value._isNegative, coefficient, exponent);
    }

    private static FeelNumber? Rounded(bool isNegative, UInt128 coefficient, int exponent)
    {
        var drop = coefficient < Powers[Digits] ? 0 : DigitsOf(coefficient) - Digits;
        if (exponent + drop < LowestExponent)
            drop = LowestExponent - exponent;
        if (drop > 0)
        {
            if (drop > 38)
                return coefficient == 0 ? new FeelNumber(isNegative: false, 0, LowestExponent) : null;
            var (kept, rest) = UInt128.DivRem(coefficient, Powers[drop]);
            var isTiny = kept == 0 && coefficient != 0;
            if (isTiny)
                return null;
            coefficient = kept + (IsRoundedAway(kept, rest, Powers[drop], FeelRounding.HalfEven) ? 1u : 0u);
            exponent += drop;
            if (coefficient == Powers[Digits])
                (coefficient, exponent) = (coefficient / 10, exponent + 1);
        }

        return InRange(isNegative, coefficient, exponent);
    }

    private static FeelNumber? InRange(bool isNegative, UInt128 coefficient, int exponent)
    {
        if (coefficient == 0)
            return new FeelNumber(isNegative: false, 0, Math.Clamp(exponent, LowestExponent, HighestExponent));
        while (exponent > HighestExponent)
        {
            if (coefficient >= Powers[Digits - 1])
                return null;
            coefficient *= 10;
            exponent--;
        }

        return new FeelNumber(isNegative, coefficient, exponent);
    }

    private static bool IsRoundedAway(UInt128 kept, UInt128 rest, UInt128 unit, FeelRounding rounding)
    {
        if (rest == 0)
            return false;
        var half = rest.CompareTo(unit / 2);
        return rounding switch
        {
            FeelRounding.Up => true,
            FeelRounding.Down => false,
            FeelRounding.HalfUp => half >= 0,
            FeelRounding.HalfDown => half > 0,
            _ => half > 0 || (half == 0 && UInt128.IsOddInteger(kept)),
        };
    }
}

/// <summary>Ways of rounding; up and down are away from and towards zero.</summary>
internal enum FeelRounding
{
    HalfEven,
    HalfUp,
    HalfDown,
    Up,
    Down,
}
