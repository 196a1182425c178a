using System.Globalization;
using System.Numerics;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>
/// 十进制数: a number of IEEE 754-2008 decimal128 (DMN 1.5 §10.3.2.3.1): up to 34 digits, rounding half to even, scale
/// from −6111 to 6176. An operation that leaves this range gives null. Zero has no sign. Equal numbers of different
/// scale (1.0 and 1.00) are equal.
/// </summary>
public readonly partial struct FeelNumber : IEquatable<FeelNumber>, IComparable<FeelNumber>
{
    /// <summary>Digits of a coefficient.</summary>
    public const int Digits = 34;

    /// <summary>The largest scale (digits after the point).</summary>
    public const int MaxScale = 6176;

    /// <summary>The smallest scale (negative: zeros before the point).</summary>
    public const int MinScale = -6111;

    private static readonly UInt128[] Powers = PowersOfTen();

    private readonly UInt128 _coefficient;
    private readonly short _exponent;
    private readonly bool _isNegative;

    private FeelNumber(bool isNegative, UInt128 coefficient, int exponent)
    {
        _isNegative = isNegative && coefficient != 0;
        _coefficient = coefficient;
        _exponent = (short)exponent;
    }

    /// <summary>Zero.</summary>
    public static FeelNumber Zero { get; }

    /// <summary>One.</summary>
    public static FeelNumber One { get; } = new(isNegative: false, 1, 0);

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => _coefficient == 0 ? 0 : _isNegative ? -1 : 1;

    /// <summary>True if there is nothing after the point.</summary>
    public bool IsInteger => _exponent >= 0 || _coefficient == 0 || Stripped()._exponent >= 0;

    internal BigInteger SignedCoefficient => _isNegative ? -(BigInteger)_coefficient : _coefficient;

    internal int Exponent => _exponent;

    internal UInt128 Coefficient => _coefficient;

    internal bool IsNegative => _isNegative;

    internal static UInt128 PowerOfTen(int power) => Powers[power];

    /// <summary>The parts of a number, as they were read from one.</summary>
    internal static FeelNumber OfParts(bool isNegative, UInt128 coefficient, int exponent) =>
        new(isNegative, coefficient, exponent);

    /// <summary>A whole number.</summary>
    public static FeelNumber From(long value) =>
        new(value < 0, value < 0 ? (UInt128)(-(Int128)value) : (UInt128)value, 0);

    /// <summary>A decimal, with its scale.</summary>
    public static FeelNumber From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var coefficient = ((UInt128)unchecked((uint)bits[2]) << 64) | ((UInt128)unchecked((uint)bits[1]) << 32)
            | unchecked((uint)bits[0]);
        return new FeelNumber(value < 0, coefficient, -((bits[3] >> 16) & 0xFF));
    }

    /// <summary>As a decimal, rounded half to even to 28 digits; null if it is too large for one.</summary>
    public decimal? ToDecimal() =>
        decimal.TryParse(ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>
    /// As a 64-bit integer above −2⁶³, so that it can be negated; null if it has a fraction or is too large.
    /// </summary>
    public long? ToInt64()
    {
        if (_exponent == 0 && _coefficient <= long.MaxValue)
            return _isNegative ? -(long)_coefficient : (long)_coefficient;
        var number = Stripped();
        if (number._exponent is < 0 or > 18)
            return null;
        var value = number.SignedCoefficient * BigInteger.Pow(10, number._exponent);
        return value > long.MinValue && value <= long.MaxValue ? (long)value : null;
    }

    /// <summary>The nearest double.</summary>
    public double ToDouble() => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{(_isNegative ? "-" : "")}{_coefficient}E{_exponent}"),
        CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public int CompareTo(FeelNumber other)
    {
        if (Sign != other.Sign)
            return Sign.CompareTo(other.Sign);
        var magnitude = CompareMagnitude(other);
        return _isNegative ? -magnitude : magnitude;
    }

    /// <inheritdoc />
    public bool Equals(FeelNumber other) => CompareTo(other) == 0;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is FeelNumber other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var number = Stripped();
        return HashCode.Combine(number._isNegative, number._coefficient, number._exponent);
    }

    /// <summary>Equality of value.</summary>
    public static bool operator ==(FeelNumber left, FeelNumber right) => left.Equals(right);

    /// <summary>Inequality of value.</summary>
    public static bool operator !=(FeelNumber left, FeelNumber right) => !left.Equals(right);

    /// <summary>Order of value.</summary>
    public static bool operator <(FeelNumber left, FeelNumber right) => left.CompareTo(right) < 0;

    /// <summary>Order of value.</summary>
    public static bool operator >(FeelNumber left, FeelNumber right) => left.CompareTo(right) > 0;

    /// <summary>Order of value.</summary>
    public static bool operator <=(FeelNumber left, FeelNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Order of value.</summary>
    public static bool operator >=(FeelNumber left, FeelNumber right) => left.CompareTo(right) >= 0;

    /// <summary>The same value without zeros at the end of its coefficient; zero has scale 0.</summary>
    internal FeelNumber Stripped()
    {
        if (_coefficient == 0)
            return Zero;
        var (coefficient, exponent) = (_coefficient, (int)_exponent);
        while (coefficient % 10 == 0)
        {
            coefficient /= 10;
            exponent++;
        }

        return exponent > short.MaxValue ? this : new FeelNumber(_isNegative, coefficient, exponent);
    }

    private static UInt128[] PowersOfTen()
    {
        var powers = new UInt128[39];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }

    private static int DigitsOf(UInt128 value)
    {
        if (value == 0)
            return 1;
        // log10(2) as 1233 ÷ 4096: one digit too few at most, for up to 128 bits.
        var estimate = ((128 - (int)UInt128.LeadingZeroCount(value)) * 1233) >> 12;
        return estimate < Powers.Length && value >= Powers[estimate] ? estimate + 1 : estimate;
    }

    private int CompareMagnitude(FeelNumber other)
    {
        if (_exponent == other._exponent || _coefficient == 0)
            return _coefficient.CompareTo(other._coefficient);
        var (mine, its) = (DigitsOf(_coefficient) + _exponent, DigitsOf(other._coefficient) + other._exponent);
        if (mine != its)
            return mine.CompareTo(its);
        return _exponent > other._exponent
            ? (_coefficient * Powers[_exponent - other._exponent]).CompareTo(other._coefficient)
            : _coefficient.CompareTo(other._coefficient * Powers[other._exponent - _exponent]);
    }
}
