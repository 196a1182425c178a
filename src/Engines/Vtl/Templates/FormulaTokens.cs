using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Templates;

internal enum FormulaTokenKind
{
    Cell,
    Number,
    Word,
    Sign,
    End,
}

/// <summary>A piece of a formula. <see cref="Text"/> of a cell is what stands between the brackets; a sign is in its
/// narrow form.</summary>
internal readonly record struct FormulaToken(FormulaTokenKind Kind, string Text, Place At);

/// <summary>Takes one line of a file of formulas apart. Full-width signs are as good as narrow ones.</summary>
internal sealed class FormulaTokens(SourceText source, int begin, int end)
{
    private static readonly string[] LongSigns = ["<=", ">=", "<>", "+-"];

    private int _at = begin;

    /// <summary>The pieces, with an end.</summary>
    /// <exception cref="FormulaException">A cell does not end.</exception>
    public IReadOnlyList<FormulaToken> All()
    {
        var tokens = new List<FormulaToken>();
        while (Next() is { } token)
            tokens.Add(token);
        tokens.Add(new FormulaToken(FormulaTokenKind.End, string.Empty, PlaceOf(end, 0)));
        return tokens;
    }

    private FormulaToken? Next()
    {
        while (_at < end && char.IsWhiteSpace(source.Content[_at]))
            _at++;
        if (_at >= end || Narrow(_at) == '#')
            return null;
        var (first, from) = (Narrow(_at), _at);
        if (first == '[')
            return Cell(from);
        if (char.IsAsciiDigit(first) || first == '.')
            return While(FormulaTokenKind.Number, c => char.IsAsciiDigit(c) || c == '.');
        if (char.IsLetter(first))
            return While(FormulaTokenKind.Word, c => char.IsLetterOrDigit(c) || c is '_' or '-');
        var pair = _at + 1 < end ? $"{first}{Narrow(_at + 1)}" : string.Empty;
        _at += LongSigns.Contains(pair) ? pair.Length : 1;
        return new FormulaToken(
            FormulaTokenKind.Sign, LongSigns.Contains(pair) ? pair : first.ToString(), PlaceOf(from, _at - from));
    }

    private FormulaToken Cell(int from)
    {
        while (_at < end && Narrow(_at) != ']')
            _at++;
        if (_at >= end)
        {
            throw new FormulaException(
                FormulaErrors.BadCell(source.Content[(from + 1)..end], PlaceOf(from, end - from)));
        }

        _at++;
        var text = string.Concat(Enumerable.Range(from + 1, _at - from - 2).Select(Narrow));
        return new FormulaToken(FormulaTokenKind.Cell, text, PlaceOf(from, _at - from));
    }

    private FormulaToken While(FormulaTokenKind kind, Func<char, bool> belongs)
    {
        var from = _at;
        while (_at < end && belongs(source.Content[_at]))
            _at++;
        _at = Math.Max(_at, from + 1);
        return new FormulaToken(kind, source.Content[from.._at], PlaceOf(from, _at - from));
    }

    private char Narrow(int at) => source.Content[at] switch
    {
        '【' or '［' => '[',
        '】' or '］' => ']',
        '≤' or '≦' => '≤',
        '≥' or '≧' => '≥',
        '×' or '＊' => '*',
        '÷' or '／' => '/',
        '－' or '−' => '-',
        '～' or '—' => '~',
        '：' => ':',
        '，' => ',',
        '（' => '(',
        '）' => ')',
        '＝' => '=',
        '＋' => '+',
        '＜' => '<',
        '＞' => '>',
        '％' => '%',
        '＃' => '#',
        '．' or '。' => '.',
        var c => c,
    };

    private Place PlaceOf(int start, int length) => new(source, new SourceSpan(start, length));
}
