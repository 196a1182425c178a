using System.Globalization;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>A regular period: A S Q M W D, with the year (of weeks, the ISO year) and the number within it.</summary>
internal readonly record struct Period(char Unit, int Year, int Number)
{
    public DateOnly FirstDay => Unit switch
    {
        'A' => new DateOnly(Year, 1, 1),
        'S' => new DateOnly(Year, (Number * 6) - 5, 1),
        'Q' => new DateOnly(Year, (Number * 3) - 2, 1),
        'M' => new DateOnly(Year, Number, 1),
        'W' => DateOnly.FromDateTime(ISOWeek.ToDateTime(Year, Number, DayOfWeek.Monday)),
        _ => new DateOnly(Year, 1, 1).AddDays(Number - 1),
    };

    public DateOnly LastDay => Shifted(1).FirstDay.AddDays(-1);

    public static Period Of(string text) => text.Length == 4
        ? new Period('A', int.Parse(text, CultureInfo.InvariantCulture), 1)
        : new Period(
            text[4], int.Parse(text[..4], CultureInfo.InvariantCulture), int.Parse(text[5..], CultureInfo.InvariantCulture));

    public static Period Holding(DateOnly day, char unit) => unit switch
    {
        'A' => new Period('A', day.Year, 1),
        'S' => new Period('S', day.Year, ((day.Month - 1) / 6) + 1),
        'Q' => new Period('Q', day.Year, ((day.Month - 1) / 3) + 1),
        'M' => new Period('M', day.Year, day.Month),
        'W' => new Period('W', ISOWeek.GetYear(day.ToDateTime(default)), ISOWeek.GetWeekOfYear(day.ToDateTime(default))),
        _ => new Period('D', day.Year, day.DayOfYear),
    };

    public Period Shifted(int count) => Unit switch
    {
        'A' => this with { Year = Year + count },
        'S' => Holding(FirstDay.AddMonths(6 * count), Unit),
        'Q' => Holding(FirstDay.AddMonths(3 * count), Unit),
        'M' => Holding(FirstDay.AddMonths(count), Unit),
        'W' => Holding(FirstDay.AddDays(7 * count), Unit),
        _ => Holding(FirstDay.AddDays(count), Unit),
    };

    public override string ToString() => Unit switch
    {
        'A' => $"{Year:0000}",
        'S' or 'Q' => $"{Year:0000}{Unit}{Number}",
        'M' or 'W' => $"{Year:0000}{Unit}{Number:00}",
        _ => $"{Year:0000}{Unit}{Number:000}",
    };
}
