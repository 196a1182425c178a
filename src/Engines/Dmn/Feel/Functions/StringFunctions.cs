using System.Globalization;
using System.Text;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>String functions without patterns (DMN 1.5 §10.3.4.3); positions count code points.</summary>
internal static class StringFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return new Builtin("substring", new Signature(
            [
                new("string", Domain.String), new("start position", Domain.Integer),
                new("length", Domain.Integer, IsOptional: true),
            ],
            Substring))
        { ResultType = _ => FeelType.String };
        yield return new Builtin("string length", new Signature(
            [new("string", Domain.String)], c => FeelValue.From(LengthOf(c.Text(0)))))
        {
            ResultType = _ =>
                FeelType.Number
        };
        yield return OnText("upper case", text => text.ToUpperInvariant());
        yield return OnText("lower case", text => text.ToLowerInvariant());
        yield return OnTwo("substring before", Before);
        yield return OnTwo("substring after", After);
        yield return OnTwo("contains", (c, text, match) =>
            FeelValue.From(text.Contains(match, StringComparison.Ordinal)));
        yield return OnTwo(
            "starts with", (c, text, match) => FeelValue.From(text.StartsWith(match, StringComparison.Ordinal)));
        yield return OnTwo("ends with", (c, text, match) =>
            FeelValue.From(text.EndsWith(match, StringComparison.Ordinal)));
        yield return new Builtin("string join", new Signature(
            [new("list", Domain.List), new("delimiter", Domain.String, IsOptional: true)], Join))
        { ResultType = _ => FeelType.String };
    }

    private static Builtin OnText(string name, Func<string, string> convert) =>
        new(name, new Signature([new("string", Domain.String)], c => c.Run.Text(convert(c.Text(0)), c.At)))
        {
            ResultType = _ => FeelType.String,
        };

    private static Builtin OnTwo(string name, Func<Call, string, string, FeelValue> body) =>
        new(name, new Signature(
            [new("string", Domain.String), new("match", Domain.String)], c => body(c, c.Text(0), c.Text(1))));

    private static int LengthOf(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
                length--;
        }

        return length;
    }

    private static FeelValue Substring(Call call)
    {
        var length = LengthOf(call.Text(0));
        var start = call.Number(1).ToInt64() ?? 0;
        if (start == 0 || Math.Abs(start) > length)
            return call.Outside(1, "start position", Invariant($"-{length}..-1, 1..{length}"));
        var first = start > 0 ? start - 1 : length + start;
        var rest = length - first;
        var count = call.Has(2) ? call.Number(2).ToInt64() ?? 0 : rest;
        if (count < 1 || count > rest)
            return call.Outside(2, "length", Invariant($"1..{rest}"));
        var text = new StringBuilder();
        foreach (var rune in call.Text(0).EnumerateRunes().Skip((int)first).Take((int)count))
            text.Append(rune.ToString());
        return new StringValue(text.ToString());
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static StringValue Before(Call call, string text, string match)
    {
        var at = text.IndexOf(match, StringComparison.Ordinal);
        return new StringValue(at < 0 ? "" : text[..at]);
    }

    private static StringValue After(Call call, string text, string match)
    {
        var at = text.IndexOf(match, StringComparison.Ordinal);
        return new StringValue(at < 0 ? "" : text[(at + match.Length)..]);
    }

    private static FeelValue Join(Call call)
    {
        var texts = call.List(0).Where(i => !i.IsNull).ToList();
        if (texts.Exists(t => t is not StringValue))
            return call.Outside(0, "list", "list<string>");
        var delimiter = call.Has(1) ? call.Text(1) : "";
        return call.Run.Text(string.Join(delimiter, texts.Cast<StringValue>().Select(t => t.Text)), call.At);
    }
}
