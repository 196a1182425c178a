namespace Huoshui.Vtl.Sql;

/// <summary>Durations: the letters of the standard (A S Q M W D) and texts of ISO 8601 such as P1Y20D.</summary>
internal sealed class DurationSql(Dialect dialect)
{
    private static readonly (string Letter, string Iso)[] Letters =
    [
        ("'A'", "'P1Y'"), ("'Y'", "'P1Y'"), ("'S'", "'P6M'"), ("'H'", "'P6M'"), ("'Q'", "'P3M'"), ("'M'", "'P1M'"),
        ("'W'", "'P1W'"), ("'D'", "'P1D'"),
    ];

    /// <summary>The letters of the standard as ISO 8601 writes them; other texts as they are.</summary>
    public string Iso(string x) => $"({dialect.Switch(x, Letters, x)})";

    /// <summary>The whole days of a duration: a year has 365, a month 30 (VTL 2.2 RM, daytoyear); null for
    /// null.</summary>
    public string Days(string x) => With(Iso(x), DaysOf);

    /// <summary>The whole months of its years and months.</summary>
    public string CalendarMonths(string x) => With(Iso(x), d => $"{Part(d, 0, 'Y')} * 12 + {Part(d, 0, 'M')}");

    /// <summary>The days of its weeks and days.</summary>
    public string CalendarDays(string x) => With(Iso(x), d => $"{Part(d, 0, 'W')} * 7 + {Part(d, 0, 'D')}");

    /// <summary>What durations are ordered by, in seconds: M before Q before A.</summary>
    public string Length(string x) => With(Iso(x), d => $"({DaysOf(d)}) * 86400 + {Part(d, 1, 'H')} * 3600 + " +
        $"{Part(d, 1, 'M')} * 60 + {Part(d, 1, 'S')}");

    private string DaysOf(string x) =>
        $"{Part(x, 0, 'Y')} * 365 + {Part(x, 0, 'M')} * 30 + {Part(x, 0, 'W')} * 7 + {Part(x, 0, 'D')}";

    // M is a month before the T (side 0) and a minute after it (side 1).
    private string Part(string x, int side, char unit) =>
        $"coalesce({dialect.Digits(dialect.Extract(dialect.Piece(x, 'T', side + 1), $@"(\d+){unit}"))}, 0)";

    private string With(string x, Func<string, string> body) =>
        dialect.Let("vtl_x", x, $"CASE WHEN vtl_x IS NOT NULL THEN {body("vtl_x")} END");
}
