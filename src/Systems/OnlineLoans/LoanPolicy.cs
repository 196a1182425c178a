using Huoshui.Operations;
using Huoshui.Policies;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>The process of lending as <c>policies/inclusive/onlineloanprocess</c> declares it, by day. Thread
/// safe.</summary>
public sealed class LoanPolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack of the process.</summary>
    public const string PackId = "inclusive/onlineloanprocess";

    /// <summary>The packs.</summary>
    public PolicyLibrary Library => library;

    /// <summary>Today in Shanghai.</summary>
    public DateOnly Today() => DayOf(time.GetUtcNow());

    /// <summary>The day of an instant in Shanghai.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) =>
        ShanghaiTime.DayOf(instant);

    /// <summary>The pack that decides the applications of a day.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message says what to do.</exception>
    public PolicyPack Champion(DateOnly asOf) =>
        library.Pack(Text("champion_pack", asOf)) is { Decision: not null } pack ? pack
        : throw new KeyNotFoundException(
            $"champion_pack of {PackId} names {Text("champion_pack", asOf)}, which is no decision pack in force");

    /// <summary>The pack that runs beside it and never counts; null for none.</summary>
    public PolicyPack? Challenger(DateOnly asOf) =>
        library.Pack(Text("challenger_pack", asOf)) is { Decision: not null } pack ? pack : null;

    /// <summary>A whole number of the process.</summary>
    public int Whole(string name, DateOnly asOf) => (int)Own.Integer(name, asOf);

    /// <summary>A number of the process.</summary>
    public decimal Number(string name, DateOnly asOf) => Own.Number(name, asOf);

    /// <summary>A text of the process in a language, with its version (the first day of the value).</summary>
    /// <param name="name"><c>contract</c>, <c>authorisation_tax</c>: without the language.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="language">A BCP 47 tag.</param>
    public (string Text, DateOnly Version) Wording(string name, DateOnly asOf, string language)
    {
        var tag = language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? "_en" : "_zh";
        return (Text(name + tag, asOf), Own.Find(name + "_zh")!.ValueAt(asOf)!.From);
    }

    /// <summary>The last day on which a grant can be signed, inclusive, in Shanghai, by the rule of the day of
    /// application.</summary>
    public DateOnly OfferUntil(DateTimeOffset granted, DateTimeOffset applied) =>
        DayOf(granted).AddDays(Whole("offer_days", DayOf(applied)));

    /// <summary>The last day for the answer to a request for human review of a day, inclusive; the day itself does
    /// not count.</summary>
    public DateOnly ReviewDue(DateOnly asked)
    {
        var day = asked;
        for (var left = Whole("review_working_days", asked); left > 0;)
        {
            day = day.AddDays(1);
            if (IsWorked(day))
                left--;
        }

        return day;
    }

    // Holidays of years beyond the calendar are not published: there Monday to Friday are worked.
    private bool IsWorked(DateOnly day) =>
        library.Vocabulary.Calendar("mainland")?.Days is { } calendar && day >= calendar.From && day <= calendar.To
            ? calendar.IsWorkingDay(day) : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    private string Text(string name, DateOnly asOf) => Own.Text(name, asOf);

    private ParameterSet Own => library.Pack(PackId)?.Parameters
        ?? throw new KeyNotFoundException($"there is no pack {PackId}; it holds the process of online loans");
}
