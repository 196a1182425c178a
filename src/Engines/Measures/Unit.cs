using Huoshui.Diagnostics;

namespace Huoshui.Measures;

/// <summary>What a unit measures. Quantities of different dimensions never convert.</summary>
public enum Dimension
{
    /// <summary>金额; the base is 元.</summary>
    Money,

    /// <summary>数量; the base is the counted thing (户, 家, 张 …).</summary>
    Count,

    /// <summary>比率; the base is %.</summary>
    Percent,

    /// <summary>百分点: a difference of rates.</summary>
    PercentagePoints,

    /// <summary>倍: a ratio (2.51 倍 is not +251 %).</summary>
    Multiple,

    /// <summary>时长; the base is 分钟.</summary>
    Duration,
}

/// <summary>计量单位. Two units are equal when their symbols are.</summary>
/// <param name="Symbol">As Chinese writes it, and as figures.csv and the packs do: <c>亿元</c>, <c>万户</c>,
/// <c>%</c>.</param>
/// <param name="Dimension">What it measures.</param>
/// <param name="Factor">How many of the base one is.</param>
/// <param name="Counted">The counted thing in Chinese; null unless a count.</param>
/// <param name="Decimals">Decimals that pages show unless told otherwise.</param>
public sealed record Unit(string Symbol, Dimension Dimension, decimal Factor, string? Counted, int Decimals)
{
    /// <summary>元.</summary>
    public static Unit Yuan { get; } = new("元", Dimension.Money, 1, null, 2);

    /// <summary>万元: 10,000 yuan.</summary>
    public static Unit TenThousandYuan { get; } = new("万元", Dimension.Money, 1_0000, null, 2);

    /// <summary>亿元: 100 million yuan.</summary>
    public static Unit HundredMillionYuan { get; } = new("亿元", Dimension.Money, 1_0000_0000, null, 2);

    /// <summary>万亿元: 1 trillion yuan.</summary>
    public static Unit TrillionYuan { get; } = new("万亿元", Dimension.Money, 1_0000_0000_0000, null, 2);

    /// <summary>%.</summary>
    public static Unit Percent { get; } = new("%", Dimension.Percent, 1, null, 2);

    /// <summary>百分点.</summary>
    public static Unit PercentagePoint { get; } = new("百分点", Dimension.PercentagePoints, 1, null, 2);

    /// <summary>倍.</summary>
    public static Unit Times { get; } = new("倍", Dimension.Multiple, 1, null, 2);

    /// <summary>分钟.</summary>
    public static Unit Minute { get; } = new("分钟", Dimension.Duration, 1, null, 0);

    /// <summary>户.</summary>
    public static Unit Household { get; } = Count("户");

    /// <summary>万户.</summary>
    public static Unit TenThousandHouseholds { get; } = Parse("万户");

    private static IReadOnlyList<Unit> Fixed =>
        [Yuan, TenThousandYuan, HundredMillionYuan, TrillionYuan, Percent, PercentagePoint, Times, Minute];

    /// <summary>
    /// The unit of a symbol: one of those above, or a counted thing, alone or after 万 or 亿 (<c>家</c>, <c>万张</c>).
    /// </summary>
    /// <exception cref="ArgumentException">The symbol is empty.</exception>
    public static Unit Parse(string symbol)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(symbol);
        if (Fixed.FirstOrDefault(u => u.Symbol == symbol) is { } known)
            return known;
        var (factor, counted) = symbol switch
        {
            ['万', _, ..] => (1_0000m, symbol[1..]),
            ['亿', _, ..] => (1_0000_0000m, symbol[1..]),
            _ => (1m, symbol),
        };
        return new Unit(symbol, Dimension.Count, factor, counted, factor == 1 ? 0 : 2);
    }

    /// <summary>The counted thing in English where the measure word alone does not say it (户 of accounts or of
    /// entities); null takes the usual word of the measure word.</summary>
    public string? CountedEnglish { get; init; }

    /// <summary>Symbol and English name.</summary>
    public LocalizedText Name => new(Symbol, EnglishNames.Of(this));

    /// <inheritdoc />
    public bool Equals(Unit? other) => string.Equals(Symbol, other?.Symbol, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Symbol);

    private static Unit Count(string counted) => new(counted, Dimension.Count, 1, counted, 0);

    /// <inheritdoc />
    public override string ToString() => Symbol;
}
