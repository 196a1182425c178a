using Xunit;

namespace Huoshui.Measures.Tests;

/// <summary>Days of 国务院办公厅关于2025年部分节假日安排的通知 (国办发明电〔2024〕12号).</summary>
public sealed class DeadlineRuleTests
{
    private static readonly WorkingCalendar Mainland = new(
        "mainland",
        new DateOnly(2025, 1, 1),
        new DateOnly(2025, 12, 31),
        [
            Day(1, 1), .. Days(1, 28, 8), .. Days(4, 4, 3), .. Days(5, 1, 5), .. Days(5, 31, 3), .. Days(10, 1, 8),
        ],
        [Day(1, 26), Day(2, 8), Day(4, 27), Day(9, 28), Day(10, 11)]);

    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Fact]
    public void Working_days_run_over_National_Day() =>
        Assert.Equal(Day(10, 10), Working(3).DayAfter(Day(9, 29), Mainland)); // 30 Sep, 9 Oct, 10 Oct

    [Fact]
    public void Working_days_run_over_Spring_Festival() =>
        Assert.Equal(Day(2, 6), Working(3).DayAfter(Day(1, 26), Mainland)); // 27 Jan, 5 Feb, 6 Feb

    [Fact]
    public void A_make_up_Saturday_counts_as_a_working_day() =>
        Assert.Equal(Day(10, 11), Working(1).DayAfter(Day(10, 10), Mainland));

    [Fact]
    public void A_make_up_Saturday_can_be_the_last_day() =>
        Assert.Equal(Day(2, 8), Natural(8, RollRule.Following).DayAfter(Day(1, 31), Mainland));

    [Fact]
    public void Natural_days_into_National_Day_roll_behind_it() =>
        Assert.Equal(Day(10, 9), Natural(5, RollRule.Following).DayAfter(Day(9, 30), Mainland));

    [Fact]
    public void Natural_days_into_National_Day_may_roll_before_it() =>
        Assert.Equal(Day(9, 30), Natural(5, RollRule.Preceding).DayAfter(Day(9, 30), Mainland));

    [Fact]
    public void Natural_days_without_a_roll_rule_stay() =>
        Assert.Equal(Day(10, 5), Natural(5, RollRule.None).DayAfter(Day(9, 30), Mainland));

    [Fact]
    public void A_modified_roll_does_not_leave_the_month() =>
        Assert.Equal(Day(5, 30), Natural(1, RollRule.ModifiedFollowing).DayAfter(Day(5, 30), Mainland));

    [Fact]
    public void Eight_natural_days_after_a_month_end() =>
        Assert.Equal(Day(7, 8), Natural(8, RollRule.Following).DayAfter(Day(6, 30), Mainland));

    [Fact]
    public void No_days_means_the_day_itself() => Assert.Equal(Day(6, 30), Working(0).DayAfter(Day(6, 30), Mainland));

    [Fact]
    public void A_deadline_ends_with_its_day_in_Shanghai() =>
        Assert.Equal(
            new DateTimeOffset(2025, 7, 8, 16, 0, 0, TimeSpan.Zero),
            Natural(8, RollRule.None).MomentAfter(Noon(6, 30), Mainland, Shanghai));

    [Fact]
    public void A_cut_off_ends_the_last_day_earlier() =>
        Assert.Equal(
            new DateTimeOffset(2025, 7, 1, 9, 0, 0, TimeSpan.Zero),
            (Working(1) with { CutOff = new TimeOnly(17, 0) }).MomentAfter(Noon(6, 30), Mainland, Shanghai));

    [Fact]
    public void An_event_after_the_cut_off_counts_as_the_next_days() =>
        Assert.Equal(
            new DateTimeOffset(2025, 7, 2, 9, 0, 0, TimeSpan.Zero),
            (Working(1) with { CutOff = new TimeOnly(17, 0) })
                .MomentAfter(new DateTimeOffset(2025, 6, 30, 9, 0, 1, TimeSpan.Zero), Mainland, Shanghai));

    [Fact]
    public void An_event_late_in_the_UTC_day_is_of_the_next_day_in_Shanghai() =>
        Assert.Equal(
            new DateTimeOffset(2025, 7, 2, 16, 0, 0, TimeSpan.Zero),
            Natural(1, RollRule.None)
                .MomentAfter(new DateTimeOffset(2025, 6, 30, 16, 0, 0, TimeSpan.Zero), Mainland, Shanghai));

    [Fact]
    public void A_day_that_the_data_do_not_cover_is_never_guessed() =>
        Assert.Throws<CalendarNotCoveredException>(() => Working(5).DayAfter(Day(12, 30), Mainland));

    [Fact]
    public void A_day_cannot_be_a_holiday_and_made_up() =>
        Assert.Throws<ArgumentException>(() => new WorkingCalendar("x", Day(1, 1), Day(12, 31), [Day(1, 1)], [Day(1, 1)]));

    [Fact]
    public void National_Day_week_has_its_working_days_counted() =>
        Assert.Equal(3, Mainland.Count(Day(10, 1), Day(10, 11))); // 9, 10 and the Saturday 11

    private static DeadlineRule Working(int days) => new(days, DayCount.Working, "数据日期");

    private static DeadlineRule Natural(int days, RollRule roll) => new(days, DayCount.Natural, "数据日期", roll);

    private static DateOnly Day(int month, int day) => new(2025, month, day);

    private static IEnumerable<DateOnly> Days(int month, int day, int count) =>
        Enumerable.Range(0, count).Select(i => Day(month, day).AddDays(i));

    private static DateTimeOffset Noon(int month, int day) => new(2025, month, day, 4, 0, 0, TimeSpan.Zero);
}
