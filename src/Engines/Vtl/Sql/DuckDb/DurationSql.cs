namespace Huoshui.Vtl.Sql.DuckDb;

/// <summary>Durations: the letters of the standard (A S Q M W D) and texts of ISO 8601 such as P1Y20D.</summary>
internal static class DurationSql
{
    /// <summary>The letters of the standard as ISO 8601 writes them; other texts as they are.</summary>
    public static string Iso(string x) => $"(CASE {x} WHEN 'A' THEN 'P1Y' WHEN 'Y' THEN 'P1Y' " +
        $"WHEN 'S' THEN 'P6M' WHEN 'H' THEN 'P6M' WHEN 'Q' THEN 'P3M' WHEN 'M' THEN 'P1M' WHEN 'W' THEN 'P1W' " +
        $"WHEN 'D' THEN 'P1D' ELSE {x} END)";

    /// <summary>The whole days of a duration: a year has 365, a month 30 (VTL 2.2 RM, daytoyear); null for
    /// null.</summary>
    public static string Days(string x) => With(Iso(x), DaysOf);

    /// <summary>What durations are ordered by, in seconds: M before Q before A.</summary>
    public static string Length(string x) => With(Iso(x), d => $"({DaysOf(d)}) * 86400 + {Part(d, 2, 'H')} * 3600 + " +
        $"{Part(d, 2, 'M')} * 60 + {Part(d, 2, 'S')}");

    private static string DaysOf(string x) =>
        $"{Part(x, 1, 'Y')} * 365 + {Part(x, 1, 'M')} * 30 + {Part(x, 1, 'W')} * 7 + {Part(x, 1, 'D')}";

    // M is a month before the T (side 1) and a minute after it (side 2).
    private static string Part(string x, int side, char unit) => $"coalesce(TRY_CAST(nullif(regexp_extract(" +
        $"split_part({x}, 'T', {side}), '(\\d+){unit}', 1), '') AS BIGINT), 0)";

    private static string With(string x, Func<string, string> body) =>
        $"list_transform([{x}], lambda vtl_x: CASE WHEN vtl_x IS NOT NULL THEN {body("vtl_x")} END)[1]";
}
