using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>
/// Reads FEEL (DMN 1.5 §10.3.1.2). Names may hold blanks and operators, so the parser knows the scope and takes the
/// longest name that matches (§10.3.1.5); therefore it works on characters and not on tokens.
/// </summary>
internal sealed partial class FeelParser
{
    private readonly FeelText _text;
    private readonly string _content;
    private readonly Vocabulary _vocabulary;
    private readonly ICollection<Diagnostic> _diagnostics;
    private Scope _scope;
    private int _position;
    private int _depth;
    private int _operators;
    private bool _isRangeEnd;

    private FeelParser(FeelText text, Scope scope, Vocabulary vocabulary, ICollection<Diagnostic> diagnostics)
    {
        _text = text;
        _content = text.Content;
        _scope = scope;
        _vocabulary = vocabulary;
        _diagnostics = diagnostics;
    }

    /// <summary>An expression; with a syntax error, a diagnostic and a node that is always null.</summary>
    public static Node Expression(
        FeelText text, Scope scope, Vocabulary vocabulary, ICollection<Diagnostic> diagnostics) =>
        Guarded(text, vocabulary.KnownIn(scope), diagnostics, () =>
        {
            var parser = new FeelParser(text, scope, vocabulary, diagnostics);
            var node = parser.ParseExpression();
            parser.ExpectEnd();
            return node;
        });

    /// <summary>What a loop goes through: an expression, or with an end, two (rule 44).</summary>
    public static (Node Source, Node? End) IterationSource(
        FeelText text, Scope scope, Vocabulary vocabulary, ICollection<Diagnostic> diagnostics)
    {
        Node? end = null;
        var source = Guarded(text, vocabulary.KnownIn(scope), diagnostics, () =>
        {
            var parser = new FeelParser(text, scope, vocabulary, diagnostics);
            var node = parser.ParseExpression();
            end = parser.TakeSymbol("..") ? parser.ParseExpression() : null;
            parser.ExpectEnd();
            return node;
        });
        return (source, end);
    }

    /// <summary>Unary tests (rule 15); with a syntax error, a diagnostic and tests that nothing passes.</summary>
    public static UnaryTests Tests(
        FeelText text, Scope scope, Vocabulary vocabulary, ICollection<Diagnostic> diagnostics)
    {
        try
        {
            return new FeelParser(text, scope, vocabulary, diagnostics).ParseTests();
        }
        catch (FeelSyntaxException exception)
        {
            var problem = FullWidth.Find(text, vocabulary.KnownIn(scope)) ?? exception.Diagnostic;
            diagnostics.Add(problem);
            return new UnaryTests(
                new Place(text, new SourceSpan(0, text.Content.Length)), [Broken(text, problem)], false);
        }
    }

    /// <summary>
    /// The type that a text names, as after <c>instance of</c>; null with a diagnostic if it names none.
    /// </summary>
    public static FeelType? TypeOf(FeelText text, Vocabulary vocabulary, ICollection<Diagnostic> diagnostics)
    {
        try
        {
            var parser = new FeelParser(text, new Scope(null), vocabulary, diagnostics);
            var type = parser.ParseType();
            parser.ExpectEnd();
            return type;
        }
        catch (FeelSyntaxException exception)
        {
            diagnostics.Add(exception.Diagnostic);
            return null;
        }
    }

    private static Node Guarded(
        FeelText text, IEnumerable<string> names, ICollection<Diagnostic> diagnostics, Func<Node> parse)
    {
        try
        {
            return parse();
        }
        catch (FeelSyntaxException exception)
        {
            var problem = FullWidth.Find(text, names) ?? exception.Diagnostic;
            diagnostics.Add(problem);
            return Broken(text, problem);
        }
    }

    private static BrokenNode Broken(FeelText text, Diagnostic diagnostic) =>
        new(new Place(text, new SourceSpan(0, text.Content.Length)), diagnostic);

    private UnaryTests ParseTests()
    {
        SkipBlanks();
        var start = _position;
        if (TryNegatedTests(start) is { } negated)
            return negated;
        _position = start;
        if (TakeSymbol("-"))
        {
            SkipBlanks();
            if (_position == _content.Length)
                return new UnaryTests(From(start), [], isNegated: false);
            _position = start;
        }

        var tests = ParseCellTests();
        ExpectEnd();
        return new UnaryTests(From(start), tests, isNegated: false);
    }

    private UnaryTests? TryNegatedTests(int start)
    {
        if (!TakeWord("not") || !TakeSymbol("("))
            return null;
        var tests = ParseCellTests();
        if (!TakeSymbol(")"))
            return null;
        SkipBlanks();
        return _position == _content.Length ? new UnaryTests(From(start), tests, isNegated: true) : null;
    }

    // The value null is tested for like any other, so that not(null) passes what is there.
    private List<Node> ParseCellTests() => ParseTestList().ConvertAll(test => test is LiteralNode { Value: NullValue }
        ? new UnaryComparisonNode(test.At, ComparisonKind.Equal, test) : test);

    private List<Node> ParseTestList()
    {
        var tests = new List<Node> { ParseExpression() };
        while (TakeSymbol(","))
            tests.Add(ParseExpression());
        return tests;
    }

    private void SkipBlanks()
    {
        while (_position < _content.Length)
        {
            if (NameCharacters.IsSpace(_content[_position]))
                _position++;
            else if (StartsWith("//"))
                SkipLine();
            else if (StartsWith("/*"))
                SkipComment();
            else
                return;
        }
    }

    private void SkipLine()
    {
        while (_position < _content.Length && _content[_position] is not ('\n' or '\r'))
            _position++;
    }

    private void SkipComment()
    {
        var end = _content.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
            throw Error(SyntaxErrors.UnclosedComment(At(_position, 2)));
        _position = end + 2;
    }

    private bool StartsWith(string text) =>
        string.CompareOrdinal(_content, _position, text, 0, text.Length) == 0;

    private char Peek()
    {
        SkipBlanks();
        return _position < _content.Length ? _content[_position] : '\0';
    }

    private bool TakeSymbol(string symbol)
    {
        SkipBlanks();
        if (!StartsWith(symbol))
            return false;
        _position += symbol.Length;
        return true;
    }

    private bool TakeWord(string word)
    {
        SkipBlanks();
        if (!StartsWith(word) || IsNamePartAt(_position + word.Length))
            return false;
        _position += word.Length;
        return true;
    }

    private void ExpectWord(string word)
    {
        if (!TakeWord(word))
            throw Error(SyntaxErrors.Expected(word, Found(), At(_position, 1)));
    }

    private void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol))
            throw Error(SyntaxErrors.Expected(symbol, Found(), At(_position, 1)));
    }

    private void ExpectEnd()
    {
        SkipBlanks();
        if (_position < _content.Length)
            throw Error(SyntaxErrors.Expected("表达式结尾 / end of expression", Found(), At(_position, 1)));
    }

    private string Found()
    {
        SkipBlanks();
        if (_position >= _content.Length)
            return "结尾 / end";
        var end = _position;
        while (IsNamePartAt(end))
            end += RuneAt(end).Utf16SequenceLength;
        return $"'{_content[_position..Math.Max(end, _position + RuneAt(_position).Utf16SequenceLength)]}'";
    }

    private Rune RuneAt(int position) =>
        Rune.TryGetRuneAt(_content, position, out var rune) ? rune : Rune.ReplacementChar;

    private bool IsNamePartAt(int position) => position < _content.Length && NameCharacters.IsPart(RuneAt(position));

    private bool IsNameStartAt(int position) => position < _content.Length && NameCharacters.IsStart(RuneAt(position));

    private Place At(int start, int length) =>
        new(_text, new SourceSpan(Math.Min(start, _content.Length), Math.Min(length, _content.Length - start)));

    private Place From(int start) => At(start, _position - start);

    // Chains nest to the left, and what walks the tree is recursive.
    private void CountOperator()
    {
        if (++_operators > _vocabulary.MaxOperators)
            throw Error(SyntaxErrors.TooManyOperators(_vocabulary.MaxOperators, At(_position, 1)));
    }

    private static FeelSyntaxException Error(Diagnostic diagnostic) => new(diagnostic);

    private T Deeper<T>(Func<T> parse)
    {
        if (++_depth > _vocabulary.MaxDepth)
            throw Error(SyntaxErrors.TooDeep(_vocabulary.MaxDepth, At(_position, 1)));
        try
        {
            return parse();
        }
        finally
        {
            _depth--;
        }
    }
}
