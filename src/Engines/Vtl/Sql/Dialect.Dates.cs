namespace Huoshui.Vtl.Sql;

internal abstract partial class Dialect
{
    public abstract string Today { get; }

    public abstract string Year(string date);

    public abstract string Month(string date);

    public abstract string Day(string date);

    public abstract string DayOfYear(string date);

    /// <summary>The week and its year (ISO 8601).</summary>
    public abstract string Week(string date);

    public abstract string WeekYear(string date);

    public abstract string Quarter(string date);

    public abstract string MakeDate(string year, string month, string day);

    public abstract string LastDayOfMonth(string date);

    /// <summary>The first day of the year, quarter, month or week: A Q M W.</summary>
    public abstract string Start(string unit, string date);

    /// <summary>What <see cref="Start"/> gave, as a date.</summary>
    public abstract string FirstDay(string start);

    /// <summary>The last day of the unit A S Q M W D that begins with a day.</summary>
    public abstract string LastDayFrom(string start, string unit);

    /// <summary>A date some days later.</summary>
    public abstract string AddDays(string date, string days);

    /// <summary>A constant date some days later.</summary>
    public abstract string AddDays(DateOnly date, string days);

    /// <summary>The day before.</summary>
    public abstract string DayBefore(string date);

    /// <summary>A date moved by periods: A S Q M W D.</summary>
    /// <param name="date">The date.</param>
    /// <param name="unit">The period.</param>
    /// <param name="count">How many.</param>
    /// <param name="beyond">What stands for a date that the database does not have, by the condition; within
    /// <c>vtl_d</c>.</param>
    public abstract string Add(string date, string unit, string count, Func<string, string> beyond);

    /// <summary>Days from one date to another.</summary>
    public abstract string DaysBetween(string from, string to);

    /// <summary>Days from one date to a later one, never negative.</summary>
    public abstract string Distance(string from, string to);

    /// <summary>Days since 1970-01-01.</summary>
    public abstract string DayNumber(string date);

    /// <summary>Weeks since that of 1970-01-05.</summary>
    public abstract string WeekNumber(string date);

    /// <summary>A date from a text that may be none.</summary>
    public abstract string TryDate(string text);

    /// <summary>A date as text in a form of the directives %Y %y %m %d %j %A %B.</summary>
    public abstract string Format(string date, string form);
}
