using System.Globalization;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>Times as records have them: HKT, which Shenzhen and Hong Kong share.</summary>
public static class RecordTimes
{
    private const int LatestYear = 9998;
    private const string Format = "yyyy-MM-dd HH:mm:ss 'HKT'";

    private static readonly TimeSpan Hours = TimeSpan.FromHours(8);

    /// <summary>The day on which a time lies.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(Hours).Date);

    /// <summary><c>2026-11-30 10:00:00 HKT</c>.</summary>
    /// <remarks>The clocks of witnesses are theirs: one may say a time that has no form in HKT.</remarks>
    public static string Hkt(DateTimeOffset time) => time.Year > LatestYear
        ? time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        : time.ToOffset(Hours).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Hkt"/> wrote; null if it is something else.</summary>
    public static DateTimeOffset? Read(string? text) => DateTime.TryParseExact(
        text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year > 1970
        && local.Year <= LatestYear ? new DateTimeOffset(local, Hours) : null;
}
