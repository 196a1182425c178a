using Huoshui.TransparencyLog;

namespace Huoshui.Cli.Logs;

/// <summary>Reads what is to be appended, all of it before anything is written.</summary>
internal static class LogEntries
{
    private const string StandardInput = "-";

    /// <summary>
    /// One entry a file, or one a line: the bytes between newlines; a newline at the end begins no entry.
    /// </summary>
    /// <exception cref="InvalidDataException">An entry is too long.</exception>
    public static List<ReadOnlyMemory<byte>> Read(AppendRequest request)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        foreach (var file in request.Files)
        {
            var bytes = ReadFile(file);
            if (request.IsLines)
                AddLines(entries, file, bytes);
            else
                Add(entries, bytes, file);
        }

        return entries;
    }

    private static byte[] ReadFile(string file)
    {
        if (file != StandardInput)
            return File.ReadAllBytes(file);
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void AddLines(List<ReadOnlyMemory<byte>> entries, string file, ReadOnlyMemory<byte> rest)
    {
        for (var line = 1; rest.Length > 0; line++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var entry = end < 0 ? rest : rest[..end];
            Add(entries, entry, $"{file}:{line}");
            rest = end < 0 ? default : rest[(end + 1)..];
        }
    }

    private static void Add(List<ReadOnlyMemory<byte>> entries, ReadOnlyMemory<byte> entry, string place)
    {
        if (entry.Length > LogLimits.LongestEntryBytes)
        {
            throw new InvalidDataException(
                $"{place} 有 {entry.Length} 字节，一条最多 {LogLimits.LongestEntryBytes}；什么也没有写入 / "
                + $"has {entry.Length} bytes, an entry at most {LogLimits.LongestEntryBytes}; nothing was appended");
        }

        entries.Add(entry);
    }
}
