using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Lists;

namespace Huoshui.Casework;

/// <summary>The lists of the packs and their days. Thread safe.</summary>
public sealed class ListPolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The packs that have a list, by the id of the pack.</summary>
    public IReadOnlyList<PolicyPack> Packs => [.. library.Packs.Where(p => p.List is not null)];

    /// <summary>The pack of a list; null if there is none of that id.</summary>
    public PolicyPack? Find(string listId) => library.Packs.FirstOrDefault(p => p.List?.Id == listId);

    /// <summary>Today in Shanghai.</summary>
    public DateOnly Today() => DayOf(time.GetUtcNow());

    /// <summary>The day of an instant in Shanghai.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) =>
        ShanghaiTime.DayOf(instant);

    /// <summary>期次 of a day: <c>2026</c> or <c>2026-11</c>.</summary>
    public static string PeriodOf(ListDefinition list, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(list);
        return day.ToString(list.Period == ListPeriod.Year ? "yyyy" : "yyyy-MM", CultureInfo.InvariantCulture);
    }

    /// <summary>The day from which the edition of the period of a day is due.</summary>
    public static DateOnly DueOn(PolicyPack pack, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var days = pack.List!.Days;
        var month = days.UpdateMonth is { } name ? (int)pack.Parameters.Integer(name, day) : day.Month;
        var last = DateTime.DaysInMonth(day.Year, month);
        return new DateOnly(day.Year, month, Math.Min((int)pack.Parameters.Integer(days.UpdateDay, day), last));
    }

    /// <summary>The n-th working day after a day, by a parameter of that day. Holidays of years beyond the calendar are
    /// not published: there Monday to Friday are worked.</summary>
    public DateOnly After(PolicyPack pack, string parameter, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var left = pack.Parameters.Integer(parameter, day);
        while (left > 0)
        {
            day = day.AddDays(1);
            left -= IsWorked(day) ? 1 : 0;
        }

        return day;
    }

    /// <summary>The day some working days before a day, by a parameter of <paramref name="asOf"/>.</summary>
    public DateOnly Before(PolicyPack pack, string parameter, DateOnly day, DateOnly asOf)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var left = pack.Parameters.Integer(parameter, asOf);
        while (left > 0)
        {
            day = day.AddDays(-1);
            left -= IsWorked(day) ? 1 : 0;
        }

        return day;
    }

    private bool IsWorked(DateOnly day) =>
        library.Vocabulary.Calendar("mainland")?.Days is { } calendar && day >= calendar.From && day <= calendar.To
            ? calendar.IsWorkingDay(day) : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
