using CsCheck;
using Xunit;

namespace Huoshui.Measures.Tests;

public sealed class RoundingTests
{
    [Theory]
    [InlineData("0.125", "0.13")]
    [InlineData("0.135", "0.14")]
    [InlineData("-0.125", "-0.13")]
    [InlineData("2.675", "2.68")]
    public void Halves_round_away_from_zero(string value, string expected) =>
        Assert.Equal(Parse(expected), Rounding.HalfUp(Parse(value), 2));

    [Fact]
    public void Down_never_names_more_than_there_is() =>
        Assert.Equal((1.99m, -1.99m), (Rounding.Down(1.999m, 2), Rounding.Down(-1.999m, 2)));

    [Fact]
    public void Items_rounded_to_a_total_add_up_to_it() =>
        Gen.Decimal[0m, 10000m].Array[1, 30].Sample(items =>
            Assert.Equal(Rounding.HalfUp(items.Sum(), 2), Rounding.ToTotal(items, 2).Sum()));

    [Fact]
    public void Items_that_do_not_add_up_need_a_note() =>
        Assert.True(Rounding.NeedsNote([0.004m, 0.004m, 0.004m], 2));

    [Fact]
    public void Items_that_add_up_need_none() => Assert.False(Rounding.NeedsNote([1.10m, 2.20m], 2));

    private static decimal Parse(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
