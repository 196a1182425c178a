using System.Globalization;
using System.Text;

namespace Huoshui.Vtl.Explain;

/// <summary>The language in which a script is told. Each text is given in both and one is taken, so that the two stand
/// side by side where they are written.</summary>
internal sealed class Wording
{
    public static readonly Wording Chinese = new(isChinese: true);
    public static readonly Wording English = new(isChinese: false);

    private readonly bool _isChinese;

    private Wording(bool isChinese) => _isChinese = isChinese;

    /// <summary>One of two texts.</summary>
    public string Of(string zh, string en) => _isChinese ? zh : en;

    /// <summary>One of two templates with its places <c>{0}</c>, <c>{1}</c> … filled in. A part in square brackets is
    /// left out when a value in it is missing.</summary>
    public string Of(string zh, string en, params IReadOnlyList<string?> values) => Filled(Of(zh, en), values);

    /// <summary>a、b、c or a, b, c.</summary>
    public string List(IEnumerable<string> items) => string.Join(Of("、", ", "), items);

    /// <summary>Parts of a sentence.</summary>
    public string Clauses(IEnumerable<string> parts) => string.Join(Of("；", "; "), parts);

    private static string Filled(string template, IReadOnlyList<string?> values)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            if (template[at] != '[')
            {
                at = Next(template, at, values, text);
                continue;
            }

            var end = template.IndexOf(']', at);
            var part = new StringBuilder();
            var isWhole = true;
            for (at++; at < end;)
            {
                isWhole &= template[at] != '{' || values.ElementAtOrDefault(template[at + 1] - '0') is not null;
                at = Next(template, at, values, part);
            }

            text.Append(isWhole ? part : string.Empty);
            at = end + 1;
        }

        return text.ToString();
    }

    private static int Next(string template, int at, IReadOnlyList<string?> values, StringBuilder to)
    {
        if (template[at] != '{')
        {
            to.Append(template[at]);
            return at + 1;
        }

        to.Append(CultureInfo.InvariantCulture, $"{values.ElementAtOrDefault(template[at + 1] - '0')}");
        return at + "{0}".Length;
    }
}
