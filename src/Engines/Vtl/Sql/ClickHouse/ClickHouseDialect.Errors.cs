using System.Text.RegularExpressions;

namespace Huoshui.Vtl.Sql.ClickHouse;

internal sealed partial class ClickHouseDialect
{
    // No function stops with a message of the row's, so the message is read as a number, and no list has it. ClickHouse
    // may work out a branch for rows that are not its own: for these the number is one. A text that does not depend on
    // the row is read before any row is looked at, so an empty part of the row stands in it.
    public override string Stop(IReadOnlyList<string> parts, string when, string? within, int number)
    {
        var row = within is null ? "materialize('')" : $"substring(ifNull(toString({within}), ''), 1, 0)";
        var all = string.Join(", ", parts.Append(row).Select(p => $"ifNull({p}, '')"));
        return $"[NULL][toInt64(if({when}, concat({all}, '\\x1f{PeriodSql.Number(number)}'), '2'))]";
    }

    // Code: 6. DB::Exception: Cannot parse string 'VTL5001: division by zero [s.vtl:1:24]' as Int64: syntax error …
    public override string OwnMessage(string message) => Refused().Match(message) is { Success: true } match
        ? Escaped().Replace(match.Groups["own"].Value, e => e.Value[1] switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            var other => other.ToString(),
        })
        : message;

    public override (string Code, string Line) CodeOf(string line)
    {
        // What follows is the query, often of many pages.
        var end = line.IndexOf(": In scope", StringComparison.Ordinal) is > 0 and var scope ? scope
            : line.IndexOf(": while executing", StringComparison.Ordinal) is > 0 and var step ? step : line.Length;
        var said = line[..end];
        var code = said.Contains("column Int128 cannot be safely converted", StringComparison.Ordinal)
            || said.Contains("overflow", StringComparison.OrdinalIgnoreCase) ? "VTL5004"
            : said.Contains("cannot be safely converted", StringComparison.Ordinal) ? "VTL5002" : "VTL5000";
        return (code, said);
    }

    [GeneratedRegex(
        @"Cannot parse string '(?<own>VTL5(?:[^'\\\x1f]|\\[^x])*)(\x1f|\\x1[fF])\d+' as Int64",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Refused();

    [GeneratedRegex(@"\\.", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex Escaped();
}
