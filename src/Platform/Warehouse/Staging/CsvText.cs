using System.Text;

namespace Huoshui.Warehouse.Staging;

/// <summary>The bytes of a filed CSV as UTF-8.</summary>
internal static class CsvText
{
    private const int BufferBytes = 1 << 20;

    private static readonly Encoding StrictGb18030 = CreateGb18030();

    /// <summary>The text of a file as UTF-8; a byte of GB 18030 that means nothing throws
    /// <see cref="DecoderFallbackException"/>.</summary>
    public static Stream Open(string path, FileEncoding encoding)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return encoding == FileEncoding.Utf8
            ? file
            : new BufferedStream(Encoding.CreateTranscodingStream(file, StrictGb18030, Encoding.UTF8), BufferBytes);
    }

    /// <summary>The first line of a GB 18030 file that is none, from 1. A line feed is never part of a character
    /// there.</summary>
    public static long InvalidLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        var line = new List<byte>();
        long number = 1;
        for (int next; (next = file.ReadByte()) >= 0;)
        {
            if (next != '\n')
            {
                line.Add((byte)next);
                continue;
            }

            if (Gb18030(line.ToArray(), isWhole: true) is null)
                return number;
            line.Clear();
            number++;
        }

        return number;
    }

    /// <summary>Decodes the beginning of a file; null when the bytes are neither. A character cut off at the end is
    /// left out.</summary>
    public static (FileEncoding Encoding, string Text)? Decode(ReadOnlySpan<byte> sample, bool isWhole, FileEncoding? declared)
    {
        if (declared is not FileEncoding.Gb18030 && Utf8(sample, isWhole) is { } text)
            return (FileEncoding.Utf8, text);
        if (declared is not FileEncoding.Utf8 && Gb18030(sample, isWhole) is { } chinese)
            return (FileEncoding.Gb18030, chinese);
        return null;
    }

    private static string? Utf8(ReadOnlySpan<byte> sample, bool isWhole)
    {
        var bytes = sample.StartsWith(Encoding.UTF8.Preamble) ? sample[3..] : sample;
        for (var cut = 0; cut <= (isWhole ? 0 : 3) && cut <= bytes.Length; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(bytes[..^cut]))
                return Encoding.UTF8.GetString(bytes[..^cut]);
        }

        return null;
    }

    private static string? Gb18030(ReadOnlySpan<byte> sample, bool isWhole)
    {
        try
        {
            var decoder = StrictGb18030.GetDecoder();
            var letters = new char[StrictGb18030.GetMaxCharCount(sample.Length)];
            var count = decoder.GetChars(sample, letters, flush: isWhole);
            return new string(letters, 0, count).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Encoding CreateGb18030()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
