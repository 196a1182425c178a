using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Huoshui.Measures;

/// <summary>How a number is to look; null takes the unit's own.</summary>
/// <param name="Decimals">Decimals shown.</param>
/// <param name="WithUnit">Whether the unit stands behind the number; off in columns whose header names it.</param>
/// <param name="TrimZeros">Whether zeros at the end are left out (running text); off in columns.</param>
/// <param name="Qualifier">What stands before it.</param>
/// <param name="ExplicitSign">Whether a + stands before a rise.</param>
public sealed record NumberStyle(
    int? Decimals = null,
    bool WithUnit = true,
    bool TrimZeros = false,
    Qualifier Qualifier = Qualifier.Exact,
    bool ExplicitSign = false)
{
    /// <summary>A cell of a column whose header names the unit.</summary>
    public static NumberStyle Cell { get; } = new(WithUnit: false);

    /// <summary>Running text: no zeros at the end.</summary>
    public static NumberStyle Text { get; } = new(TrimZeros: true);
}

/// <summary>
/// The one formatter of numbers, periods and times (domain/conventions.md §2); there is no other. Immutable,
/// thread-safe.
/// Negatives carry − (U+2212), thousands a comma, in both languages. Times are shown in Asia/Shanghai or
/// Asia/Hong_Kong.
/// </summary>
public sealed class MeasureFormat
{
    private const string Minus = "−";
    private const decimal TrillionYuan = 1_0000_0000_0000m;
    private static readonly string[] Quarters = ["一", "二", "三", "四"];

    private readonly bool _isEnglish;
    private readonly bool _isHongKong;
    private readonly TimeZoneInfo _zone;

    private MeasureFormat(bool isEnglish, bool isHongKong)
    {
        _isEnglish = isEnglish;
        _isHongKong = isHongKong;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(isHongKong ? "Asia/Hong_Kong" : "Asia/Shanghai");
    }

    /// <summary>Chinese, Asia/Shanghai.</summary>
    public static MeasureFormat Chinese { get; } = new(isEnglish: false, isHongKong: false);

    /// <summary>English, Asia/Shanghai.</summary>
    public static MeasureFormat English { get; } = new(isEnglish: true, isHongKong: false);

    /// <summary>The Hong Kong side: the same language, times in HKT.</summary>
    public MeasureFormat HongKong => new(_isEnglish, isHongKong: true);

    /// <summary>The format of a language; anything that does not start with "en" is Chinese.</summary>
    public static MeasureFormat For(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : Chinese;
    }

    /// <summary>The format of <see cref="CultureInfo.CurrentUICulture"/>, for pages.</summary>
    public static MeasureFormat Current => For(CultureInfo.CurrentUICulture.Name);

    /// <summary>The unit that a page shows money in unless it chose one: 亿元, from 1 万亿 on 万亿元.</summary>
    public static Unit UnitFor(Money largest) =>
        Math.Abs((decimal)largest.Fen) >= TrillionYuan * 100 ? Unit.TrillionYuan : Unit.HundredMillionYuan;

    /// <summary>Money in the unit that fits it (<see cref="UnitFor"/>), or in the one given.</summary>
    public string Money(Money amount, Unit? unit = null, NumberStyle? style = null) =>
        Number(Quantity.Of(amount).In(unit ?? UnitFor(amount)), style);

    /// <summary>A quantity in its own unit, rounded half-up (down when the qualifier is over).</summary>
    public string Number(Quantity quantity, NumberStyle? style = null)
    {
        style ??= new NumberStyle();
        var unit = quantity.Unit ?? throw new ArgumentException("The quantity has no unit.", nameof(quantity));
        var decimals = style.Decimals ?? unit.Decimals;
        var value = style.Qualifier == Qualifier.Over
            ? Rounding.Down(quantity.Value, decimals)
            : Rounding.HalfUp(quantity.Value, decimals);
        var text = new StringBuilder(Before(style.Qualifier, unit));
        text.Append(value < 0 ? Minus : value > 0 && style.ExplicitSign ? "+" : string.Empty);
        text.Append(Digits(Math.Abs(value), decimals, style.TrimZeros));
        if (style.WithUnit)
            text.Append(After(unit));
        return text.ToString();
    }

    /// <summary>A number or why there is none, in a unit given by its symbol.</summary>
    public string Number(decimal? value, string unit, NumberStyle? style = null, Absence absence = Absence.NotReported) =>
        value is { } number ? Number(new Quantity(number, Unit.Parse(unit)), style) : Missing(absence);

    /// <summary>A whole number of rows or things, without a unit.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "One door for all: callers hold a format, not the type.")]
    public string Whole(long value) =>
        (value < 0 ? Minus : string.Empty) + Math.Abs((decimal)value).ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>A number as it is, without a unit: nothing is rounded but beyond twelve decimals.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "One door for all: callers hold a format, not the type.")]
    public string Exact(decimal value) =>
        (value < 0
            ? Minus : string.Empty) + Math.Abs(value).ToString("#,##0.############", CultureInfo.InvariantCulture);

    /// <summary>What stands where there is no number.</summary>
    public string Missing(Absence absence) => absence switch
    {
        Absence.NotReported => "—",
        Absence.NotApplicable => "N/A",
        Absence.NotConnected => _isEnglish ? "not connected" : "尚未接入",
        _ => _isEnglish ? "suppressed" : "已抑制",
    };

    /// <summary>A unit's name, for the header of a column.</summary>
    public string UnitName(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return _isEnglish ? unit.Name.En : unit.Name.Zh;
    }

    /// <summary>A number written apart and its unit: 19.60亿元, "19.60 × 100 million yuan".</summary>
    /// <param name="number">As this format wrote it, without a unit.</param>
    /// <param name="unit">Its unit.</param>
    public string Join(string number, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return number + After(unit);
    }

    /// <summary>A stock's date: 2025年6月末, end of June 2025; a date that ends no month is shown as such.</summary>
    public string AsOf(DateOnly date)
    {
        if (date != ReportingPeriod.MonthEnd(date))
            return Date(date);
        return _isEnglish
            ? date.ToString("'end of' MMMM yyyy", CultureInfo.InvariantCulture)
            : date.ToString("yyyy'年'M'月末'", CultureInfo.InvariantCulture);
    }

    /// <summary>A flow's period: 2025年, 2025年二季度, 2025年1–6月, 2025年6月.</summary>
    public string Period(ReportingPeriod period) => period.Kind switch
    {
        PeriodKind.Year => _isEnglish ? Invariant($"{period.Start.Year}") : Invariant($"{period.Start.Year}年"),
        PeriodKind.Quarter => _isEnglish
            ? Invariant($"Q{period.Quarter} {period.Start.Year}")
            : Invariant($"{period.Start.Year}年{Quarters[period.Quarter - 1]}季度"),
        PeriodKind.Months => Months(period),
        _ => $"{Date(period.Start)}–{Date(period.End)}",
    };

    /// <summary>A legal date: 2025-06-30, in both languages.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "One door for all: callers hold a format, not the type.")]
    public string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A moment to the minute: 2025-06-30 16:05; on the Hong Kong side followed by HKT.</summary>
    public string Instant(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, _zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return _isHongKong ? $"{local} HKT" : local;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Digits(decimal size, int decimals, bool trimZeros)
    {
        var pattern = decimals == 0 ? "#,##0" : "#,##0." + new string(trimZeros ? '#' : '0', decimals);
        return size.ToString(pattern, CultureInfo.InvariantCulture);
    }

    private string Before(Qualifier qualifier, Unit unit) => qualifier switch
    {
        Qualifier.Over when _isEnglish => "over ",
        Qualifier.Over => unit.Dimension == Dimension.Money ? "突破" : "超",
        Qualifier.About => _isEnglish ? "about " : "约",
        _ => string.Empty,
    };

    private string After(Unit unit)
    {
        if (unit.Dimension == Dimension.Percent)
            return "%";
        return _isEnglish ? EnglishSuffix(unit) : unit.Symbol;
    }

    // "1.31 trillion yuan", but "131.05 × 10,000 borrowers": a number before a number would be misread.
    private static string EnglishSuffix(Unit unit)
    {
        var name = unit.Name.En;
        if (unit.Counted == "位")
            return $" ({name})"; // 3 (rank): a place is not a quantity of ranks
        return char.IsAsciiDigit(name[0]) ? $" × {name}" : $" {name}";
    }

    private string Months(ReportingPeriod period)
    {
        var (start, end) = (period.Start, period.End);
        var isOne = start.Month == end.Month;
        if (!_isEnglish)
            return isOne ? Invariant($"{end.Year}年{end.Month}月") : Invariant($"{end.Year}年{start.Month}–{end.Month}月");
        var months = isOne
            ? end.ToString("MMMM", CultureInfo.InvariantCulture)
            : start.ToString("MMMM", CultureInfo.InvariantCulture) + "–" + end.ToString("MMMM", CultureInfo.InvariantCulture);
        return Invariant($"{months} {end.Year}");
    }
}
