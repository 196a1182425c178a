using System.Text.RegularExpressions;
using Huoshui.Diagnostics;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>Punctuation of Chinese typing where FEEL needs that of ASCII: （ ， ： “ ＞ and the like.</summary>
internal static partial class FullWidth
{
    private const int Shift = 0xFEE0;
    private const int MostShown = 8;
    private const int MaxLength = 20_000;
    private const int MaxNames = 1_000;

    /// <summary>What to type instead; null for another character.</summary>
    public static string? Plain(char c) => c switch
    {
        '“' or '”' or '‘' or '’' => "\"",
        '、' or '；' => ",",
        '。' => ".",
        '【' => "[",
        '】' => "]",
        '《' or '〈' => "<",
        '》' or '〉' => ">",
        '≥' => ">=",
        '≤' => "<=",
        '≠' => "!=",
        '×' => "*",
        '÷' => "/",
        '—' => "-",
        '…' => "..",
        >= '\uFF01' and <= '\uFF5E' => char.IsAsciiLetter((char)(c - Shift)) ? null : ((char)(c - Shift)).ToString(),
        _ => null,
    };

    /// <summary>Whether a text has such a character.</summary>
    public static bool IsIn(string text) => text.Any(c => Plain(c) is not null);

    /// <summary>Tells the first such character outside of strings, comments and names, and how many there are; null
    /// if none is there.</summary>
    public static Diagnostic? Find(FeelText text, IEnumerable<string> names)
    {
        if (text.Content.Length > MaxLength)
            return null;
        var content = Masked(text.Content, names);
        int[] found = [.. Enumerable.Range(0, content.Length).Where(i => Plain(content[i]) is not null)];
        if (found.Length == 0)
            return null;
        var pairs = found.Select(i => $"{content[i]} → {Plain(content[i])}").Distinct(StringComparer.Ordinal);
        var place = new Place(text, new SourceSpan(found[0], 1));
        return SyntaxErrors.FullWidth(
            content[found[0]], Plain(content[found[0]])!, Number(text.Content, found[0]), found.Length,
            string.Join("，", pairs.Take(MostShown)), place);
    }

    // In characters as people count them, from 1, without the blanks before the expression.
    private static int Number(string content, int index)
    {
        var start = content.Length - content.TrimStart().Length;
        return content[start..index].EnumerateRunes().Count() + 1;
    }

    private static string Masked(string content, IEnumerable<string> names)
    {
        foreach (var name in names.Where(IsIn).Take(MaxNames))
            content = content.Replace(name, new string('x', name.Length), StringComparison.Ordinal);
        return Passed().Replace(content, m => new string('x', m.Length));
    }

    // Strings, the last of which may lack its end, and comments.
    [GeneratedRegex(
        """
        "(\\.|[^"\\])*("|$)|//[^\n]*|/\*[\s\S]*?(\*/|$)
        """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Passed();
}
