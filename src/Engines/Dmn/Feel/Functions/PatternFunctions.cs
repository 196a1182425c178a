using System.Text.RegularExpressions;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>matches, replace and split (DMN 1.5 §10.3.4.3; XQuery 1.0 and XPath 2.0 Functions and Operators §7.6).
/// </summary>
internal static class PatternFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return new Builtin("matches", new Signature(
            [
                new("input", Domain.String), new("pattern", Domain.String),
                new("flags", Domain.String, IsOptional: true),
            ],
            c => WithPattern(c, 2, regex => FeelValue.From(regex.IsMatch(c.Text(0))))))
        {
            ResultType = _ =>
                FeelType.Boolean
        };
        yield return new Builtin("replace", new Signature(
            [
                new("input", Domain.String), new("pattern", Domain.String), new("replacement", Domain.String),
                new("flags", Domain.String, IsOptional: true),
            ],
            c => WithPattern(c, 3, regex => Replace(c, regex))))
        { ResultType = _ => FeelType.String };
        yield return new Builtin("split", new Signature(
            [new("string", Domain.String), new("delimiter", Domain.String)],
            c => WithPattern(c, flags: null, regex => Split(c, regex))))
        { ResultType = _ => new ListType(FeelType.String) };
    }

    private static FeelValue WithPattern(Call call, int? flags, Func<Regex, FeelValue> use)
    {
        var pattern = call.Text(1);
        try
        {
            var given = flags is { } index && call.Has(index) ? call.Text(index) : "";
            return use(XPathPattern.Compile(pattern, given, call.Run.Options.MaxRegexTime));
        }
        catch (FormatException exception)
        {
            return call.Fail(NullCauses.Pattern(pattern, exception.Message, call.At));
        }
        catch (RegexMatchTimeoutException)
        {
            return call.Fail(NullCauses.Pattern(pattern, "超时 / time limit", call.At));
        }
    }

    private static FeelValue Replace(Call call, Regex regex)
    {
        if (regex.IsMatch(""))
            return call.Fail(NullCauses.Pattern(call.Text(1), "匹配空串 / matches the empty string", call.At));
        var isLiteral = call.Has(3) && call.Text(3).Contains('q', StringComparison.Ordinal);
        var parts = isLiteral ? [call.Text(2)] : Replacement(call.Text(2), regex.GetGroupNumbers().Length - 1);
        return call.Run.Text(regex.Replace(call.Text(0), match => Filled(parts, match)), call.At);
    }

    private static string Filled(IReadOnlyList<object> parts, Match match) =>
        string.Concat(parts.Select(p => p is int group ? match.Groups[group].Value : (string)p));

    // $N takes as many digits as there are groups for; a group that does not exist is empty.
    private static List<object> Replacement(string text, int groups)
    {
        var parts = new List<object>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('$' or '\\'))
            {
                parts.Add(text[i].ToString());
                continue;
            }

            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] == '\\' && next is '\\' or '$')
            {
                parts.Add(next.ToString());
                i++;
            }
            else if (text[i] == '$' && char.IsAsciiDigit(next))
            {
                parts.Add(GroupNumber(text, groups, ref i));
            }
            else
            {
                throw new FormatException($"替换文本 / replacement: {text}");
            }
        }

        return parts;
    }

    private static object GroupNumber(string text, int groups, ref int at)
    {
        var number = text[++at] - '0';
        while (at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) && (number * 10) + text[at + 1] - '0' <= groups)
            number = (number * 10) + text[++at] - '0';
        return number <= groups ? number : "";
    }

    private static FeelValue Split(Call call, Regex regex)
    {
        if (regex.IsMatch(""))
            return call.Fail(NullCauses.Pattern(call.Text(1), "匹配空串 / matches the empty string", call.At));
        var (parts, start) = (new List<FeelValue>(), 0);
        foreach (Match match in regex.Matches(call.Text(0)))
        {
            parts.Add(new StringValue(call.Text(0)[start..match.Index]));
            start = match.Index + match.Length;
            call.Run.CheckLength(parts.Count, call.At);
        }

        parts.Add(new StringValue(call.Text(0)[start..]));
        return new ListValue(parts);
    }
}
