using Huoshui.Diagnostics;
using Huoshui.Measures;
using Huoshui.Operations;
using Huoshui.Policies;

namespace Huoshui.Systems.Returns;

/// <summary>How often a return is due.</summary>
public enum FilingFrequency
{
    /// <summary>Every day is a 数据日期.</summary>
    Day,

    /// <summary>The last day of each month.</summary>
    Month,

    /// <summary>The last day of each quarter.</summary>
    Quarter,

    /// <summary>31 December.</summary>
    Year,
}

/// <summary>
/// The rules of filing as packs declare them: the return's own parameter where it has one, else the one of the pack
/// <c>supervision/filing</c>, each as of the 数据日期, so that a running deadline keeps its rule. Thread safe.
/// </summary>
public sealed class FilingPolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack with the rules that hold for every return.</summary>
    public const string PackId = "supervision/filing";

    /// <summary>The packs.</summary>
    public PolicyLibrary Library => library;

    /// <summary>Today in Shanghai: legal days begin and end there.</summary>
    public DateOnly Today() => DayOf(time.GetUtcNow());

    /// <summary>The day of an instant in Shanghai.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => ShanghaiTime.DayOf(instant);

    /// <summary>How many different people a filing needs: 3 or 2.</summary>
    public int People(DateOnly asOf) => (int)Own().Integer("filing_people", asOf);

    /// <summary>May one explanation stand for every row of a rule?</summary>
    public bool MayExplainWholeRule(DateOnly asOf) => Own().Flag("explain_whole_rule", asOf);

    /// <summary>Until when the regulator has to decide a request that comes in on a day, inclusive.</summary>
    public DateOnly DecideBy(DateOnly day) => AddWorkingDays(day, (int)Own().Integer("decision_working_days", day));

    /// <summary>How often a return is due.</summary>
    public FilingFrequency Frequency(ReturnDefinition definition, DateOnly asOf) =>
        Find(definition, "filing_frequency").Text("filing_frequency", asOf) switch
        {
            "day" => FilingFrequency.Day,
            "quarter" => FilingFrequency.Quarter,
            "year" => FilingFrequency.Year,
            _ => FilingFrequency.Month,
        };

    /// <summary>The last day on which a filing is in time, inclusive, before any 缓报.</summary>
    public DateOnly Deadline(ReturnDefinition definition, DateOnly asOf)
    {
        var days = (int)Find(definition, "filing_deadline_days").Integer("filing_deadline_days", asOf);
        return Find(definition, "filing_deadline_basis").Text("filing_deadline_basis", asOf) == "working"
            ? AddWorkingDays(asOf, days)
            : Roll(asOf.AddDays(days));
    }

    /// <summary>Do deadlines bind for this 数据日期? Earlier dates are filed afterwards (补录) and are never late.</summary>
    public bool DeadlineBinds(DateOnly asOf) => asOf >= DeadlinesBindFrom(asOf);

    /// <summary>The first 数据日期 whose deadlines bind, as the rule stood for a date.</summary>
    public DateOnly DeadlinesBindFrom(DateOnly asOf) => Own().Date("deadlines_bind_from", asOf);

    /// <summary>The due dates of a return from one day to another, both included, rising.</summary>
    public IEnumerable<DateOnly> DueDates(ReturnDefinition definition, DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            if (IsPeriodEnd(Frequency(definition, day), day))
                yield return day;
        }
    }

    /// <summary>The due date before this one: what rules over two periods compare with.</summary>
    public DateOnly Previous(ReturnDefinition definition, DateOnly asOf)
    {
        var frequency = Frequency(definition, asOf);
        var day = asOf.AddDays(-1);
        while (!IsPeriodEnd(frequency, day))
            day = day.AddDays(-1);
        return day;
    }

    /// <summary>Why a date cannot be filed now; null when it can.</summary>
    public LocalizedText? WhyClosed(ReturnDefinition definition, DateOnly asOf)
    {
        if (asOf > Today())
            return new LocalizedText("数据日期尚未到来", "that day has not come yet");
        return Frequency(definition, asOf) switch
        {
            FilingFrequency.Month when !IsPeriodEnd(FilingFrequency.Month, asOf) =>
                new LocalizedText("该报表按月报送，数据日期应为月末", "it is filed by month, for the last day of one"),
            FilingFrequency.Quarter when !IsPeriodEnd(FilingFrequency.Quarter, asOf) =>
                new LocalizedText("该报表按季报送，数据日期应为季末", "it is filed by quarter, for the last day of one"),
            FilingFrequency.Year when !IsPeriodEnd(FilingFrequency.Year, asOf) =>
                new LocalizedText("该报表按年报送，数据日期应为年末", "it is filed by year, for 31 December"),
            _ => null,
        };
    }

    private static bool IsPeriodEnd(FilingFrequency frequency, DateOnly day)
    {
        var next = day.AddDays(1);
        return frequency switch
        {
            FilingFrequency.Day => true,
            FilingFrequency.Month => next.Day == 1,
            FilingFrequency.Quarter => next.Day == 1 && next.Month % 3 == 1,
            _ => next is { Day: 1, Month: 1 },
        };
    }

    private WorkingCalendar? Calendar(DateOnly day) =>
        library.Vocabulary.Calendar("mainland")?.Days is { } calendar && day >= calendar.From && day.AddDays(60) <= calendar.To
            ? calendar
            : null;

    // Outside the years of the calendar Monday to Friday are worked: holidays of those years are not published.
    private DateOnly AddWorkingDays(DateOnly start, int days)
    {
        if (Calendar(start) is { } calendar)
            return calendar.Add(start, days);
        var day = start;
        for (var left = days; left > 0;)
        {
            day = day.AddDays(1);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                left--;
        }

        return day;
    }

    private DateOnly Roll(DateOnly day) => Calendar(day)?.OnOrAfter(day) ?? day;

    private ParameterSet Own() => library.Pack(PackId)?.Parameters
        ?? throw new KeyNotFoundException($"there is no pack {PackId}; it holds the rules of filing");

    private ParameterSet Find(ReturnDefinition definition, string name) =>
        definition.Pack.Parameters.Find(name) is null ? Own() : definition.Pack.Parameters;
}
