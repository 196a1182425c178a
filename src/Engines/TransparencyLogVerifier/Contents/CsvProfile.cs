namespace Huoshui.TransparencyLogVerifier.Contents;

/// <summary>
/// CSV 规范 RFC 4180 narrowed to one way of writing: commas, lines end with LF and so does the last, a cell is quoted
/// only where it must be, every line has as many cells as the header.
/// </summary>
internal static class CsvProfile
{
    /// <summary>What is wrong; null if nothing.</summary>
    public static Refusal? Check(ReadOnlySpan<byte> csv)
    {
        if (csv.Contains((byte)'\r'))
            return ContentRefusals.CarriageReturn;
        if (csv.IsEmpty || csv[^1] != '\n')
            return ContentRefusals.Csv(1, "文件须以换行结尾", "the file ends with a line feed");
        var (line, width, cells, at) = (1, 0, 0, 0);
        while (at < csv.Length)
        {
            if (!TryCell(csv, ref at))
                return ContentRefusals.Csv(line, "引号使用不当", "a cell is quoted wrongly, or without need");
            cells++;
            if (csv[at++] == ',')
                continue;
            if (width == 0)
                width = cells;
            if (cells != width)
                return ContentRefusals.Csv(line, "列数与表头不同", "it has not as many cells as the header");
            (cells, line) = (0, line + 1);
        }

        return null;
    }

    // Moves behind a cell, onto its comma or line feed; false if it is not written in the one way.
    private static bool TryCell(ReadOnlySpan<byte> csv, ref int at)
    {
        if (csv[at] != '"')
        {
            var end = csv[at..].IndexOfAny((byte)',', (byte)'\n');
            var isPlain = !csv.Slice(at, end).Contains((byte)'"');
            at += end;
            return isPlain;
        }

        var needsQuotes = false;
        for (at++; at < csv.Length; at++)
        {
            needsQuotes |= csv[at] is (byte)',' or (byte)'\n';
            if (csv[at] != '"')
                continue;
            if (at + 1 == csv.Length || csv[at + 1] != '"')
                return ++at < csv.Length && needsQuotes && (csv[at] is (byte)',' or (byte)'\n');
            (needsQuotes, at) = (true, at + 1); // a quotation mark of the text stands twice
        }

        return false;
    }
}
