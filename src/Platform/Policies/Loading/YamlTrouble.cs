using System.Buffers;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>Why a YAML text cannot be read, in the words of the house: the character that is in the way and what to
/// type, or what the parser missed.</summary>
internal static class YamlTrouble
{
    // What a Chinese keyboard types where YAML wants the sign of ASCII.
    private static readonly Dictionary<char, (string Type, string Zh, string En)> FullWidth = new()
    {
        ['：'] = (": ", "全角冒号", "a full-width colon"),
        ['，'] = (", ", "全角逗号", "a full-width comma"),
        ['、'] = (", ", "顿号", "an enumeration comma"),
        ['｛'] = ("{", "全角花括号", "a full-width brace"),
        ['｝'] = ("}", "全角花括号", "a full-width brace"),
        ['［'] = ("[", "全角方括号", "a full-width bracket"),
        ['］'] = ("]", "全角方括号", "a full-width bracket"),
        ['“'] = ("\"", "中文引号", "a curly quotation mark"),
        ['”'] = ("\"", "中文引号", "a curly quotation mark"),
        ['－'] = ("- ", "全角连字符", "a full-width hyphen"),
        ['\u3000'] = (" ", "全角空格", "an ideographic space"),
        ['\u00A0'] = (" ", "不换行空格", "a no-break space"),
    };

    // How much is looked through for a sign.
    private const int MaxColumns = 10_000;
    private const int MaxLinesBack = 200;

    private static readonly SearchValues<char> Signs = SearchValues.Create([.. FullWidth.Keys]);
    private static readonly SearchValues<char> Ends = SearchValues.Create(",，{}[]");

    // The first that the parser's message contains tells.
    private static readonly (string Part, string Zh, string En)[] Missed =
    [
        (ShallowParser.TooDeep, $"嵌套超过 {ShallowParser.MaxDepth} 层：多半是括号多打了",
            $"nested more than {ShallowParser.MaxDepth} levels deep: there are too many brackets"),
        ("uplicate key", "同一个键写了两次：留一个", "a key stands twice: keep one"),
        ("end of stream", "引号没有配对：补上右引号", "a quotation mark is not closed: close it"),
        ("multi-line double-quoted", "双引号没有配对：补上右引号", "a double quote is not closed: close it"),
        ("escape", "双引号里的反斜杠“\\”后面不对：写成“\\\\”，或改用单引号",
            "what follows the backslash in double quotes is wrong: write \\\\, or use single quotes"),
        ("',' or '}'", "花括号“{ }”里缺逗号或右括号：各项之间写“, ”，最后写“}”；带逗号、冒号或引号的文字整个放进双引号",
            "a comma or the closing brace is missing in { }: put \", \" between entries and } at the end; a text with "
                + "a comma, colon or quotation mark goes into double quotes"),
        ("',' or ']'", "方括号“[ ]”里缺逗号或右括号：各项之间写“, ”，最后写“]”",
            "a comma or the closing bracket is missing in [ ]: put \", \" between items and ] at the end"),
        ("'-' indicator", "列表各行的“- ”没有对齐：同一列表的“- ”从同一列开始",
            "the \"- \" of a list are not aligned: all begin in one column"),
        ("expected key", "缩进没有对齐：同一层的键从同一列开始，下一层多两个空格",
            "the indentation is not aligned: keys of one level begin in one column, the next level two spaces further"),
        ("cannot start any token", "这个字符不能在值的开头：把整个值放进双引号",
            "a value cannot begin with this character: put the whole value into double quotes"),
        ("alias", "以“*”或“&”开头的值：把整个值放进双引号", "a value that begins with * or &: put it into double quotes"),
        ("anchor", "以“*”或“&”开头的值：把整个值放进双引号", "a value that begins with * or &: put it into double quotes"),
        ("tag", "以“!”开头的值：把整个值放进双引号", "a value that begins with !: put the whole value into double quotes"),
        ("block scalar", "“|”或“>”后面直接换行，内容缩进写在下一行",
            "after | or > a new line begins; the text stands indented below"),
        ("could not find expected ':'", "这一行缺冒号：写成“键: 值”，冒号后面有一个空格",
            "this line lacks a colon: write key: value, with a space after the colon"),
        ("mapping", "冒号用得不对：一行只有一个“键: 值”；值里有“: ”的，整个值放进双引号；再看缩进是否对齐",
            "a colon is out of place: a line holds one \"key: value\"; a value with \": \" in it goes into double "
                + "quotes; see whether the indentation is aligned"),
    ];

    private static readonly (string Zh, string En) Unknown = (
        "先看这一行和上一行的缩进、引号和括号是否配对",
        "look at the indentation, quotation marks and brackets of this line and the one above");

    /// <summary>What is wrong near the place where the parser stopped.</summary>
    /// <param name="source">The text.</param>
    /// <param name="at">Where the parser stopped; null if it does not know.</param>
    /// <param name="parser">The parser's message.</param>
    public static Diagnostic Of(SourceText source, SourceSpan? at, string parser)
    {
        if (parser.Contains(ShallowParser.TooDeep, StringComparison.Ordinal))
            return Told(source, at, (Missed[0].Zh, Missed[0].En));
        if (TabPlaces(source, at, parser).Select(n => Tab(source, n)).FirstOrDefault(p => p is not null) is { } tab)
            return Told(source, new SourceSpan(tab, 1), Typed("制表符（Tab 键）", "a tab", "两个空格", "two spaces"));
        if (Places(source, at).Select(n => Sign(source, n)).FirstOrDefault(p => p is not null) is { } sign)
            return Told(source, new SourceSpan(sign, 1), Typed(source.Content[sign]));
        if ((at is null || parser.Contains("parsing a flow", StringComparison.Ordinal)) && Open(source) is { } open)
            return Told(source, new SourceSpan(open, 1), Unclosed(source.Content[open]));
        var (zh, en) = Missed.Where(m => parser.Contains(m.Part, StringComparison.OrdinalIgnoreCase))
            .Select(m => (m.Zh, m.En)).FirstOrDefault(Unknown);
        return Told(source, at, (zh, en));
    }

    /// <summary>The advice for a full-width sign in a text that should be a key; null if it has none.</summary>
    public static LocalizedText? Within(string text)
    {
        var at = text.AsSpan().IndexOfAny(Signs);
        if (at < 0)
            return null;
        var (zh, en) = Typed(text[at]);
        return new LocalizedText(zh, en);
    }

    /// <summary>What stands before the first full-width sign of a key: the key that was meant.</summary>
    public static string Before(string text) => text[..Math.Max(0, text.AsSpan().IndexOfAny(Signs))];

    private static Diagnostic Told(SourceText source, SourceSpan? at, (string Zh, string En) words)
    {
        if (at is not { } span)
        {
            return Diagnostic.Error(
                PackCodes.YamlSyntax, $"YAML 读不通：{words.Zh}", $"this is not YAML: {words.En}", source);
        }

        var place = source.PositionOf(span.Start);
        return Diagnostic.Error(
            PackCodes.YamlSyntax, $"YAML 第 {place.Line} 行第 {place.Column} 列读不通：{words.Zh}",
            $"this is not YAML at line {place.Line}, column {place.Column}: {words.En}", source, span);
    }

    private static (string Zh, string En) Typed(char sign)
    {
        var (type, zh, en) = FullWidth[sign];
        return char.IsWhiteSpace(sign) ? Typed(zh, en, "普通空格", "an ordinary space")
            : Typed($"{zh}“{sign}”", $"{en} \"{sign}\"", $"英文的“{type}”", $"\"{type}\"");
    }

    private static (string Zh, string En) Typed(string zh, string en, string typeZh, string typeEn) =>
        ($"这里是{zh}，请改成{typeZh}", $"here stands {en}: type {typeEn} instead");

    // The parser stops at what is wrong, or a line later.
    private static IEnumerable<int> Places(SourceText source, SourceSpan? at)
    {
        var last = source.PositionOf(source.Content.Length).Line;
        if (at is not { } span)
            return Enumerable.Range(1, last);
        var line = source.PositionOf(span.Start).Line;
        return new[] { line, line - 1, line + 1 }.Where(n => n >= 1 && n <= last);
    }

    // Of a tab the parser knows the map in which it stands, not the line.
    private static IEnumerable<int> TabPlaces(SourceText source, SourceSpan? at, string parser) =>
        parser.Contains("tab", StringComparison.Ordinal) ? Places(source, null) : Places(source, at);

    // A bracket that is open where the next line begins a key at the line's own level or further out.
    private static int? Open(SourceText source)
    {
        var open = new Stack<int>();
        var (start, quote) = (0, '\0');
        foreach (var line in source.Content.Split('\n'))
        {
            if (open.TryPeek(out var first) && quote == '\0' && BeginsKey(line)
                && Indent(line) <= Indent(source.Line(source.PositionOf(first).Line)))
            {
                return first;
            }

            for (var i = 0; i < line.Length; i++)
            {
                if (quote == '\0' && line[i] == '#' && (i == 0 || line[i - 1] == ' '))
                    break;
                quote = Quote(quote, line, i);
                if (quote == '\0' && line[i] is '{' or '[')
                    open.Push(start + i);
                else if (quote == '\0' && line[i] is '}' or ']')
                    open.TryPop(out _);
            }

            start += line.Length + 1;
        }

        return open.TryPeek(out var last) ? last : null;
    }

    // A quotation mark opens where a value begins; within a word it is an apostrophe.
    private static char Quote(char quote, string line, int at)
    {
        if (quote != '\0')
            return line[at] == quote ? '\0' : quote;
        var isFirst = at == 0 || line[at - 1] is ' ' or ':' or '{' or '[' or ',' or '：' or '，';
        return isFirst && line[at] is '"' or '\'' ? line[at] : '\0';
    }

    private static bool BeginsKey(string line) => line.TrimStart(' ', '-') is [var first, ..] && char.IsLetter(first)
        && line.Contains(':', StringComparison.Ordinal);

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static (string Zh, string En) Unclosed(char bracket)
    {
        var close = bracket == '{' ? '}' : ']';
        return ($"“{bracket}”没有配对：在这一项的末尾补上“{close}”", $"\"{bracket}\" is not closed: put \"{close}\" at the end");
    }

    private static int? Tab(SourceText source, int line)
    {
        var text = source.Line(line);
        var at = text.AsSpan(0, text.Length - text.TrimStart().Length).IndexOf('\t');
        return at < 0 ? null : StartOf(source, line) + at;
    }

    private static int? Sign(SourceText source, int line) =>
        !IsInBlock(source, line) && Outside(source.Line(line)) is { } at ? StartOf(source, line) + at : null;

    // Within the text after | or > every sign is one of the text.
    private static bool IsInBlock(SourceText source, int line)
    {
        var indent = Indent(source.Line(line));
        for (var n = line - 1; n > 0 && n >= line - MaxLinesBack; n--)
        {
            var text = source.Line(n);
            if (!string.IsNullOrWhiteSpace(text) && Indent(text) < indent)
                return text.TrimEnd().TrimEnd('+', '-') is [.., ' ', '|' or '>'];
        }

        return false;
    }

    // Within quotation marks and comments every sign is a text.
    private static int? Outside(string line)
    {
        var quote = '\0';
        for (var i = 0; i < Math.Min(line.Length, MaxColumns); i++)
        {
            quote = Quote(quote, line, i);
            if (quote != '\0')
                continue;
            if (line[i] == '#' && (i == 0 || line[i - 1] == ' '))
                return null;
            if (FullWidth.ContainsKey(line[i]) && IsStructure(line, i))
                return i;
        }

        return null;
    }

    // Within a value most signs are part of a text; in the way are those that stand where a key, a value or its end is.
    private static bool IsStructure(string line, int at)
    {
        var before = line.AsSpan(0, at);
        var entry = before[(before.LastIndexOfAny('{', '[', ',') + 1)..];
        var isAtStart = before.TrimEnd() is [] or [.., ':' or '：' or '-' or ',' or '{' or '['];
        return line[at] switch
        {
            '：' => !entry.Contains(':'),
            '，' or '、' => before.IndexOfAny('{', '[') >= 0 && IsKey(line.AsSpan(at + 1)),
            '｝' => before.Count('{') > before.Count('}'),
            '］' => before.Count('[') > before.Count(']'),
            '”' => false,
            _ => isAtStart,
        };
    }

    private static bool IsKey(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(':', '：');
        return end > 0 && !rest[..end].ContainsAny(Ends);
    }

    private static int StartOf(SourceText source, int line)
    {
        var start = 0;
        for (var i = 1; i < line; i++)
            start = source.Content.IndexOf('\n', start) + 1;
        return start;
    }
}
