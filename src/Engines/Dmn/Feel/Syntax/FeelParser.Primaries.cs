using System.Globalization;
using System.Text;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>Literals, names, and what begins with a word or a bracket.</summary>
internal sealed partial class FeelParser
{
    private Node ParsePrimary()
    {
        var start = Start();
        if (start >= _content.Length)
            throw Error(SyntaxErrors.ExpressionExpected(Found(), At(start, 1)));
        var c = _content[start];
        if (char.IsAsciiDigit(c) || (c == '.' && IsDigitAt(start + 1)))
            return ParseNumber(start);
        return c switch
        {
            '"' => new LiteralNode(At(start, 1), new StringValue(TakeString())) { At = From(start) },
            '@' => ParseAtLiteral(start),
            '(' or '[' or ']' => ParseBracket(start),
            '{' => ParseContext(start),
            '<' or '>' or '=' or '!' => ParseUnaryComparison(start),
            _ => ParseNameOrWord(start),
        };
    }

    // Rule 35, with the exponent of DMN 1.5: 1.2e3.
    private Node ParseNumber(int start)
    {
        SkipDigits();
        if (IsDigitAt(_position + 1) && _content[_position] == '.')
        {
            _position++;
            SkipDigits();
        }

        SkipExponent();
        if (IsNameStartAt(_position))
            throw Error(SyntaxErrors.Expected("数字结尾 / end of number", Found(), At(_position, 1)));
        return FeelNumber.Parse(_content[start.._position], allowsExponent: true) is { } number
            ? new LiteralNode(From(start), new NumberValue(number))
            : new BrokenNode(From(start), Evaluation.NullCauses.OutOfRange(_content[start.._position], From(start)));
    }

    private void SkipDigits()
    {
        while (IsDigitAt(_position))
            _position++;
    }

    private void SkipExponent()
    {
        if (_position >= _content.Length || _content[_position] is not ('e' or 'E'))
            return;
        var digits = _position + 1 < _content.Length && _content[_position + 1] is '+' or '-' ? 2 : 1;
        if (!IsDigitAt(_position + digits))
            return;
        _position += digits;
        SkipDigits();
    }

    private bool IsDigitAt(int position) => position < _content.Length && char.IsAsciiDigit(_content[position]);

    private string TakeString()
    {
        SkipBlanks();
        var start = _position++;
        var text = new StringBuilder();
        while (_position < _content.Length && _content[_position] != '"')
        {
            if (_content[_position] == '\\' && _position + 1 < _content.Length)
                TakeEscape(text);
            else
                text.Append(_content[_position++]);
        }

        if (_position >= _content.Length)
            throw Error(SyntaxErrors.UnclosedString(At(start, 1)));
        _position++;
        return text.ToString();
    }

    // Rule 64. A backslash before anything else stays, as in the pattern "\d+".
    private void TakeEscape(StringBuilder text)
    {
        var escape = _content[_position + 1];
        var simple = escape switch
        {
            '\'' or '"' or '\\' => escape,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        var digits = escape switch { 'u' => 4, 'U' => 6, _ => 0 };
        if (simple != '\0')
        {
            text.Append(simple);
            _position += 2;
        }
        else if (digits > 0 && CodePoint(_position + 2, digits) is { } code)
        {
            text.Append(code <= 0xFFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code));
            _position += 2 + digits;
        }
        else
        {
            text.Append('\\');
            _position++;
        }
    }

    private int? CodePoint(int start, int digits) =>
        start + digits <= _content.Length && int.TryParse(
            _content.AsSpan(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        && code <= 0x10FFFF ? code : null;

    private Node ParseAtLiteral(int start)
    {
        _position++;
        if (Peek() != '"')
            throw Error(SyntaxErrors.Expected("\"", Found(), At(_position, 1)));
        var text = TakeString();
        return TemporalText.Literal(text) is { } value
            ? new LiteralNode(From(start), value)
            : new BrokenNode(From(start), Evaluation.NullCauses.Unreadable("@", text, From(start)));
    }

    /// <summary>A range, a list or an expression in parentheses.</summary>
    private Node ParseBracket(int start)
    {
        var open = _content[_position++];
        if (open == '[' && TakeSymbol("]"))
            return new ListNode(From(start), []);
        var first = ParseExpression();
        if (TakeSymbol(".."))
            return ParseRangeEnd(start, open, first);
        if (open == '(')
        {
            ExpectSymbol(")");
            return first is UnaryComparisonNode or LiteralNode ? first : new GroupNode(From(start), first);
        }

        if (open == ']')
            throw Error(SyntaxErrors.Expected("..", Found(), At(_position, 1)));
        var items = new List<Node> { first };
        while (TakeSymbol(","))
            items.Add(ParseExpression());
        ExpectSymbol("]");
        return new ListNode(From(start), items);
    }

    private RangeNode ParseRangeEnd(int start, char open, Node first)
    {
        var outer = _isRangeEnd;
        _isRangeEnd = true;
        var last = ParseExpression();
        _isRangeEnd = outer;
        var close = Peek();
        if (close is not (')' or ']' or '['))
            throw Error(SyntaxErrors.Expected("] 或 / or )", Found(), At(_position, 1)));
        _position++;
        return new RangeNode(From(start), first, open == '[', last, close == ']');
    }

    private UnaryComparisonNode ParseUnaryComparison(int start)
    {
        if (TakeComparison() is not { } comparison)
            throw Error(SyntaxErrors.ExpressionExpected(Found(), At(start, 1)));
        var operand = ParseSum();
        return new UnaryComparisonNode(From(start), comparison, operand);
    }

    private ContextNode ParseContext(int start)
    {
        _position++;
        var scope = new Scope(_scope);
        var entries = new List<ContextEntry>();
        if (!TakeSymbol("}"))
        {
            do
                entries.Add(Within(scope, () => ParseEntry(scope, entries)));
            while (TakeSymbol(","));
            ExpectSymbol("}");
        }

        return new ContextNode(From(start), entries, result: null);
    }

    private ContextEntry ParseEntry(Scope scope, List<ContextEntry> before)
    {
        var start = Start();
        var name = Peek() == '"' ? TakeString() : TakeNewName(":");
        if (before.Exists(e => e.Name == name))
            throw Error(SyntaxErrors.DuplicateKey(name, From(start)));
        ExpectSymbol(":");
        _vocabulary.AddMember(name);
        if (StartsWithFunction() && scope.TypeOf(name) is null)
            scope.Declare(name, FeelType.Any);
        var value = ParseExpression();
        scope.Declare(name, value.Type);
        return new ContextEntry(name, value);
    }

    // A function may call itself by the name of its entry.
    private bool StartsWithFunction()
    {
        var start = _position;
        var isFunction = TakeWord("function");
        _position = start;
        return isFunction;
    }

    private Node ParseNameOrWord(int start)
    {
        if (TakeScopeName() is { } known)
        {
            return new NameNode(From(start), known)
            {
                Type = _scope.TypeOf(known) ?? FeelType.Any,
                IsDeclared = _scope.IsDeclared(known),
            };
        }

        if (ParseWord(start) is { } word)
            return word;
        if (!IsNameStartAt(_position))
            throw Error(SyntaxErrors.ExpressionExpected(Found(), At(start, 1)));
        var name = TakeLongest(_vocabulary.MembersFrom(_content[_position])) ?? TakeNewWord();
        if (!IsInsideFilter())
            TellUnknown(name, start);
        return new NameNode(From(start), name);
    }

    // Inside a filter a name may be a member of an item whose type is not known.
    private bool IsInsideFilter() => _scope.TypeOf("item") is not null;

    private Node? ParseWord(int start)
    {
        if (TakeWord("null"))
            return new LiteralNode(From(start), FeelValue.Null);
        if (TakeWord("true"))
            return new LiteralNode(From(start), BooleanValue.True);
        if (TakeWord("false"))
            return new LiteralNode(From(start), BooleanValue.False);
        if (TakeWord("if"))
            return ParseIf(start);
        if (TakeWord("for"))
            return ParseFor(start);
        if (TakeWord("some"))
            return ParseQuantified(start, isEvery: false);
        if (TakeWord("every"))
            return ParseQuantified(start, isEvery: true);
        return TakeWord("function") ? ParseFunction(start) : null;
    }

    private IfNode ParseIf(int start)
    {
        var condition = ParseExpression();
        ExpectWord("then");
        var then = ParseExpression();
        ExpectWord("else");
        var otherwise = ParseExpression();
        return new IfNode(From(start), condition, then, otherwise);
    }

    private ForNode ParseFor(int start)
    {
        var (iterations, scope) = ParseIterations();
        ExpectWord("return");
        scope.Declare("partial", new ListType(FeelType.Any));
        var body = Within(scope, ParseExpression);
        return new ForNode(From(start), iterations, body);
    }

    private QuantifiedNode ParseQuantified(int start, bool isEvery)
    {
        var (iterations, scope) = ParseIterations();
        ExpectWord("satisfies");
        var condition = Within(scope, ParseExpression);
        return new QuantifiedNode(From(start), iterations, condition, isEvery);
    }

    private (List<Iteration> Iterations, Scope Scope) ParseIterations()
    {
        var scope = new Scope(_scope);
        var iterations = new List<Iteration>();
        do
        {
            var name = TakeNewName("", "in");
            ExpectWord("in");
            var source = Within(scope, ParseExpression);
            var end = TakeSymbol("..") ? Within(scope, ParseExpression) : null;
            iterations.Add(new Iteration(name, source, end));
            scope.Declare(name, end is null ? source.Type.Element : source.Type);
        }
        while (TakeSymbol(","));
        return (iterations, scope);
    }

    private Node ParseFunction(int start)
    {
        ExpectSymbol("(");
        var parameters = new List<Parameter>();
        if (!TakeSymbol(")"))
        {
            do
            {
                var name = TakeNewName(":,)");
                parameters.Add(new Parameter(name, TakeSymbol(":") ? ParseType() ?? FeelType.Any : FeelType.Any));
            }
            while (TakeSymbol(","));
            ExpectSymbol(")");
        }

        if (TakeWord("external"))
        {
            var mapping = ParseExpression();
            return new ExternalFunctionNode(From(start), parameters, mapping, FeelType.Any);
        }

        var scope = new Scope(_scope);
        foreach (var parameter in parameters)
            scope.Declare(parameter.Name, parameter.Type, isDeclared: true);
        var body = Within(scope, ParseExpression);
        return new FunctionNode(From(start), parameters, body);
    }
}
