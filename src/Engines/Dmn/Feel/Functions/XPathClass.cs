using System.Globalization;
using System.Text;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>A character class in brackets, with ranges, escapes and subtraction.</summary>
internal sealed class XPathClass(string pattern, int start)
{
    private const string NameStart = @":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
        + @"\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd";

    private const string NamePart = NameStart + @"\-.0-9\u00b7\u0300-\u036f\u203f-\u2040";

    private readonly StringBuilder _units = new();
    private readonly List<(int First, int Last)> _beyond = [];
    private int _position = start;
    private bool _isWideNegation;

    /// <summary>The class as .NET writes it; several alternatives where it holds characters beyond U+FFFF.</summary>
    public string Translate(out int end)
    {
        _position++;
        var isNegated = Peek() == '^';
        if (isNegated)
            _position++;
        string? subtracted = null;
        for (var isFirst = true; Peek() != ']' || isFirst; isFirst = false)
        {
            if (Peek() == '-' && _position + 1 < pattern.Length && pattern[_position + 1] == '[' && !isFirst)
            {
                subtracted = new XPathClass(pattern, _position + 1).Inner(out _position);
                break;
            }

            Item(isFirst);
        }

        if (Peek() != ']')
            throw new FormatException("缺少 / missing ]");
        end = _position + 1;
        return Written(isNegated, subtracted);
    }

    /// <summary>A single-character or multi-character escape, for use inside brackets.</summary>
    public static string TakeEscape(string pattern, ref int position, out bool isNegative)
    {
        isNegative = false;
        if (position + 1 >= pattern.Length)
            throw new FormatException(@"\");
        var c = pattern[position + 1];
        position += 2;
        if (c is 'p' or 'P')
        {
            isNegative = c == 'P';
            return Category(pattern, ref position, c);
        }

        isNegative = c is 'D' or 'S' or 'W' or 'I' or 'C';
        return c switch
        {
            'n' => @"\n",
            'r' => @"\r",
            't' => @"\t",
            'd' => @"\p{Nd}",
            'D' => @"\P{Nd}",
            's' => @" \t\n\r",
            'S' => Complement(@" \t\n\r"),
            'w' => Complement(@"\p{P}\p{Z}\p{C}"),
            'W' => @"\p{P}\p{Z}\p{C}",
            'i' => NameStart,
            'I' => Complement(NameStart),
            'c' => NamePart,
            'C' => Complement(NamePart),
            '\\' or '|' or '.' or '?' or '*' or '+' or '(' or ')' or '{' or '}' or '-' or '[' or ']' or '^' or '$' =>
                "\\" + c,
            _ => throw new FormatException($"转义 / escape \\{c}"),
        };
    }

    // .NET has no complement inside a class except by subtraction, which must come last: a class of its own.
    private static string Complement(string units) => ComplementTable.Of(units);

    private static string Category(string pattern, ref int position, char kind)
    {
        var end = position < pattern.Length && pattern[position] == '{' ? pattern.IndexOf('}', position) : -1;
        if (end < 0)
            throw new FormatException($"\\{kind}");
        var name = pattern[(position + 1)..end];
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
            throw new FormatException($"\\{kind}{{{name}}}");
        position = end + 1;
        return $"\\{kind}{{{name}}}";
    }

    private static string Unit(int code) => string.Create(CultureInfo.InvariantCulture, $"\\u{code:x4}");

    private string Inner(out int end)
    {
        var text = Translate(out end);
        if (_beyond.Count > 0)
            throw new FormatException("U+10000…");
        // Where a negated class became alternatives, its first one is the class of single units.
        return text.StartsWith("(?:", StringComparison.Ordinal)
            ? text[3..text.IndexOf("]|", StringComparison.Ordinal)] + "]" : text;
    }

    private char Peek() => _position < pattern.Length
        ? pattern[_position] : throw new FormatException("缺少 / missing ]");

    private void Item(bool isFirst)
    {
        var c = Peek();
        if (c == '[' || (c == ']' && isFirst))
            throw new FormatException($"需转义 / must be escaped: {c}");
        if (c == '\\')
        {
            var before = _position;
            var escape = TakeEscape(pattern, ref _position, out var isNegative);
            if (escape.Length != 2 || !IsRange())
            {
                _isWideNegation |= isNegative;
                _units.Append(escape);
                return;
            }

            _position = before;
        }

        var first = Code();
        if (!IsRange())
        {
            if (first == '-' && !isFirst && Peek() != ']')
                throw new FormatException("需转义 / must be escaped: -");
            Add(first, first);
            return;
        }

        _position++;
        var last = Code();
        if (last < first)
            throw new FormatException("范围颠倒 / range in reverse order");
        Add(first, last);
    }

    // `a-]` and `a-[…]` are no ranges.
    private bool IsRange() =>
        Peek() == '-' && _position + 1 < pattern.Length && pattern[_position + 1] is not (']' or '[');

    private int Code()
    {
        if (Peek() == '\\')
        {
            var escape = TakeEscape(pattern, ref _position, out _);
            return escape switch
            {
                @"\n" => '\n',
                @"\r" => '\r',
                @"\t" => '\t',
                { Length: 2 } => escape[1],
                _ => throw new FormatException($"范围 / range: {escape}"),
            };
        }

        if (Peek() == '[')
            throw new FormatException("需转义 / must be escaped: [");
        var code = char.IsSurrogatePair(pattern, _position) ? char.ConvertToUtf32(pattern, _position)
            : pattern[_position];
        _position += code > 0xFFFF ? 2 : 1;
        return code;
    }

    private void Add(int first, int last)
    {
        if (first <= 0xFFFF)
            _units.Append(Unit(first)).Append('-').Append(Unit(Math.Min(last, 0xFFFF)));
        if (last > 0xFFFF)
            _beyond.Add((Math.Max(first, 0x10000), last));
    }

    private string Written(bool isNegated, string? subtracted)
    {
        var minus = subtracted is null ? "" : "-" + subtracted;
        const string pair = "[\\ud800-\\udbff][\\udc00-\\udfff]";
        var pairs = string.Join('|', _beyond.Select(Pairs));
        if (isNegated)
        {
            var others = pairs.Length == 0 ? pair : $"(?!{pairs}){pair}";
            return $"(?:[^{_units}\\ud800-\\udfff{minus}]|{others})";
        }

        if (_isWideNegation)
            return $"(?:[{_units}{minus}]|{pair})";
        if (pairs.Length == 0)
            return $"[{_units}{minus}]";
        return _units.Length == 0 ? $"(?:{pairs})" : $"(?:[{_units}{minus}]|{pairs})";
    }

    // A range of code points as ranges of pairs: the ends of the first and last high surrogate may be cut.
    private static string Pairs((int First, int Last) range)
    {
        var (first, last) = (char.ConvertFromUtf32(range.First), char.ConvertFromUtf32(range.Last));
        if (first[0] == last[0])
            return $"{Unit(first[0])}[{Unit(first[1])}-{Unit(last[1])}]";
        var parts = new List<string>
        {
            $"{Unit(first[0])}[{Unit(first[1])}-\\udfff]", $"{Unit(last[0])}[\\udc00-{Unit(last[1])}]",
        };
        if (last[0] - first[0] > 1)
            parts.Add($"[{Unit(first[0] + 1)}-{Unit(last[0] - 1)}][\\udc00-\\udfff]");
        return string.Join('|', parts);
    }
}
