using System.Text;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>Which characters names are made of (DMN 1.5 §10.3.1.2, rules 27 to 30).</summary>
internal static class NameCharacters
{
    // Rule 28, beyond ASCII.
    private static readonly (int First, int Last)[] Starts =
    [
        (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D),
        (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
    ];

    /// <summary>Signs that may stand inside a name (rule 30).</summary>
    public const string Symbols = "./-’'+*";

    public static bool IsStart(Rune rune) => rune.Value switch
    {
        '?' or '_' => true,
        < 0x80 => char.IsAsciiLetter((char)rune.Value),
        _ => Array.Exists(Starts, range => rune.Value >= range.First && rune.Value <= range.Last),
    };

    public static bool IsPart(Rune rune) => IsStart(rune) || rune.Value is (>= '0' and <= '9') or 0xB7
        or (>= 0x300 and <= 0x36F) or 0x203F or 0x2040;

    public static bool IsSpace(char c) => c is (>= '\t' and <= '\r') or ' ' or '\u0085' or '\u00A0' or '\u1680'
        or '\u180E' or (>= '\u2000' and <= '\u200B') or '\u2028' or '\u2029' or '\u202F' or '\u205F' or '\u3000'
        or '\uFEFF';

    /// <summary>Runs of white space become one blank, those at the ends go.</summary>
    public static string Normalized(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (!IsSpace(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
        }

        return text.ToString().TrimEnd(' ');
    }
}
