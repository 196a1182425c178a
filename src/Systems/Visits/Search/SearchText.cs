using System.Text;

namespace Huoshui.Systems.Visits.Search;

/// <summary>A text as it is searched: full-width forms made plain, letters in lower case, only letters and
/// digits.</summary>
internal static class SearchText
{
    /// <summary>Its characters, each a letter or digit of any script.</summary>
    public static List<string> Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        var known = new string([.. text.Where(c => c != '\uFFFD')]);
        var plain = (IsWellFormed(known) ? known.Normalize(NormalizationForm.FormKC) : known).ToLowerInvariant();
        return [.. plain.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(r => r.ToString()).Select(Plain)];
    }

    private static string Plain(string character) => character == "ü" ? "v" : character;

    // Half of a pair cannot be normalised, and means nothing.
    private static bool IsWellFormed(string text) => !text.EnumerateRunes().Any(r => r == Rune.ReplacementChar);
}
