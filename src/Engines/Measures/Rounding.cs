namespace Huoshui.Measures;

/// <summary>The roundings that a rule may name. A figure is rounded once, at its end.</summary>
public static class Rounding
{
    /// <summary>四舍五入: to the nearest, halves away from zero (−0.125 to two decimals is −0.13).</summary>
    /// <param name="value">What to round.</param>
    /// <param name="decimals">0 to 28.</param>
    public static decimal HalfUp(decimal value, int decimals) =>
        decimal.Round(value, decimals, MidpointRounding.AwayFromZero);

    /// <summary>舍去: towards zero; for 突破 and 超, which never name more than there is.</summary>
    public static decimal Down(decimal value, int decimals) => decimal.Round(value, decimals, MidpointRounding.ToZero);

    /// <summary>Splits a whole number by weights so that the parts add up to it (largest remainder, Hamilton's
    /// method).</summary>
    /// <param name="total">May be negative; then every part is zero or negative.</param>
    /// <param name="weights">Not negative, not all zero. Of equal remainders the earlier gets the unit.</param>
    public static IReadOnlyList<long> LargestRemainder(long total, IReadOnlyList<decimal> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var sum = weights.Sum();
        if (sum <= 0 || weights.Any(w => w < 0))
            throw new ArgumentException("The weights are not negative and not all zero.", nameof(weights));
        var sign = total < 0 ? -1 : 1;
        var size = (decimal)total * sign;
        var shares = weights.Select(w => size * (w / sum)).ToList();
        var parts = shares.Select(s => decimal.ToInt64(decimal.Truncate(s))).ToArray();
        var left = decimal.ToInt64(size - parts.Sum(p => (decimal)p));
        var byRemainder = Enumerable.Range(0, parts.Length).Where(i => weights[i] > 0)
            .OrderByDescending(i => shares[i] - parts[i]).ThenBy(i => i).ToList();
        for (var i = 0; left > 0; i = (i + 1) % byRemainder.Count, left--)
            parts[byRemainder[i]]++;
        return [.. parts.Select(p => p * sign)];
    }

    /// <summary>Rounds items so that they add up to the half-up rounding of their sum (largest remainder).</summary>
    /// <param name="items">Not negative.</param>
    /// <param name="decimals">Of every item and of the sum.</param>
    public static IReadOnlyList<decimal> ToTotal(IReadOnlyList<decimal> items, int decimals)
    {
        ArgumentNullException.ThrowIfNull(items);
        var unit = new decimal(1, 0, 0, false, checked((byte)decimals));
        var total = HalfUp(items.Sum(), decimals);
        return total == 0
            ? [.. items.Select(_ => 0m)]
            : [.. LargestRemainder(decimal.ToInt64(total / unit), items).Select(p => p * unit)];
    }

    /// <summary>Whether items rounded one by one fail to add up to the rounded sum: the table then carries a
    /// note.</summary>
    public static bool NeedsNote(IReadOnlyList<decimal> items, int decimals)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Sum(i => HalfUp(i, decimals)) != HalfUp(items.Sum(), decimals);
    }
}
