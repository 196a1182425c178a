using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>Conversion and boolean functions (DMN 1.5 §10.3.4.1 and .2).</summary>
internal static class ConversionFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return new Builtin(
            "date",
            new Signature([new("from", Domain.String)], c => Read(c, "date", TemporalText.Date)),
            new Signature([new("from", Domain.Day)], DateOf),
            new Signature(
                [new("year", Domain.Integer), new("month", Domain.Integer), new("day", Domain.Integer)], DateOfParts));
        yield return new Builtin(
            "time",
            new Signature([new("from", Domain.String)], c => Read(c, "time", TemporalText.Time)),
            new Signature([new("from", Domain.Value)], TimeOf),
            new Signature(
                [
                    new("hour", Domain.Integer), new("minute", Domain.Integer), new("second", Domain.Number),
                    new("offset", Domain.DaysAndTime, IsOptional: true),
                ],
                TimeOfParts));
        yield return new Builtin(
            "date and time",
            new Signature([new("from", Domain.String)], c => Read(c, "date and time", TemporalText.DateAndTime)),
            new Signature([new("from", Domain.Day)], c => c.Values[0] as DateTimeValue ?? Midnight(c.Of<DateValue>(0))),
            new Signature([new("date", Domain.Day), new("time", Domain.Time)], c =>
                new DateTimeValue(DayOf(c.Values[0]), c.Of<TimeValue>(1))));
        yield return new Builtin("number", new Signature(
            [
                new("from", Domain.String), new("grouping separator", Domain.String, IsNullable: true),
                new("decimal separator", Domain.String, IsNullable: true),
            ],
            NumberOf));
        yield return new Builtin("string", new Signature([new("from", Domain.Any)], StringOf))
        {
            ResultType = _ => FeelType.String,
        };
        yield return new Builtin(
            "duration",
            new Signature([new("from", Domain.String)], c => Read(c, "duration", TemporalText.Duration)),
            new Signature([new("from", Domain.Value)], c =>
                c.Values[0] is MonthsValue or DurationValue ? c.Values[0] : c.Outside(0, "from", "string / duration")));
        yield return new Builtin(
            "years and months duration",
            new Signature([new("from", Domain.Day), new("to", Domain.Day)], MonthsBetween));
        yield return new Builtin("range", new Signature([new("from", Domain.String)], RangeOf));
        yield return new Builtin("not", new Signature(
            [new("negand", Domain.Boolean)], c => BooleanValue.Of(!c.Of<BooleanValue>(0).Value)))
        {
            ResultType = _ => FeelType.Boolean,
        };
    }

    internal static DateValue DayOf(FeelValue value) => value as DateValue ?? ((DateTimeValue)value).Date;

    private static FeelValue Read(Call call, string function, Func<string, FeelValue?> read) =>
        read(call.Text(0)) ?? call.Fail(NullCauses.Unreadable($"{function}()", call.Text(0), call.At));

    private static DateValue DateOf(Call call) => DayOf(call.Values[0]);

    private static FeelValue DateOfParts(Call call)
    {
        var (year, month, day) = (call.Number(0).ToInt64(), call.Number(1).ToInt64(), call.Number(2).ToInt64());
        return Calendar.Date(year ?? long.MaxValue, month ?? 0, day ?? 0)
            ?? call.Fail(NullCauses.Unreadable(
                "date()", $"{call.Values[0]}, {call.Values[1]}, {call.Values[2]}", call.At));
    }

    // A date is the date and time of its midnight in UTC (§10.3.2.3.5).
    private static FeelValue TimeOf(Call call) => call.Values[0] switch
    {
        TimeValue time => time,
        DateTimeValue both => both.Time,
        DateValue => new TimeValue(0, TimeZoneMark.Utc),
        _ => call.Outside(0, "from", "string / time / date and time"),
    };

    private static DateTimeValue Midnight(DateValue date) => new(date, new TimeValue(0, TimeZoneMark.Utc));

    private static FeelValue TimeOfParts(Call call)
    {
        var (hour, minute) = (call.Number(0).ToInt64(), call.Number(1).ToInt64());
        var nanos = FeelNumber.Multiply(call.Number(2), FeelNumber.From(TimeValue.NanosPerSecond))
            ?.Round(0, FeelRounding.Down)?.ToInt64();
        var offset = (call.Values[3] as DurationValue)?.Nanos / TimeValue.NanosPerSecond;
        if (hour is not (>= 0 and < 24) || minute is not (>= 0 and < 60)
            || nanos is not >= 0 || nanos >= 60 * TimeValue.NanosPerSecond)
        {
            return call.Fail(NullCauses.Unreadable(
                "time()", $"{call.Values[0]}, {call.Values[1]}, {call.Values[2]}", call.At));
        }

        if (offset is { } seconds && Int128.Abs(seconds) > 14 * 3600)
            return call.Outside(3, "offset", "-PT14H..PT14H");
        return new TimeValue(
            (((hour.Value * 60) + minute.Value) * 60 * TimeValue.NanosPerSecond) + nanos.Value,
            offset is { } given ? TimeZoneMark.OfOffset((int)given) : null);
    }

    private static FeelValue NumberOf(Call call)
    {
        var (grouping, point) = (Separator(call, 1), Separator(call, 2));
        if (grouping is not (null or " " or "," or "."))
            return call.Outside(1, "grouping separator", "\" \" / \",\" / \".\" / null");
        if (point is not (null or "," or ".") || (point is not null && point == grouping))
            return call.Outside(2, "decimal separator", "\",\" / \".\" / null");
        var text = grouping is null ? call.Text(0) : call.Text(0).Replace(grouping, "", StringComparison.Ordinal);
        if (point is not null)
            text = text.Replace(point, ".", StringComparison.Ordinal);
        var isNumber = text.Length > 0 && text[0] != '+' && !text.EndsWith('.');
        return isNumber && FeelNumber.Parse(text, allowsExponent: true) is { } number
            ? new NumberValue(number) : call.Fail(NullCauses.Unreadable("number()", call.Text(0), call.At));
    }

    private static string? Separator(Call call, int index) => call.Has(index) ? call.Text(index) : null;

    private static FeelValue StringOf(Call call) =>
        call.Has(0) ? call.Run.Text(ValueText.Of(call.Values[0]), call.At) : call.Outside(0, "from", "非空值 / not null");

    // Whole months from the one day to the other; the time of day does not count.
    private static FeelValue MonthsBetween(Call call)
    {
        var (from, to) = (DayOf(call.Values[0]), DayOf(call.Values[1]));
        var months = (((long)to.Year - from.Year) * 12) + to.Month - from.Month;
        if (months > 0 && to.Day < from.Day)
            months--;
        else if (months < 0 && to.Day > from.Day)
            months++;
        return new MonthsValue(months);
    }

    // Rules 66 and 67: the ends are literals, or calls of conversion functions on them; nothing of the model is in
    // scope. An open side may be without an end.
    private static FeelValue RangeOf(Call call)
    {
        var text = call.Text(0).Trim();
        var inner = text.Length > 4 ? text[1..^1].Trim() : "";
        var end = inner.StartsWith("..", StringComparison.Ordinal) && text[0] is '(' or ']'
            ? Constant(call, inner[2..]) : null;
        var start = inner.EndsWith("..", StringComparison.Ordinal) && text[^1] is ')' or '['
            ? Constant(call, inner[..^2]) : null;
        if (end is not null && text[^1] is ')' or '[' or ']')
            return new RangeValue(FeelValue.Null, startIncluded: false, end, endIncluded: text[^1] == ']');
        if (start is not null && text[0] is '[' or '(' or ']')
            return new RangeValue(start, startIncluded: text[0] == '[', FeelValue.Null, endIncluded: false);
        var node = Parsed(call, text);
        var isRange = node is RangeNode range && IsConstant(range.Start) && IsConstant(range.End);
        var value = isRange ? node!.Evaluate(Frame.Global(new Run(call.Run.Options))) : FeelValue.Null;
        return value is RangeValue ? value : call.Fail(NullCauses.Unreadable("range()", text, call.At));
    }

    private static FeelValue? Constant(Call call, string text)
    {
        var value = Parsed(call, text) is { } node && IsConstant(node)
            ? node.Evaluate(Frame.Global(new Run(call.Run.Options))) : FeelValue.Null;
        return value.IsNull ? null : value;
    }

    private static Node? Parsed(Call call, string text)
    {
        var problems = new List<Diagnostics.Diagnostic>();
        var feel = new FeelText(new Diagnostics.SourceText("range()", text), text);
        var scope = new Scope(null);
        foreach (var name in new[] { "date", "time", "date and time", "duration" })
            scope.Declare(name, FeelType.Any);
        var node = FeelParser.Expression(feel, scope, Vocabulary.Standard(call.Run.Options), problems);
        return problems.Count == 0 ? node : null;
    }

    private static bool IsConstant(Node node) => node is LiteralNode { Value: not BooleanValue and not NullValue }
        || (node is CallNode && node.Children.Skip(1).All(IsConstant));
}
