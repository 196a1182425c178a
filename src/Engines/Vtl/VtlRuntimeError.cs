using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Sql;

namespace Huoshui.Vtl;

/// <summary>What stopped a result while data were read (运行错误): VTL5xxx of docs/reference/vtl-diagnostics.md.</summary>
/// <param name="Code">For example <c>VTL5001</c>.</param>
/// <param name="Message">What is wrong, with statement, place and data point, in both languages.</param>
/// <param name="Place">Source, line and column of the operator (of the statement, where it is not known).</param>
/// <param name="DataPoint">The row that stopped it, as <c>Id_1 = 1, Id_2 = a</c>; null where none is known.</param>
public sealed partial record VtlRuntimeError(string Code, LocalizedText Message, string Place, string? DataPoint)
{
    private const string LongText = "a text has more than ";

    private static readonly Dictionary<string, (string Zh, string En)> Words = new(StringComparer.Ordinal)
    {
        ["division by zero"] = ("除数为零", "division by zero"),
        ["ln of a number that is not positive"] = ("ln 的操作数不是正数", "ln of a number that is not positive"),
        ["sqrt of a negative number"] = ("sqrt 的操作数是负数", "sqrt of a negative number"),
        ["the result is out of range"] = ("结果超出数值范围", "the result is out of range"),
        ["hamming needs texts of one length"] = ("hamming 的两个文本长度须相同", "hamming needs texts of one length"),
        ["time_agg gives larger periods only"] = ("time_agg 只能换成更大的期间", "time_agg gives larger periods only"),
        ["only a period of one day is a date"] = ("只有一天的期间才是日期", "only a period of one day is a date"),
        ["only a time of one day is a date"] = ("只有一天的时间才是日期", "only a time of one day is a date"),
        ["the time is no regular period"] = ("该时间不是规则的期间", "the time is no regular period"),
    };

    /// <summary>Reads what the database said when it stopped the SQL of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="message">The database's message.</param>
    public static VtlRuntimeError Of(VtlResult result, string message)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(message);
        var dialect = Dialect.Of(result.Dialect);
        if (OwnError().Match(dialect.OwnMessage(message)) is { Success: true } own)
        {
            var text = own.Groups["text"].Value;
            var words = Words.GetValueOrDefault(text, (Chinese(text), text));
            var point = own.Groups["point"] is { Success: true } p ? p.Value : null;
            var place = own.Groups["place"] is { Success: true } at ? at.Value : result.Place;
            return Told(own.Groups["code"].Value, words, result.Name, place, point);
        }

        var (code, line) = dialect.CodeOf(message.Split('\n')[0]);
        return Told(code, (line, line), result.Name, result.Place, null);
    }

    /// <summary>Two rows of a result have the same identifiers.</summary>
    /// <param name="result">The result.</param>
    /// <param name="point">The identifiers with their values.</param>
    public static VtlRuntimeError DuplicateIdentifiers(VtlResult result, string point)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Told(
            "VTL5003", ("结果中有两个数据点标识相同", "two data points of the result have the same identifiers"), result.Name,
            result.Place, point);
    }

    /// <summary>An identifier of a result is null.</summary>
    /// <param name="result">The result.</param>
    /// <param name="component">The identifier.</param>
    /// <param name="point">All identifiers with their values.</param>
    public static VtlRuntimeError NullIdentifier(VtlResult result, string component, string point)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Told(
            "VTL5005", ($"结果的标识 {component} 为空", $"identifier {component} of the result is null"), result.Name,
            result.Place, point);
    }

    private static VtlRuntimeError Told(
        string code, (string Zh, string En) words, string name, string place, string? point) => new(
        code,
        new LocalizedText(
            $"{place}: {name}: {code} {words.Zh}{(point is null ? string.Empty : $"（数据点 {point}）")}",
            $"{place}: {name}: {code} {words.En}{(point is null ? string.Empty : $" (data point {point})")}"),
        place,
        point);

    // "the text is no integer: 1.5x", "the argument is less than 1".
    private static string Chinese(string text) => text.StartsWith(LongText, StringComparison.Ordinal)
        ? text.Replace(LongText, "文本超过 ", StringComparison.Ordinal)
            .Replace(" characters", " 个字符", StringComparison.Ordinal)
        : Other(text);

    private static string Other(string text) => text
        .Replace("the text is no date of this mask: ", "文本不合日期掩码：", StringComparison.Ordinal)
        .Replace("the number does not fit the mask: ", "数不合掩码：", StringComparison.Ordinal)
        .Replace("the text is no ", "文本不能转换为 ", StringComparison.Ordinal)
        .Replace("the argument is less than ", "参数小于 ", StringComparison.Ordinal)
        .Replace("two texts have more than 127 different", "两个文本共有 127 个以上不同的", StringComparison.Ordinal)
        .Replace("不同的 characters", "不同的字符", StringComparison.Ordinal);

    [GeneratedRegex(
        @"(?<code>VTL5[0-9]{3}): (?<text>.*?)(?: \[(?<place>[^\]]*:\d+:\d+)\])?(?: \{(?<point>.*)\})?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnError();
}
