using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Syntax;

/// <summary>Cuts a script into tokens (VTL 2.2, VtlTokens.g4). Unknown characters are reported and skipped.</summary>
internal sealed class Lexer(SourceText source, bool unicodeNames, DiagnosticBag diagnostics)
{
    private static readonly string[] Symbols =
        [":=", "<-", "<=", ">=", "<>", "||", "->", "(", ")", "[", "]", "{", "}", ",", ";", ":", "#", "+", "-", "*", "/",
            "=", "<", ">"];

    private readonly string _text = source.Content;
    private int _at;

    public List<Token> Run()
    {
        var tokens = new List<Token>(_text.Length / 4);
        while (true)
        {
            SkipBlanks();
            if (_at >= _text.Length)
                break;
            if (Next() is { } token)
                tokens.Add(token);
        }

        tokens.Add(new Token(TokenKind.End, string.Empty, new SourceSpan(_text.Length, 0)));
        return tokens;
    }

    private Token? Next()
    {
        var start = _at;
        var c = _text[_at];
        if (char.IsAsciiDigit(c))
            return Number(start);
        if (IsNameStart())
            return Word(start);
        if (c == '"')
            return String(start);
        if (c == '\'')
            return QuotedName(start);
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, symbol, Span(start));
            }
        }

        var length = char.IsSurrogatePair(_text, _at) ? 2 : 1;
        _at += length;
        diagnostics.Add(SyntaxErrors.UnknownCharacter(_text.Substring(start, length), new Place(source, Span(start))));
        return null;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\uFEFF')
                _at++;
            else if (string.CompareOrdinal(_text, _at, "//", 0, 2) == 0)
                _at = LineEnd();
            else if (string.CompareOrdinal(_text, _at, "/*", 0, 2) == 0)
                SkipBlockComment();
            else
                return;
        }
    }

    private int LineEnd()
    {
        var end = _text.AsSpan(_at).IndexOfAny('\r', '\n');
        return end < 0 ? _text.Length : _at + end;
    }

    private void SkipBlockComment()
    {
        var start = _at;
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        _at = end < 0 ? _text.Length : end + 2;
        if (end < 0)
            diagnostics.Add(SyntaxErrors.UnclosedComment(new Place(source, new SourceSpan(start, 2))));
    }

    private Token Number(int start)
    {
        SkipDigits();
        if (_at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            SkipDigits();
            return new Token(TokenKind.Number, _text[start.._at], Span(start));
        }

        return new Token(TokenKind.Integer, _text[start.._at], Span(start));
    }

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
    }

    private Token Word(int start)
    {
        while (_at < _text.Length && IsNamePart())
            _at += char.IsSurrogatePair(_text, _at) ? 2 : 1;
        var word = _text[start.._at];
        if (!unicodeNames && word.Any(c => c > 127))
            diagnostics.Add(SyntaxErrors.NonAsciiName(word, new Place(source, Span(start))));
        return new Token(TokenKind.Word, word, Span(start));
    }

    private Token String(int start)
    {
        var end = _text.IndexOf('"', start + 1);
        if (end < 0)
        {
            _at = LineEnd();
            diagnostics.Add(SyntaxErrors.UnclosedString(new Place(source, Span(start))));
            return new Token(TokenKind.String, _text[(start + 1).._at], Span(start));
        }

        _at = end + 1;
        return new Token(TokenKind.String, _text[(start + 1)..end], Span(start));
    }

    private Token QuotedName(int start)
    {
        _at++;
        while (_at < _text.Length && _text[_at] != '\'' && _text[_at] != '\n')
            _at += _text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] == '\'' ? 2 : 1;
        var name = _text[(start + 1)..Math.Min(_at, _text.Length)].Replace("\\'", "'", StringComparison.Ordinal);
        if (_at >= _text.Length || _text[_at] != '\'')
            diagnostics.Add(SyntaxErrors.UnclosedName(new Place(source, Span(start))));
        else
            _at++;
        return new Token(TokenKind.QuotedName, name, Span(start));
    }

    private bool IsNameStart() => char.IsAsciiLetter(_text[_at]) || _text[_at] == '_' || IsUnicodeLetter();

    private bool IsNamePart() => IsNameStart() || char.IsAsciiDigit(_text[_at]) || _text[_at] == '.';

    private bool IsUnicodeLetter() => _text[_at] > 127 && CharUnicodeInfo.GetUnicodeCategory(_text, _at) is
        UnicodeCategory.OtherLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.DecimalDigitNumber or
        UnicodeCategory.LetterNumber;

    private SourceSpan Span(int start) => new(start, Math.Min(_at, _text.Length) - start);
}
