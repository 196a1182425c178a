using System.Text;
using Huoshui.Diagnostics;

namespace Huoshui.Policies;

/// <summary>What is wrong with a CSV file as a whole (另存错了的文件).</summary>
public static class SheetFile
{
    private const int BufferBytes = 1 << 20;

    // A workbook is a ZIP archive.
    private static readonly byte[] Workbook = "PK\u0003\u0004"u8.ToArray();

    /// <summary>Null for UTF-8; else that it is a workbook, or another encoding, and how to save it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static LocalizedText? Trouble(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes);
        var (bytes, characters) = (new byte[BufferBytes], new char[BufferBytes + 1]);
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var read = file.Read(bytes);
        if (bytes.AsSpan(0, read).StartsWith(Workbook))
        {
            return new LocalizedText("这是 xlsx：在表格软件里另存为“CSV UTF-8”",
                "this is a workbook (xlsx): save it as \"CSV UTF-8\" in the spreadsheet");
        }

        try
        {
            for (; read > 0; read = file.Read(bytes))
                decoder.GetChars(bytes, 0, read, characters, 0, flush: false);
            decoder.GetChars(bytes, 0, 0, characters, 0, flush: true);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return new LocalizedText("不是 UTF-8，请另存为 UTF-8（表格软件里选“CSV UTF-8”）",
                "it is not UTF-8: save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)");
        }
    }
}
