using CsCheck;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Feel.Values;

public sealed class TemporalTests
{
    [Fact]
    public void Day_numbers_are_those_of_the_framework_where_it_has_them() =>
        Gen.Int[0, DateOnly.MaxValue.DayNumber].Sample(days =>
        {
            var date = DateOnly.FromDayNumber(days);
            return Calendar.DayNumber(date.Year, date.Month, date.Day) == days - DateOnly.FromDateTime(
                DateTime.UnixEpoch).DayNumber
                && Calendar.DayOfWeek(new DateValue(date.Year, date.Month, date.Day)) % 7 == (int)date.DayOfWeek
                && Calendar.WeekOfYear(new DateValue(date.Year, date.Month, date.Day))
                    == System.Globalization.ISOWeek.GetWeekOfYear(date.ToDateTime(default));
        });

    [Fact]
    public void Dates_and_day_numbers_are_one_another_over_all_years() =>
        Gen.Select(Gen.Int[-999_999_999, 999_999_999], Gen.Int[1, 12], Gen.Int[1, 28]).Sample((year, month, day) =>
        {
            var date = Calendar.DateOf(Calendar.DayNumber(year, month, day))!;
            return (date.Year, date.Month, date.Day) == (year, month, day);
        });

    [Fact]
    public void Written_dates_and_times_read_back_as_themselves() =>
        Gen.Select(Gen.Int[-999_999_999, 999_999_999], Gen.Long[0, TimeValue.NanosPerDay - 1], Gen.Int[-840, 840])
            .Sample((year, nanos, minutes) =>
            {
                var value = new DateTimeValue(
                    new DateValue(year, 2, 28), new TimeValue(nanos, TimeZoneMark.OfOffset(minutes * 60)));
                return ValueOrder.AreIdentical(TemporalText.DateAndTime(value.ToString())!, value);
            });

    [Fact]
    public void Written_durations_read_back_as_themselves() =>
        Gen.Select(Gen.Long, Gen.Long[-1_000_000, 1_000_000]).Sample((nanos, months) =>
            ((DurationValue)TemporalText.Duration(new DurationValue(nanos).ToString())!).Nanos == nanos
            && ((MonthsValue)TemporalText.Duration(new MonthsValue(months).ToString())!).Months == months);

    [Fact]
    public void A_duration_added_and_taken_away_gives_the_same_time_in_any_zone() =>
        Gen.Select(Gen.Int[0, 4_000_000], Gen.Long[-10_000_000, 10_000_000], Gen.Int[0, 4])
            .Sample((minutes, seconds, kind) =>
            {
                var zone = new[] { "Z", "@Europe/Paris", "@Asia/Shanghai", "+05:30", "" }[kind];
                var day = Calendar.DateOf(minutes / 1440 * 7)!;
                var text = $"@\"{day}T{minutes / 60 % 24:00}:{minutes % 60:00}:00{zone}\"";
                var duration = $"@\"{new DurationValue((Int128)seconds * TimeValue.NanosPerSecond)}\"";
                // In the hour that the clock repeats in autumn, a local time does not tell which of the two it is.
                if (kind is 1 or 2 && FeelRun.Shown($"({text} + {duration}).hour <= 2") == "true")
                    return true;
                return FeelRun.Shown($"{text} + {duration} - {duration} = {text}") == "true";
            }, iter: 300);

    [Theory]
    [InlineData("@\"2021-01-31\" + @\"P1M\"", "2021-02-28")]
    [InlineData("@\"2020-02-29\" + @\"P1Y\"", "2021-02-28")]
    [InlineData("@\"2021-01-12\" + @\"PT1H\"", "2021-01-12")]
    [InlineData("@\"2021-01-12\" - @\"PT1H\"", "2021-01-11")]
    [InlineData("@\"2021-03-27T12:00:00@Europe/Paris\" + @\"P1D\"", "2021-03-28T13:00:00@Europe/Paris")]
    [InlineData("@\"23:30:00\" + @\"PT45M\"", "00:15:00")]
    [InlineData("@\"2012-12-24T23:59:00\" - @\"2012-12-22T03:45:00\"", "P2DT20H14M")]
    [InlineData("@\"2021-01-02\" - @\"2021-01-01T23:00:00Z\"", "PT1H")]
    [InlineData("@\"999999999-12-31\" + @\"P1D\"", "null")]
    [InlineData("@\"2021-01-01T00:00:00Z\" - @\"2021-01-01T00:00:00\"", "null")]
    [InlineData("@\"P1Y\" * 1.5", "P1Y6M")]
    [InlineData("@\"PT10S\" / 4", "PT2.5S")]
    [InlineData("@\"P1D\" / @\"PT6H\"", "4")]
    [InlineData("@\"PT24H\" = @\"P1D\"", "true")]
    [InlineData("@\"12:00:00+01:00\" = @\"11:00:00Z\"", "true")]
    [InlineData("@\"2021-06-01T12:00:00@Europe/Paris\" = @\"2021-06-01T10:00:00Z\"", "true")]
    [InlineData("is(@\"2021-06-01T12:00:00@Europe/Paris\", @\"2021-06-01T10:00:00Z\")", "false")]
    [InlineData("is(time(\"23:00:50z\"), time(\"23:00:50+00:00\"))", "true")]
    [InlineData("is(time(\"23:00:50z\"), time(\"23:00:50\"))", "false")]
    [InlineData("@\"2021-06-01T12:00:00@Europe/Paris\".time offset", "PT2H")]
    [InlineData("@\"2021-06-01T12:00:00@Europe/Paris\".timezone", "\"Europe/Paris\"")]
    [InlineData("@\"5021-06-01T12:00:00@Europe/Paris\".time offset", "PT2H")]
    [InlineData("@\"999999999-01-01T12:00:00@Europe/Paris\".time offset", "PT1H")]
    public void Arithmetic_of_times_follows_tables_57_to_59(string expression, string expected) =>
        Assert.Equal(expected, FeelRun.Shown(expression));

    [Theory]
    [InlineData("2021-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("21-02-01")]
    [InlineData("+2021-02-01")]
    [InlineData("02021-02-01")]
    public void What_is_no_date_is_null(string text) => Assert.Null(TemporalText.Date(text));

    [Fact]
    public void The_clock_is_the_callers_and_is_read_once()
    {
        var clock = new FixedClock(new DateTimeOffset(2024, 2, 29, 23, 30, 0, TimeSpan.Zero));
        var options = DmnOptions.Default with { Clock = clock };
        Assert.Equal("2024-02-29T23:30:00Z", FeelRun.Evaluate("now()", options).Value.ToString());
        Assert.Equal("2024-02-29", FeelRun.Evaluate("today()", options).Value.ToString());
        Assert.Equal("true", FeelRun.Evaluate("now() = now()").Value.ToString());
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
