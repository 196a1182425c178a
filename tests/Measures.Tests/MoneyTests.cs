using CsCheck;
using Xunit;

namespace Huoshui.Measures.Tests;

public sealed class MoneyTests
{
    [Fact]
    public void Yuan_and_fen_agree() => Assert.Equal(12.34m, new Money(1234).Yuan);

    [Fact]
    public void An_amount_finer_than_a_fen_is_refused() =>
        Assert.Throws<ArgumentException>(() => Money.FromYuan(0.001m));

    [Fact]
    public void Half_a_fen_rounds_away_from_zero_both_ways()
    {
        Assert.Equal(1, Money.FromYuanHalfUp(0.005m).Fen);
        Assert.Equal(-1, Money.FromYuanHalfUp(-0.005m).Fen);
    }

    [Fact]
    public void A_sum_beyond_the_range_overflows_instead_of_wrapping() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue) + new Money(1));

    [Fact]
    public void A_sum_of_the_whole_city_fits() =>
        Assert.Equal(2_000_000_000_000m * 1000, (Money.FromYuan(2_000_000_000_000m) * 1000).Yuan);

    [Fact]
    public void A_negated_minimum_overflows() =>
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue));

    [Fact]
    public void A_split_adds_up_to_the_amount() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Decimal[0.01m, 1000m].Array[1, 20])
            .Sample((fen, weights) =>
                Assert.Equal(fen, new Money(fen).Split(weights).Sum(p => p.Fen)));

    [Fact]
    public void Thirds_of_a_yuan_give_the_odd_fen_to_the_first() =>
        Assert.Equal([34, 33, 33], new Money(100).Split([1, 1, 1]).Select(p => p.Fen));

    [Fact]
    public void A_weight_of_zero_gets_nothing() =>
        Assert.Equal([0, 1], new Money(1).Split([0, 1]).Select(p => p.Fen));

    [Fact]
    public void Weights_that_are_all_zero_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Money(1).Split([0, 0]));
}
