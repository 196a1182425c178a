using System.Text;
using Huoshui.Diagnostics;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>Punctuation of Chinese typing where FEEL needs that of ASCII: （ ， ： “ ＞ and the like.</summary>
internal static class FullWidth
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

    /// <summary>Tells the first such character outside of strings and names, and how many there are; null if none is
    /// there.</summary>
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
        foreach (var name in names.Where(n => n.Any(c => Plain(c) is not null)).Take(MaxNames))
            content = content.Replace(name, new string('x', name.Length), StringComparison.Ordinal);
        var masked = new StringBuilder(content.Length);
        var isInside = false;
        for (var i = 0; i < content.Length; i++)
        {
            isInside ^= content[i] == '"' && (i == 0 || content[i - 1] != '\\');
            masked.Append(isInside ? 'x' : content[i]);
        }

        return masked.ToString();
    }
}
