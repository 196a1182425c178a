using System.Globalization;

namespace Huoshui.Measures;

/// <summary>
/// 金额: an amount of renminbi as whole 分. From −92,233,720,368,547,758.08 to +92,233,720,368,547,758.07 yuan;
/// every operation is checked and throws <see cref="OverflowException"/> beyond.
/// </summary>
/// <param name="Fen">The amount in 分; negative means owed the other way.</param>
public readonly record struct Money(long Fen) : IComparable<Money>
{
    private const int FenPerYuan = 100;

    /// <summary>Nothing.</summary>
    public static Money Zero => default;

    /// <summary>The amount in yuan, exactly.</summary>
    public decimal Yuan => (decimal)Fen / FenPerYuan;

    /// <summary>An amount given in yuan.</summary>
    /// <exception cref="ArgumentException">It is no whole number of 分: round it first, by name.</exception>
    public static Money FromYuan(decimal yuan)
    {
        var fen = yuan * FenPerYuan;
        if (fen != decimal.Truncate(fen))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{yuan} yuan is no whole number of 分; round it first."), nameof(yuan));
        }

        return new Money(decimal.ToInt64(fen));
    }

    /// <summary>An amount given in yuan, rounded half-up to 分.</summary>
    public static Money FromYuanHalfUp(decimal yuan) => FromYuan(Rounding.HalfUp(yuan, 2));

    /// <summary>The sum.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.Fen + right.Fen));

    /// <summary>The difference.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.Fen - right.Fen));

    /// <summary>The same amount the other way.</summary>
    public static Money operator -(Money amount) => new(checked(-amount.Fen));

    /// <summary>A whole multiple.</summary>
    public static Money operator *(Money amount, long factor) => new(checked(amount.Fen * factor));

    /// <summary>Whether it is less.</summary>
    public static bool operator <(Money left, Money right) => left.Fen < right.Fen;

    /// <summary>Whether it is more.</summary>
    public static bool operator >(Money left, Money right) => left.Fen > right.Fen;

    /// <summary>Whether it is at most.</summary>
    public static bool operator <=(Money left, Money right) => left.Fen <= right.Fen;

    /// <summary>Whether it is at least.</summary>
    public static bool operator >=(Money left, Money right) => left.Fen >= right.Fen;

    /// <summary>A part or multiple, rounded half-up to 分.</summary>
    public Money MultiplyHalfUp(decimal factor) => new(decimal.ToInt64(Rounding.HalfUp(Fen * factor, 0)));

    /// <summary>
    /// Splits the amount by weights so that the parts add up to it (largest remainder; of equal remainders the
    /// earlier first).
    /// </summary>
    /// <param name="weights">Not negative, not all zero.</param>
    public IReadOnlyList<Money> Split(IReadOnlyList<decimal> weights) =>
        [.. Rounding.LargestRemainder(Fen, weights).Select(fen => new Money(fen))];

    /// <inheritdoc />
    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Yuan with two decimals, for logs; pages use <see cref="MeasureFormat"/>.</summary>
    public override string ToString() => Yuan.ToString("0.00", CultureInfo.InvariantCulture);
}
