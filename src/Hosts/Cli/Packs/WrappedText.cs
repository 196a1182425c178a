using System.Text;
using Huoshui.Diagnostics;

namespace Huoshui.Cli.Packs;

/// <summary>A long line broken for a terminal: at blanks, and between Chinese characters.</summary>
internal static class WrappedText
{
    /// <summary>Columns of a line.</summary>
    public const int Columns = 100;

    private const string Indent = "    ";
    private const string NoBegin = "，。；：、？！）”》】,.;:?!)]}";

    /// <summary>The line, in as many as it takes; all but the first are indented. A word longer than a line stays
    /// whole.</summary>
    public static string Of(string line)
    {
        var (text, width) = (new StringBuilder(), 0);
        foreach (var piece in Pieces(line))
        {
            var next = CaretRenderer.Width(piece.TrimEnd());
            if (width > Indent.Length && width + next > Columns)
            {
                while (text[^1] == ' ')
                    text.Length--;
                text.Append('\n').Append(Indent);
                width = Indent.Length;
            }

            text.Append(piece);
            width += CaretRenderer.Width(piece);
        }

        return text.ToString();
    }

    // What stays together: a word with the blank or sign behind it, or one wide character with the signs behind it.
    private static IEnumerable<string> Pieces(string line)
    {
        var start = 0;
        for (var i = 1; i <= line.Length; i++)
        {
            if (i < line.Length && !IsBreak(line[i - 1], line[i]))
                continue;
            yield return line[start..i];
            start = i;
        }
    }

    private static bool IsBreak(char left, char right) => !NoBegin.Contains(right) && right != ' '
        && (left == ' ' || IsWide(left) || IsWide(right)) && left is not ('“' or '（' or '《');

    private static bool IsWide(char letter) => CaretRenderer.Width(letter.ToString()) == 2;
}
