using System.Globalization;
using System.Text;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>Values as FEEL's <c>string()</c> writes them.</summary>
internal static class ValueText
{
    public static string Of(FeelValue value) => value switch
    {
        StringValue text => text.Text,
        _ => Nested(value),
    };

    public static string Nested(FeelValue value) => value switch
    {
        NullValue => "null",
        BooleanValue boolean => boolean.Value ? "true" : "false",
        NumberValue number => number.Number.ToString(),
        StringValue text => Quoted(text.Text),
        DateValue date => Date(date),
        TimeValue time => Time(time),
        DateTimeValue both => $"{Date(both.Date)}T{Time(both.Time)}",
        MonthsValue months => Months(months.Months),
        DurationValue duration => Duration(duration.Nanos),
        ListValue list => $"[{string.Join(", ", list.Items.Select(Nested))}]",
        ContextValue context => $"{{{string.Join(", ", context.Entries.Select(Entry))}}}",
        RangeValue range => Range(range),
        FunctionValue function => $"function({string.Join(", ", function.ParameterNames)})",
        _ => value.Kind,
    };

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Entry(KeyValuePair<string, FeelValue> entry)
    {
        var isName = entry.Key.Length > 0
            && entry.Key.EnumerateRunes().All(r => Syntax.NameCharacters.IsPart(r) || r.Value == ' ');
        return $"{(isName ? entry.Key : Quoted(entry.Key))}: {Nested(entry.Value)}";
    }

    private static string Range(RangeValue range)
    {
        if (range.IsExcluding)
            return "!= " + Nested(range.Start);
        if (range.Start.IsNull)
            return (range.EndIncluded ? "<= " : "< ") + Nested(range.End);
        if (range.End.IsNull)
            return (range.StartIncluded ? ">= " : "> ") + Nested(range.Start);
        return $"{(range.StartIncluded ? '[' : '(')}{Nested(range.Start)}..{Nested(range.End)}"
            + (range.EndIncluded ? ']' : ')');
    }

    private static string Date(DateValue date) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(date.Year < 0 ? "-" : "")}{Math.Abs(date.Year):0000}-{date.Month:00}-{date.Day:00}");

    private static string Time(TimeValue time)
    {
        var nanos = time.NanosOfMinute;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.Hour:00}:{time.Minute:00}:{nanos / TimeValue.NanosPerSecond:00}");
        return text + Fraction(nanos % TimeValue.NanosPerSecond) + time.Zone;
    }

    private static string Fraction(long nanos) => nanos == 0 ? ""
        : "." + nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');

    private static string Months(long months)
    {
        var size = Math.Abs(months);
        var text = new StringBuilder(months < 0 ? "-P" : "P");
        if (size >= 12)
            text.Append(CultureInfo.InvariantCulture, $"{size / 12}Y");
        if (size % 12 != 0 || size == 0)
            text.Append(CultureInfo.InvariantCulture, $"{size % 12}M");
        return text.ToString();
    }

    private static string Duration(Int128 nanos)
    {
        if (nanos == 0)
            return "PT0S";
        var size = Int128.Abs(nanos);
        var (days, rest) = ((long)(size / TimeValue.NanosPerDay), (long)(size % TimeValue.NanosPerDay));
        var text = new StringBuilder(nanos < 0 ? "-P" : "P");
        if (days > 0)
            text.Append(CultureInfo.InvariantCulture, $"{days}D");
        if (rest == 0)
            return text.ToString();
        text.Append('T');
        var seconds = rest / TimeValue.NanosPerSecond;
        if (seconds >= 3600)
            text.Append(CultureInfo.InvariantCulture, $"{seconds / 3600}H");
        if (seconds / 60 % 60 > 0)
            text.Append(CultureInfo.InvariantCulture, $"{seconds / 60 % 60}M");
        var fraction = Fraction(rest % TimeValue.NanosPerSecond);
        if (seconds % 60 > 0 || fraction.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"{seconds % 60}{fraction}S");
        return text.ToString();
    }
}
