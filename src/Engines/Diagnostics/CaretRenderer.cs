using System.Text;

namespace Huoshui.Diagnostics;

/// <summary>Shows a diagnostic with its line and carets under the span; wide characters count two columns.</summary>
public static class CaretRenderer
{
    /// <summary>
    /// The line of <see cref="Diagnostic.ToLine"/>, then the source line and the carets, joined by \n.
    /// </summary>
    /// <param name="diagnostic">What to show.</param>
    /// <param name="language">A BCP 47 tag.</param>
    public static string Render(Diagnostic diagnostic, string language)
    {
        var text = new StringBuilder(diagnostic.ToLine(language));
        if (diagnostic.Source is { } source && diagnostic.Position is { } at)
        {
            var line = source.Line(at.Line).Replace('\t', ' ');
            var before = line[..Math.Min(at.Column - 1, line.Length)];
            var spanned = line[before.Length..Math.Min(line.Length, before.Length + diagnostic.Span!.Value.Length)];
            text.Append('\n').Append("  ").Append(line)
                .Append('\n').Append(' ', 2 + Width(before)).Append('^', Math.Max(1, Width(spanned)));
        }

        return text.ToString();
    }

    /// <summary>Columns that a text takes on a terminal: East Asian wide and full-width characters take two.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += IsWide(rune.Value) ? 2 : 1;
        return width;
    }

    // Unicode Standard Annex 11, classes W and F, in the blocks that Chinese rule text uses.
    private static bool IsWide(int rune) => rune is
        >= 0x1100 and <= 0x115F or
        >= 0x2E80 and <= 0x303E or
        >= 0x3041 and <= 0xA4CF or
        >= 0xAC00 and <= 0xD7A3 or
        >= 0xF900 and <= 0xFAFF or
        >= 0xFE30 and <= 0xFE4F or
        >= 0xFF00 and <= 0xFF60 or
        >= 0xFFE0 and <= 0xFFE6 or
        >= 0x1F300 and <= 0x1FAFF or
        >= 0x20000 and <= 0x3FFFD;
}
