using System.Globalization;
using System.Text.Unicode;

namespace Huoshui.TransparencyLogVerifier.Contents;

/// <summary>Why a document is not in the form that its scenario declares (XBD10xx).</summary>
internal static class ContentRefusals
{
    public static Refusal NotUtf8 { get; } = new(
        "XBD1040", "文件不是 UTF-8。请由发行方重新出具。", "The document is not UTF-8. Have it issued again.");

    public static Refusal ByteOrderMark { get; } = new(
        "XBD1041",
        "文件开头有字节顺序标记（BOM）：被编辑器另存过。请用原文件。",
        "The document begins with a byte order mark: an editor saved it. Use the original file.");

    public static Refusal CarriageReturn { get; } = new(
        "XBD1042",
        "文件含回车符：换行只用 LF，文件被另存过。请用原文件。",
        "The document has carriage returns, lines end with LF alone: it was saved again. Use the original file.");

    public static Refusal Json(string what) => new(
        "XBD1043", $"JSON 不合要求：{what}", $"The JSON is not allowed: {what}");

    public static Refusal Csv(int line, string zh, string en) => new(
        "XBD1044",
        string.Create(CultureInfo.InvariantCulture, $"CSV 第 {line} 行：{zh}"),
        string.Create(CultureInfo.InvariantCulture, $"CSV, line {line}: {en}"));

    public static Refusal Xml(string what) => new(
        "XBD1045", $"XML 不合要求（不许 DTD、注释和处理指令）：{what}",
        $"The XML is not allowed (no DTD, comments or processing instructions): {what}");

    /// <summary>What is wrong with a text of any form; null if nothing.</summary>
    public static Refusal? OfText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            return ByteOrderMark;
        return Utf8.IsValid(utf8) ? null : NotUtf8;
    }
}
