using System.Text;
using System.Text.RegularExpressions;

namespace Huoshui.ClickHouseNode;

/// <summary>A statement as it came over HTTP: its text, and the data behind it where it inserts some.</summary>
internal sealed partial record QueryText(string Sql, string? Format, ReadOnlyMemory<byte> Data)
{
    /// <summary>Takes the statement and the data apart. The parameter <c>query</c> and the body are one text; behind
    /// <c>INSERT … FORMAT name</c> and the end of a line there are data in that format.</summary>
    public static QueryText Of(string? parameter, byte[] body)
    {
        if (string.IsNullOrEmpty(parameter))
            return Of(body);
        if (Insert().Match(parameter) is { Success: true } insert)
            return new QueryText(insert.Groups["into"].Value, insert.Groups["format"].Value, body);
        return new QueryText(body.Length == 0 ? parameter : $"{parameter}\n{Encoding.UTF8.GetString(body)}", null, default);
    }

    private static QueryText Of(byte[] body)
    {
        var end = Array.IndexOf(body, (byte)'\n');
        var first = Encoding.UTF8.GetString(body, 0, end < 0 ? body.Length : end);
        if (end >= 0 && Insert().Match(first) is { Success: true } insert)
            return new QueryText(insert.Groups["into"].Value, insert.Groups["format"].Value, body.AsMemory(end + 1));
        return new QueryText(Encoding.UTF8.GetString(body), null, default);
    }

    [GeneratedRegex(
        @"^\s*(?<into>INSERT\s+INTO\s.+?)\s+FORMAT\s+(?<format>\w+)\s*;?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Insert();
}
