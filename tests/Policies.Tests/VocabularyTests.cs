using Huoshui.Measures;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class VocabularyTests(Library library) : IClassFixture<Library>
{
    private Vocabulary Words => library.Policies.Vocabulary;

    [Theory]
    [InlineData("CL_H010019", "05", "逾期")]
    [InlineData("CL_F270010", "05", "无还本续贷")]
    [InlineData("CL_CORPORATE_TYPE", "3", "小型企业")]
    [InlineData("CL_SHENZHEN_DISTRICT", "440305", "南山区")]
    [InlineData("CL_GBT4754", "A0111", "稻谷种植")]
    [InlineData("CL_CURRENCY", "CNY", "人民币")]
    [InlineData("CL_COUNTRY", "HKG", "中国香港")]
    [InlineData("CL_KEY_INDUSTRY", "015", "不涉及／是／新能源")]
    public void A_code_means(string list, string code, string name) => Assert.Equal(name, Words.List(list)!.Find(code)!.Name.Zh);

    [Theory]
    [InlineData("gbt4754_2017", 1382)]
    [InlineData("green_financing_types", 69)]
    [InlineData("industry_classifications", 3514)]
    [InlineData("enterprise_size_2017", 30)]
    [InlineData("shenzhen_streets", 79)]
    public void A_reference_table_has_its_rows(string table, int rows) => Assert.Equal(rows, Words.Table(table)!.Rows.Count);

    [Theory]
    [InlineData(2025, 10, 1, false)]
    [InlineData(2025, 10, 8, false)]
    [InlineData(2025, 10, 9, true)]
    [InlineData(2025, 10, 11, true)]
    [InlineData(2025, 10, 12, false)]
    [InlineData(2025, 1, 26, true)]
    [InlineData(2025, 1, 27, true)]
    [InlineData(2020, 1, 31, false)]
    [InlineData(2024, 6, 30, false)]
    public void The_mainland_works_on(int year, int month, int day, bool worked) =>
        Assert.Equal(worked, Words.Calendar("mainland")!.Days.IsWorkingDay(new DateOnly(year, month, day)));

    [Fact]
    public void Seven_working_days_after_the_end_of_september_2025_go_over_the_holiday_and_count_the_make_up_saturday() =>
        Assert.Equal(new DateOnly(2025, 10, 16), Words.Calendar("mainland")!.Days.Add(new DateOnly(2025, 9, 30), 7));

    [Fact]
    public void Hong_kong_rests_on_easter_monday_while_the_mainland_works()
    {
        var day = new DateOnly(2025, 4, 21);
        Assert.Equal((false, true), (Words.Calendar("hongkong")!.Days.IsWorkingDay(day), Words.Calendar("mainland")!.Days.IsWorkingDay(day)));
    }

    [Fact]
    public void A_day_beyond_the_calendar_is_refused() =>
        Assert.Throws<CalendarNotCoveredException>(() => Words.Calendar("mainland")!.Days.IsWorkingDay(new DateOnly(2031, 1, 1)));

    [Fact]
    public void Every_make_up_day_is_a_weekend_day_and_every_holiday_of_hong_kong_is_none_of_them() =>
        Assert.DoesNotContain(
            Words.Calendar("mainland")!.Exceptions,
            d => d.Value.IsWorked && d.Key.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
}
