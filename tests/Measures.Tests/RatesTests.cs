using Xunit;

namespace Huoshui.Measures.Tests;

public sealed class RatesTests
{
    [Fact]
    public void A_weighted_rate_follows_the_balances() =>
        Assert.Equal(3.5m, Rates.WeightedAverage([(100m, 5m), (300m, 3m)]));

    [Fact]
    public void A_weighted_rate_of_nothing_is_unknown() => Assert.Null(Rates.WeightedAverage([]));

    [Fact]
    public void Five_years_of_growth_compound() =>
        Assert.Equal(26.29m, Rounding.HalfUp(Rates.CompoundGrowthPercent(1.96m, 0.6101m, 5)!.Value, 2));

    [Fact]
    public void Four_and_a_half_years_of_growth_compound() =>
        Assert.Equal(4.55m, Rounding.HalfUp(Rates.CompoundGrowthPercent(1.2216m, 1m, 4.5m)!.Value, 2));

    [Fact]
    public void Growth_from_nothing_is_unknown() => Assert.Null(Rates.CompoundGrowthPercent(1, 0, 5));

    [Fact]
    public void A_multiple_is_no_growth() =>
        Assert.Equal((2.51m, 151m), (Rates.Multiple(2.51m, 1m)!.Value, Rates.GrowthPercent(2.51m, 1m)!.Value));

    [Fact]
    public void Growth_of_a_loss_that_shrinks_is_positive() => Assert.Equal(50m, Rates.GrowthPercent(-5m, -10m));

    [Fact]
    public void A_share_of_nothing_is_unknown() => Assert.Null(Rates.SharePercent(1, 0));

    [Fact]
    public void Rates_differ_by_points() => Assert.Equal(-2.79m, Rates.PointsBetween(3.21m, 6.00m));
}
