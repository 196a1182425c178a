namespace Huoshui.Vtl.Plan;

/// <summary>Scalar operators, named after VTL; the dialect writes each.</summary>
internal enum Op
{
    Negate, Add, Subtract, Multiply, Divide, Modulo,
    Round, Truncate, Ceiling, Floor, Absolute, Exponential, NaturalLog, Logarithm, Power, SquareRoot, Random,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Between, In, NotIn, IsNull, Matches, EqualWithin,
    And, Or, Xor, Not,
    Concat, Trim, TrimLeft, TrimRight, Upper, Lower, Length, Substring, Replace, Locate,
    Levenshtein, DamerauLevenshtein, Hamming, JaroWinkler,
    Coalesce, Cast,
    CurrentDate, Year, Month, DayOfMonth, DayOfYear, DateDifference, DateAdd,
    DayToYear, DayToMonth, YearToDay, MonthToDay, MonthsIn, DaysIn, PeriodIndicator, LastDay,
    LargerPeriod, LargerInterval, FirstDayOf, LastDayOf,
    HostFunction, RowNumber, Average,
}
