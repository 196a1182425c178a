using System.Globalization;
using System.Text;

namespace Huoshui.TransparencyLogVerifier.Contents;

/// <summary>
/// 形近字符 Finds characters that look like others or are not seen: they are shown to the officer, never changed. 简体 and
/// 繁體 are different content and are not named here.
/// </summary>
public static class LookAlikes
{
    /// <summary>Most that are named.</summary>
    public const int MostFindings = 20;

    /// <summary>What is found, as <c>U+FF11 fullwidth</c>, each once, at most <see cref="MostFindings"/>.</summary>
    public static IReadOnlyList<string> Find(string text)
    {
        if (Ascii.IsValid(text))
            return [];
        var hasLatin = text.AsSpan().ContainsAnyInRange('a', 'z') || text.AsSpan().ContainsAnyInRange('A', 'Z');
        var (found, seen) = (new List<string>(), new List<Rune>());
        foreach (var rune in text.EnumerateRunes())
        {
            if (Kind(rune, hasLatin) is not { } kind || seen.Contains(rune))
                continue;
            seen.Add(rune);
            found.Add(string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4} {kind}"));
            if (found.Count == MostFindings)
                return found;
        }

        if (!IsNormal(text))
            found.Add("not in NFC");
        return found;
    }

    private static string? Kind(Rune rune, bool hasLatin) => rune.Value switch
    {
        0x00AD or (>= 0x200B and <= 0x200F) or (>= 0x2060 and <= 0x2064) or 0xFEFF => "invisible",
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "changes the direction of writing",
        (>= 0x0370 and <= 0x03FF) when hasLatin => "Greek among Latin",
        (>= 0x0400 and <= 0x052F) when hasLatin => "Cyrillic among Latin",
        (>= 0xFF10 and <= 0xFF19) or (>= 0xFF21 and <= 0xFF3A) or (>= 0xFF41 and <= 0xFF5A) => "fullwidth",
        (>= 0x2E80 and <= 0x2FDF) => "radical in place of an ideograph",
        (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F) => "compatibility ideograph",
        _ => null,
    };

    private static bool IsNormal(string text)
    {
        try
        {
            return text.IsNormalized(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return false; // a lone surrogate
        }
    }
}
