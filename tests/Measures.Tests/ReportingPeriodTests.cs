using Xunit;

namespace Huoshui.Measures.Tests;

public sealed class ReportingPeriodTests
{
    [Fact]
    public void The_month_before_ends_on_its_last_day() =>
        Assert.Equal(new DateOnly(2024, 2, 29), ReportingPeriod.PreviousMonthEnd(new DateOnly(2024, 3, 31)));

    [Fact]
    public void The_year_begins_at_the_end_of_the_year_before() =>
        Assert.Equal(new DateOnly(2024, 12, 31), ReportingPeriod.YearBeginning(new DateOnly(2025, 6, 30)));

    [Fact]
    public void A_year_before_a_month_end_is_a_month_end() =>
        Assert.Equal(new DateOnly(2024, 2, 29), ReportingPeriod.SameDayYearsBefore(new DateOnly(2025, 2, 28), 1));

    [Fact]
    public void A_leap_day_has_its_day_in_the_year_before() =>
        Assert.Equal(new DateOnly(2023, 2, 28), ReportingPeriod.SameDayYearsBefore(new DateOnly(2024, 2, 29), 1));

    [Fact]
    public void Five_years_before_a_half_year_is_a_half_year() =>
        Assert.Equal(new DateOnly(2020, 6, 30), ReportingPeriod.SameDayYearsBefore(new DateOnly(2025, 6, 30), 5));

    [Fact]
    public void A_quarter_holds_its_three_months() =>
        Assert.Equal(
            new ReportingPeriod(new DateOnly(2025, 4, 1), new DateOnly(2025, 6, 30)),
            ReportingPeriod.QuarterOf(new DateOnly(2025, 5, 15)));

    [Fact]
    public void A_period_that_ends_before_it_begins_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ReportingPeriod(new DateOnly(2025, 2, 1), new DateOnly(2025, 1, 31)));
}
