using System.Globalization;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>A moment as a form of the desk writes it, or a call.</summary>
internal static class RotationForm
{
    private const int FirstYear = 2000;

    private static readonly TimeSpan LocalTime = TimeSpan.FromHours(8); // Shenzhen and Hong Kong
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    private static readonly string[] ZoneForms =
        [.. Forms.Select(form => form + "zzz"), .. Forms.Select(form => form + "'Z'")];

    /// <summary>Reads <c>yyyy-MM-ddTHH:mm</c>, with or without seconds: in the time of Hong Kong and Shenzhen, or with
    /// <c>Z</c> or an offset such as <c>+08:00</c> behind it.</summary>
    /// <returns>The moment in UTC; null for any other text.</returns>
    public static DateTimeOffset? Moment(string text)
    {
        if (DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return local.Year < FirstYear ? null : new DateTimeOffset(local, LocalTime).ToUniversalTime();
        return DateTimeOffset.TryParseExact(
            text, ZoneForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            && moment.Year >= FirstYear ? moment.ToUniversalTime() : null;
    }
}
