using System.Globalization;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>A moment as a form of the desk writes it.</summary>
internal static class RotationForm
{
    private const int FirstYear = 2000;

    private static readonly TimeSpan LocalTime = TimeSpan.FromHours(8); // Shenzhen and Hong Kong
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>Reads <c>yyyy-MM-ddTHH:mm</c>, with or without seconds, in the time of Hong Kong.</summary>
    /// <returns>The moment in UTC; null for any other text.</returns>
    public static DateTimeOffset? Moment(string text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year >= FirstYear
            ? new DateTimeOffset(local, LocalTime).ToUniversalTime() : null;
}
