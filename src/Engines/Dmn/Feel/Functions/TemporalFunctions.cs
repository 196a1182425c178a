using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>Date and time functions, is, now and today (DMN 1.5 §10.3.4.6, .8 and .11).</summary>
internal static class TemporalFunctions
{
    private static readonly string[] Days =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];

    public static IEnumerable<Builtin> All()
    {
        yield return new Builtin("is", new Signature(
            [new("value1", Domain.Any), new("value2", Domain.Any)],
            c => FeelValue.From(ValueOrder.AreIdentical(c.Values[0], c.Values[1]))));
        yield return OnDay("day of year", date => FeelValue.From(Calendar.DayOfYear(date)));
        yield return OnDay("day of week", date => FeelValue.From(Days[Calendar.DayOfWeek(date) - 1]));
        yield return OnDay("month of year", date => FeelValue.From(Months[date.Month - 1]));
        yield return OnDay("week of year", date => FeelValue.From(Calendar.WeekOfYear(date)));
        yield return new Builtin("now", new Signature([], c => c.Run.Now));
        yield return new Builtin("today", new Signature([], c => c.Run.Now.Date));
    }

    private static Builtin OnDay(string name, Func<DateValue, FeelValue> compute) => new(name, new Signature(
        [new("date", Domain.Day)], c => compute(ConversionFunctions.DayOf(c.Values[0]))));
}
