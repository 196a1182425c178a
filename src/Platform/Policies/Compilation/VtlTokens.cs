using Huoshui.Diagnostics;

namespace Huoshui.Policies.Compilation;

/// <summary>What a token of a script is, as far as the slicing of scripts needs it.</summary>
internal enum VtlTokenKind
{
    /// <summary>A name or keyword, quotes removed.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string in double quotes.</summary>
    Text,

    /// <summary>One other character.</summary>
    Mark,
}

/// <summary>A token with its place.</summary>
internal readonly record struct VtlToken(VtlTokenKind Kind, string Value, SourceSpan Span);

/// <summary>Splits a script into tokens, comments left out. It never fails: the compiler finds what is wrong.</summary>
internal static class VtlTokens
{
    public static IReadOnlyList<VtlToken> Of(SourceText source)
    {
        var text = source.Content;
        var tokens = new List<VtlToken>();
        for (var i = 0; i < text.Length;)
        {
            var end = End(text, i, out var kind);
            if (kind is { } token)
                tokens.Add(new VtlToken(token, Value(text[i..end]), new SourceSpan(i, end - i)));
            i = end;
        }

        return tokens;
    }

    private static string Value(string raw) => raw.Length >= 2 && raw[0] == '\'' ? raw[1..^1] : raw;

    private static int End(string text, int start, out VtlTokenKind? kind)
    {
        var first = text[start];
        kind = null;
        if (char.IsWhiteSpace(first))
            return start + 1;
        if (text.AsSpan(start).StartsWith("/*"))
            return After(text, "*/", start + 2);
        if (text.AsSpan(start).StartsWith("//"))
            return After(text, "\n", start);
        if (first == '"')
        {
            kind = VtlTokenKind.Text;
            return After(text, "\"", start + 1);
        }

        if (first == '\'')
        {
            kind = VtlTokenKind.Word;
            return After(text, "'", start + 1);
        }

        if (char.IsLetter(first) || first == '_')
        {
            kind = VtlTokenKind.Word;
            return While(text, start, c => char.IsLetterOrDigit(c) || c is '_' or '.');
        }

        if (char.IsAsciiDigit(first))
        {
            kind = VtlTokenKind.Number;
            return While(text, start, c => char.IsAsciiDigit(c) || c == '.');
        }

        kind = VtlTokenKind.Mark;
        return start + 1;
    }

    private static int After(string text, string mark, int from)
    {
        var at = text.IndexOf(mark, Math.Min(from, text.Length), StringComparison.Ordinal);
        return at < 0 ? text.Length : at + mark.Length;
    }

    private static int While(string text, int from, Func<char, bool> belongs)
    {
        while (from < text.Length && belongs(text[from]))
            from++;
        return from;
    }
}
