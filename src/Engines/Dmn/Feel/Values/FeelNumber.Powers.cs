using System.Numerics;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>
/// Roots, powers, logarithms. Computed as whole multiples of 10^−80 and rounded to 34 digits, so that all digits but,
/// in rare cases, the last are those of the true value.
/// </summary>
public readonly partial struct FeelNumber
{
    private const int WorkingDigits = 80;
    private const int MostPowerDigits = 100;
    private const int LargestExponent = 14_300;

    private static readonly BigInteger Unit = BigInteger.Pow(10, WorkingDigits);

    // ln 10 = 3 ln 2 + ln 1.25; ln 2 = 2 atanh(1/3), ln 1.25 = 2 atanh(1/9).
    private static readonly BigInteger LnTen = (6 * Atanh(Unit / 3)) + (2 * Atanh(Unit / 9));

    /// <summary>The square root; null for a negative number.</summary>
    public FeelNumber? SquareRoot()
    {
        if (_isNegative)
            return null;
        if (_coefficient == 0)
            return Zero;
        var shift = 2 * Digits;
        if (((_exponent - shift) & 1) != 0)
            shift++;
        var scaled = _coefficient * BigInteger.Pow(10, shift);
        var root = IntegerRoot(scaled);
        var exponent = (_exponent - shift) / 2;
        return root * root == scaled
            ? TrimmedTo(Rounded(root, exponent), _exponent / 2)
            : Rounded((root * 10) + 1, exponent - 1);
    }

    /// <summary>e to the power of this number; null out of range.</summary>
    public FeelNumber? Exponential()
    {
        var size = DigitsOf(_coefficient) + _exponent;
        if (size > 6)
            return null;
        return size < -WorkingDigits ? One : ExponentialOf(Fixed(SignedCoefficient, _exponent));
    }

    /// <summary>The natural logarithm; null for 0 and negative numbers.</summary>
    public FeelNumber? Logarithm() =>
        Sign <= 0 ? null : TrimmedTo(Rounded(NaturalLogarithm(), -WorkingDigits), 0);

    /// <summary>
    /// This number to a power; null out of range, for 0 to a negative power, and for a root of a negative.
    /// </summary>
    public FeelNumber? Power(FeelNumber exponent)
    {
        if (exponent.ToInt64() is { } whole)
            return Math.Abs(whole) <= 999_999_999 ? WholePower(whole) : null;
        if (Sign == 0)
            return exponent.Sign > 0 ? Zero : null;
        if (_isNegative || exponent.IsInteger)
            return null;
        var product = NaturalLogarithm() * exponent.SignedCoefficient;
        var power = exponent._exponent >= 0
            ? product * BigInteger.Pow(10, exponent._exponent)
            : product / BigInteger.Pow(10, -exponent._exponent);
        return ExponentialOf(power);
    }

    private static FeelNumber? ExponentialOf(BigInteger power)
    {
        if (BigInteger.Abs(power) > LargestExponent * Unit)
            return null;
        var tens = (int)BigInteger.Divide(power, LnTen);
        var rest = (power - (tens * LnTen)) >> 12;
        var (sum, term) = (Unit + rest, rest);
        for (var n = 2; !term.IsZero; n++)
        {
            term = term * rest / Unit / n;
            sum += term;
        }

        for (var i = 0; i < 12; i++)
            sum = sum * sum / Unit;
        return TrimmedTo(Rounded(sum, tens - WorkingDigits), 0);
    }

    private static BigInteger Atanh(BigInteger x)
    {
        var square = x * x / Unit;
        var (sum, power) = (x, x);
        for (var n = 3; !power.IsZero; n += 2)
        {
            power = power * square / Unit;
            sum += power / n;
        }

        return sum;
    }

    private static BigInteger Fixed(BigInteger coefficient, int exponent) => exponent + WorkingDigits >= 0
        ? coefficient * BigInteger.Pow(10, exponent + WorkingDigits)
        : coefficient / BigInteger.Pow(10, -exponent - WorkingDigits);

    private static BigInteger IntegerRoot(BigInteger value)
    {
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }

    // ln(m × 10^k) = k ln 10 + ln m; m = c × 2^i with 2^i near m leaves a small argument for the series.
    private BigInteger NaturalLogarithm()
    {
        var digits = DigitsOf(_coefficient);
        var mantissa = Fixed(_coefficient, 1 - digits);
        var (halvings, lnTwo) = (0, 2 * Atanh(Unit / 3));
        while (mantissa > 4 * Unit / 3)
        {
            mantissa /= 2;
            halvings++;
        }

        var series = 2 * Atanh((mantissa - Unit) * Unit / (mantissa + Unit));
        return series + (halvings * lnTwo) + ((_exponent + digits - 1) * LnTen);
    }

    private FeelNumber? WholePower(long exponent)
    {
        if (exponent == 0)
            return One;
        if (_coefficient == 0)
            return exponent > 0 ? Zero : null;
        var (value, scale) = ((BigInteger)_coefficient, (long)_exponent);
        var (result, resultScale) = (BigInteger.One, 0L);
        for (var left = Math.Abs(exponent); ; left >>= 1)
        {
            if ((left & 1) == 1)
                (result, resultScale) = Shortened(result * value, resultScale + scale);
            if (left <= 1)
                break;
            (value, scale) = Shortened(value * value, scale * 2);
            if (Math.Abs(scale) > 100_000)
                return null;
        }

        return Signed(result, resultScale, exponent);
    }

    private FeelNumber? Signed(BigInteger result, long scale, long exponent)
    {
        if (exponent < 0)
        {
            var shift = DigitsOf(result) + Digits + 10;
            var quotient = BigInteger.DivRem(BigInteger.Pow(10, shift), result, out var rest);
            (result, scale) = rest.IsZero ? (quotient, -scale - shift) : ((quotient * 10) + 1, -scale - shift - 1);
        }

        if (Math.Abs(scale) > 4 * MaxScale)
            return null;
        var number = Rounded(_isNegative && (exponent & 1) == 1 ? -result : result, (int)scale);
        return exponent < 0 ? TrimmedTo(number, 0) : number;
    }

    private static (BigInteger Value, long Scale) Shortened(BigInteger value, long scale)
    {
        var drop = DigitsOf(value) - MostPowerDigits;
        return drop <= 0 ? (value, scale) : (value / BigInteger.Pow(10, drop), scale + drop);
    }
}
