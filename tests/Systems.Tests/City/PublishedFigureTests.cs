using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>The figures of 2025-06-30 as published, at the scale of the fixture.</summary>
[Collection(CityCollection.Name)]
public sealed class PublishedFigureTests(GeneratedCity city)
{
    [Theory]
    [InlineData("T03", 109.48)]
    [InlineData("T04", 245.98)]
    [InlineData("G02", 1.31)]
    [InlineData("I03", 1.96)]
    [InlineData("T06", 3.12)]
    [InlineData("P02", 71.06)]
    [InlineData("P04", 183.44)]
    [InlineData("P06", 1900)]
    public void Amounts_scale_with_the_city(string figure, double published) =>
        Assert.Equal((decimal)published * 0.001m, city.Figure(figure));

    [Theory]
    [InlineData("I05", 0.1311)]
    [InlineData("I01", 0.1494)]
    [InlineData("P01", 0.557)]
    [InlineData("P03", 0.0116)]
    [InlineData("P09", 0.134)]
    [InlineData("O08", 0.0186)]
    [InlineData("O10", 0.0083)]
    public void Counts_are_rounded_half_up(string figure, double expected) => Assert.Equal((decimal)expected,
        city.Figure(figure));

    [Theory]
    [InlineData("G03", 0, 5)]
    [InlineData("I04", 2, 26.29)]
    [InlineData("I06", 2, 2.51)]
    [InlineData("I07", 2, 2.79)]
    [InlineData("D01", 2, 67.99)]
    [InlineData("D02", 2, 11.31)]
    [InlineData("O05", 1, 33.3)]
    [InlineData("T01", 0, 45)]
    [InlineData("O04", 0, 16)]
    [InlineData("O09", 0, 17)]
    public void Ratios_and_registers_print_as_published(string figure, int digits, double published) =>
        Assert.Equal((decimal)published, Math.Round(city.Figure(figure), digits, MidpointRounding.AwayFromZero));

    // Filed loans are whole; they come as near to the published sum as they fit.
    [Fact]
    public void Loans_through_the_mechanism_print_as_published() =>
        Assert.Equal(6.67m, Math.Round(city.Figure("I02"), 2, MidpointRounding.AwayFromZero));

    [Theory]
    [InlineData("T05", 2, 0.001)]
    [InlineData("P05", 20, 1)]
    public void Over_means_up_to_a_twentieth_more(string figure, double published, double scale)
    {
        var value = city.Figure(figure) / (decimal)scale;
        Assert.True(value > (decimal)published && value <= 1.05m * (decimal)published, $"{figure} {value}");
    }

    // Two banks of the city fill in their template wrongly, two formulas each.
    [Fact]
    public void The_template_of_loans_is_wrong_in_four_formulas_and_its_total_is_padded()
    {
        Assert.Equal(4, city.Figure("LT1"));
        var loans = city.Shadow("LT2_loans") / 100_000_000;
        Assert.InRange(city.Figure("LT2") - loans, 0.0999m, 0.1001m);
    }

    [Fact]
    public void Rates_fall_five_times_in_a_row() => Assert.Equal(5, city.Shadow("I07_falls"));
}
