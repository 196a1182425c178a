namespace Huoshui.Measures;

/// <summary>Rates, shares and growth. Rates are in percent points: 5 % is 5. A result without a base is null, never
/// zero.</summary>
public static class Rates
{
    private const decimal Hundred = 100m;

    /// <summary>加权平均利率: Σ(balance × rate) ÷ Σ balance, in the rate's unit; null when the balances add up to
    /// zero.</summary>
    public static decimal? WeightedAverage(IEnumerable<(decimal Balance, decimal Rate)> loans)
    {
        ArgumentNullException.ThrowIfNull(loans);
        decimal weighted = 0, total = 0;
        foreach (var (balance, rate) in loans)
        {
            weighted += balance * rate;
            total += balance;
        }

        return total == 0 ? null : weighted / total;
    }

    /// <summary>占比: part ÷ whole in %; null when the whole is zero.</summary>
    public static decimal? SharePercent(decimal part, decimal whole) => whole == 0 ? null : part / whole * Hundred;

    /// <summary>增长: (now − then) ÷ |then| in %; null when there was nothing then.</summary>
    public static decimal? GrowthPercent(decimal now, decimal then) =>
        then == 0 ? null : (now - then) / Math.Abs(then) * Hundred;

    /// <summary>倍: now ÷ then; null when there was nothing then.</summary>
    public static decimal? Multiple(decimal now, decimal then) => then == 0 ? null : now / then;

    /// <summary>百分点: the difference of two rates that are in %.</summary>
    public static decimal PointsBetween(decimal nowPercent, decimal thenPercent) => nowPercent - thenPercent;

    /// <summary>年均增长: ((now ÷ then)^(1 ÷ years) − 1) in %, to 12 significant digits; null unless all three are above
    /// zero.</summary>
    public static decimal? CompoundGrowthPercent(decimal now, decimal then, decimal years)
    {
        if (now <= 0 || then <= 0 || years <= 0)
            return null;
        var yearly = Math.Pow((double)(now / then), 1 / (double)years) - 1;
        return (decimal)yearly * Hundred;
    }
}
