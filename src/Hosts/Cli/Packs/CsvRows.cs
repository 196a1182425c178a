namespace Huoshui.Cli.Packs;

/// <summary>Where the records of a CSV file stand as a spreadsheet counts its rows: blank lines count there, and the
/// reader of the warehouse passes over them.</summary>
internal static class CsvRows
{
    private const int BufferBytes = 1 << 20;

    /// <summary>The row of each record after the header; the header is row 1.</summary>
    /// <param name="path">The file.</param>
    /// <param name="records">How many records were read.</param>
    /// <returns>Null when no line before the last record is blank, or the records are not those that were
    /// read.</returns>
    public static IReadOnlyList<int>? Of(string path, int records)
    {
        var rows = new List<int>(records + 1);
        var (row, isBlank, isQuoted, hasBlank) = (1, true, false, false);
        foreach (var sign in Bytes(path))
        {
            if (sign == '"')
                isQuoted = !isQuoted;
            if (isQuoted || sign is not (byte)'\n')
            {
                isBlank &= sign is (byte)'\r';
                continue;
            }

            hasBlank |= isBlank;
            if (!isBlank)
                rows.Add(row);
            (row, isBlank) = (row + 1, true);
        }

        if (!isBlank)
            rows.Add(row);
        return hasBlank && rows.Count == records + 1 ? rows.GetRange(1, records) : null;
    }

    private static IEnumerable<byte> Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            for (var i = 0; i < read; i++)
                yield return buffer[i];
        }
    }
}
