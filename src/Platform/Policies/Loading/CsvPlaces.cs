using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>Where lines and cells of a CSV text stand, for messages.</summary>
internal static class CsvPlaces
{
    /// <summary>What separates the cells: a comma, or, when the first line has none outside of quotes, a tab or a
    /// semicolon, which some spreadsheets write.</summary>
    public static char SeparatorOf(string content)
    {
        var header = Bare(content.Split('\n', 2)[0]);
        return header.Contains(',') ? ',' : header.Contains('\t') ? '\t' : header.Contains(';') ? ';' : ',';
    }

    /// <summary>The headings, without blanks and quotes around them.</summary>
    public static string[] Header(SourceText source)
    {
        var line = source.Content.Split('\n', 2)[0];
        return [.. Cells(source.Content, 0, SeparatorOf(source.Content))
            .Select(c => line.Substring(c.Start, c.Length).Trim().Trim('"').Trim())];
    }

    /// <summary>The span of a cell by its heading; of the whole line when there is no such heading.</summary>
    public static SourceSpan CellSpan(SourceText source, int line, string column) =>
        CellSpan(source, line, Array.IndexOf(Header(source), column));

    /// <summary>The span of a cell by its place from 0; of the whole line when it is not there.</summary>
    public static SourceSpan CellSpan(SourceText source, int line, int at)
    {
        var whole = PackCsv.LineSpan(source, line);
        return at < 0 ? whole
            : Cells(source.Content, whole.Start, SeparatorOf(source.Content)).Cast<SourceSpan?>()
                .ElementAtOrDefault(at) ?? whole;
    }

    // The cells of the record that begins at a place; quotes may hold separators and line ends.
    private static IEnumerable<SourceSpan> Cells(string content, int start, char separator)
    {
        var isQuoted = false;
        for (var i = start; i <= content.Length; i++)
        {
            var sign = i < content.Length ? content[i] : '\n';
            if (sign == '"')
                isQuoted = !isQuoted;
            if (i < content.Length && (isQuoted || (sign != separator && sign != '\n')))
                continue;
            var end = sign == '\n' && i > start && content[i - 1] == '\r' ? i - 1 : i;
            yield return new SourceSpan(start, end - start);
            if (sign == '\n')
                yield break;
            start = i + 1;
        }
    }

    private static string Bare(string line) => string.Concat(line.Split('"').Where((_, i) => i % 2 == 0));
}
