using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>
/// Translates regular expressions of XPath (Functions and Operators §7.6, XML Schema Part 2 appendix F) to those of
/// .NET. What XPath does not know is refused, so that a model means the same in every engine. A code point beyond
/// U+FFFF counts as one character.
/// </summary>
internal sealed class XPathPattern
{
    private const string Pair = "[\\ud800-\\udbff][\\udc00-\\udfff]";
    private const string Surrogates = "\\ud800-\\udfff";
    private const int LongestPattern = 10_000;

    private readonly string _pattern;
    private readonly bool _isDotAll;
    private readonly bool _isMultiline;
    private readonly StringBuilder _result = new();
    private readonly HashSet<int> _closedGroups = [];
    private int _position;
    private int _groups;
    private int _depth;

    private XPathPattern(string pattern, string flags)
    {
        _pattern = flags.Contains('x', StringComparison.Ordinal) ? WithoutBlanks(pattern) : pattern;
        _isDotAll = flags.Contains('s', StringComparison.Ordinal);
        _isMultiline = flags.Contains('m', StringComparison.Ordinal);
    }

    /// <summary>The pattern for .NET.</summary>
    /// <exception cref="FormatException">The pattern or the flags are not of XPath; the message says what.</exception>
    public static Regex Compile(string pattern, string flags, TimeSpan timeout)
    {
        if (flags.Any(f => !"smixq".Contains(f, StringComparison.Ordinal)))
            throw new FormatException($"标志 / flags: {flags}");
        if (pattern.Length > LongestPattern)
            throw new FormatException("过长 / too long");
        var options = RegexOptions.CultureInvariant;
        if (flags.Contains('i', StringComparison.Ordinal))
            options |= RegexOptions.IgnoreCase;
        var translated = flags.Contains('q', StringComparison.Ordinal)
            ? Regex.Escape(pattern) : new XPathPattern(pattern, flags).Translate();
        try
        {
            return new Regex(translated, options, timeout);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException(pattern, exception);
        }
    }

    // Blanks inside a character class stay (Functions and Operators 3.0 §5.6.2).
    private static string WithoutBlanks(string pattern)
    {
        var text = new StringBuilder();
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(c);
                if (depth > 0 || !IsBlank(pattern[i + 1]))
                    text.Append(pattern[++i]);
                continue;
            }

            depth += c switch { '[' => 1, ']' when depth > 0 => -1, _ => 0 };
            if (depth > 0 || !IsBlank(c))
                text.Append(c);
        }

        return text.ToString();
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r';

    private static FormatException Wrong(string what) => new(what);

    private string Translate()
    {
        Branches();
        if (_position < _pattern.Length)
            throw Wrong($"多余 / unexpected '{_pattern[_position]}'");
        return _result.ToString();
    }

    private void Branches()
    {
        if (++_depth > 200)
            throw Wrong("嵌套过深 / nested too deep");
        while (_position < _pattern.Length && _pattern[_position] != ')')
        {
            if (_pattern[_position] == '|')
                _result.Append(_pattern[_position++]);
            else
                Piece();
        }

        _depth--;
    }

    private void Piece()
    {
        var isAnchor = _pattern[_position] is '^' or '$';
        Atom();
        if (_position >= _pattern.Length || _pattern[_position] is not ('?' or '*' or '+' or '{'))
            return;
        if (isAnchor)
            throw Wrong("锚点不能重复 / an anchor cannot be repeated");
        if (_pattern[_position] == '{')
            Count();
        else
            _result.Append(_pattern[_position++]);
        if (_position < _pattern.Length && _pattern[_position] == '?')
            _result.Append(_pattern[_position++]);
        if (_position < _pattern.Length && _pattern[_position] is '?' or '*' or '+' or '{')
            throw Wrong("重复的量词 / repeated quantifier");
    }

    private void Count()
    {
        var end = _pattern.IndexOf('}', _position);
        var count = end < 0 ? "" : _pattern[(_position + 1)..end];
        var parts = count.Split(',');
        var isWell = parts.Length <= 2 && parts[0].Length > 0 && parts.All(p => p.All(char.IsAsciiDigit));
        if (!isWell || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least)
            || (parts.Length == 2 && parts[1].Length > 0
                && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var most)
                    || most < least)))
        {
            throw Wrong($"次数 / quantity {{{count}}}");
        }

        _result.Append('{').Append(count).Append('}');
        _position = end + 1;
    }

    private void Atom()
    {
        var c = _pattern[_position];
        switch (c)
        {
            case '(':
                Group();
                break;
            case '[':
                _result.Append(new XPathClass(_pattern, _position).Translate(out _position));
                break;
            case '.':
                _position++;
                _result.Append(_isDotAll ? $"(?:[^{Surrogates}]|{Pair})" : $"(?:[^\\n\\r{Surrogates}]|{Pair})");
                break;
            case '^':
                _position++;
                _result.Append(_isMultiline ? @"(?:\A|(?<=\n)(?!\z))" : @"\A");
                break;
            case '$':
                _position++;
                _result.Append(_isMultiline ? @"(?=\n|\z)" : @"\z");
                break;
            case '\\':
                Escape();
                break;
            case '?' or '*' or '+' or '{' or '}' or ']':
                throw Wrong($"需转义 / must be escaped: {c}");
            default:
                Literal();
                break;
        }
    }

    private void Literal()
    {
        var length = char.IsSurrogatePair(_pattern, _position) ? 2 : 1;
        var text = Regex.Escape(_pattern.Substring(_position, length));
        _result.Append(length == 2 ? $"(?:{text})" : text);
        _position += length;
    }

    private void Group()
    {
        var number = 0;
        if (string.CompareOrdinal(_pattern, _position, "(?:", 0, 3) == 0)
        {
            _result.Append("(?:");
            _position += 3;
        }
        else
        {
            number = ++_groups;
            _result.Append('(');
            _position++;
        }

        Branches();
        if (_position >= _pattern.Length)
            throw Wrong("缺少 / missing )");
        _result.Append(')');
        _position++;
        if (number > 0)
            _closedGroups.Add(number);
    }

    private void Escape()
    {
        if (_position + 1 < _pattern.Length && _pattern[_position + 1] is >= '1' and <= '9')
        {
            BackReference();
            return;
        }

        var escape = XPathClass.TakeEscape(_pattern, ref _position, out var isNegative);
        _result.Append(isNegative ? $"(?:[{escape}-[{Surrogates}]]|{Pair})" : $"[{escape}]");
    }

    // A reference to a group that is not closed before it is an error.
    private void BackReference()
    {
        var number = _pattern[++_position] - '0';
        _position++;
        while (_position < _pattern.Length && char.IsAsciiDigit(_pattern[_position])
            && (number * 10) + _pattern[_position] - '0' <= _groups)
        {
            number = (number * 10) + _pattern[_position++] - '0';
        }

        if (!_closedGroups.Contains(number))
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"没有分组 / no group \\{number}"));
        _result.Append(CultureInfo.InvariantCulture, $"(?:\\{number})");
    }
}
