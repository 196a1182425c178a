using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Syntax;

/// <summary>
/// Recursive descent over the whole grammar of VTL 2.2 (Vtl.g4), and the join forms of 2.1. After an error it goes on
/// at
/// the next semicolon, so that several errors are reported in one run.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Levels of nesting allowed in an expression.</summary>
    public const int DepthLimit = 200;

    /// <summary>Operators or clauses in one chain.</summary>
    public const int ChainLimit = 1_000;

    /// <summary>Highest tree of an expression: chains in brackets of chains, and signs. Whoever walks a tree may call
    /// itself for each part.</summary>
    public const int HeightLimit = 1_200;

    /// <summary>Characters allowed in a script.</summary>
    public const int LengthLimit = 8_000_000;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly bool _extensions;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;
    private int _height;

    private Parser(SourceText source, bool extensions, DiagnosticBag diagnostics)
    {
        _source = source;
        _extensions = extensions;
        _diagnostics = diagnostics;
        _tokens = new Lexer(source, extensions, diagnostics).Run();
    }

    private Token Current => _tokens[_at];

    private Place Here => new(_source, Current.Span);

    /// <summary>Reads the statements of a script; what cannot be read is reported and left out.</summary>
    public static IReadOnlyList<Statement> Parse(SourceText source, bool extensions, DiagnosticBag diagnostics)
    {
        if (source.Content.Length > LengthLimit)
        {
            diagnostics.Add(SyntaxErrors.TooLong(LengthLimit, new Place(source, new SourceSpan(0, 0))));
            return [];
        }

        return new Parser(source, extensions, diagnostics).Script();
    }

    private List<Statement> Script()
    {
        var statements = new List<Statement>();
        while (Current.Kind != TokenKind.End)
        {
            try
            {
                (_depth, _height) = (0, 0);
                statements.Add(Statement());
                // An extension: people forget the last semicolon, and nothing is ambiguous.
                if (Current.Kind != TokenKind.End || !_extensions)
                    Expect(";");
            }
            catch (ParseAbort)
            {
                SkipStatement();
            }
        }

        return statements;
    }

    private Statement Statement()
    {
        if (Current.Is("define"))
            return Definition();
        var start = Here;
        var target = VariableName();
        var isPersistent = Current.Is("<-");
        if (!isPersistent && !Current.Is(":="))
            throw Fail(SyntaxErrors.Expected(":= 或 <- / := or <-", Found(), Here));
        Advance();
        var value = Expression();
        return new Assignment(From(start), target, isPersistent, value);
    }

    private Statement Definition()
    {
        var start = Here;
        Expect("define");
        if (Current.Is("operator"))
            return OperatorDefinition(start);
        if (Current.Is("datapoint"))
            return DatapointRuleset(start);
        if (Current.Is("hierarchical"))
            return HierarchicalRuleset(start);
        if (Current.Is("viral"))
            return ViralPropagation(start);
        throw Fail(SyntaxErrors.Expected("operator, datapoint, hierarchical, viral", Found(), Here));
    }

    /// <summary>Goes to the token after the next semicolon; the rules of an open definition go with it.</summary>
    private void SkipStatement()
    {
        while (Current.Kind != TokenKind.End)
        {
            var isEnd = Current.Is("end");
            Advance();
            if (isEnd)
            {
                while (Current.Kind == TokenKind.Word && !Current.Is("define"))
                    Advance();
            }

            if (_tokens[_at - 1].Is(";") && !InsideDefinition())
                return;
            if (Current.Is("define"))
                return;
        }
    }

    // A semicolon separates rules as well as statements: what follows "x := " or "define" is a statement.
    private bool InsideDefinition()
    {
        if (Current.Kind == TokenKind.End || Current.Is("define"))
            return false;
        var next = _at + 1 < _tokens.Count ? _tokens[_at + 1] : Current;
        return !(Current.Kind is TokenKind.Word or TokenKind.QuotedName && (next.Is(":=") || next.Is("<-")));
    }

    private void Advance()
    {
        if (Current.Kind != TokenKind.End)
            _at++;
    }

    private bool Accept(string text)
    {
        if (!Current.Is(text))
            return false;
        Advance();
        return true;
    }

    private void Expect(string text)
    {
        if (!Accept(text))
            throw Fail(SyntaxErrors.Expected(text, Found(), Here));
    }

    private Token Peek(int ahead = 1) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private string Found() => Current.Kind switch
    {
        TokenKind.End => "脚本结尾 / end of script",
        TokenKind.String => $"\"{Current.Text}\"",
        TokenKind.QuotedName => $"'{Current.Text}'",
        _ => Current.Text,
    };

    private Place From(Place start) =>
        new(_source, start.Span.To(_at > 0 ? _tokens[_at - 1].Span : start.Span));

    private Name PlainName()
    {
        if (Current.Kind == TokenKind.Word && Keywords.IsReserved(Current.Text))
            throw Fail(SyntaxErrors.ReservedWord(Current.Text, Here));
        if (!Current.IsName || Current.Is("_"))
            throw Fail(SyntaxErrors.Expected("名称 / a name", Found(), Here));
        var name = new Name(Here, Current.Text);
        Advance();
        return name;
    }

    /// <summary>A name that may be an SDMX reference: <c>AGENCY:ID(1.0):rest</c>.</summary>
    private Name VariableName()
    {
        var name = PlainName();
        if (!Current.Is(":") || !Touches(_at) || Peek().Kind != TokenKind.Word || !Touches(_at + 1))
            return name;
        var text = name.Text + ":" + Peek().Text;
        _at += 2;
        if (Current.Is("(") && Touches(_at) && Peek().Kind is TokenKind.Integer or TokenKind.Number or TokenKind.Symbol)
        {
            while (!Current.Is(")") && Current.Kind != TokenKind.End)
                text += TakeText();
            text += ")";
            Expect(")");
        }

        while (Current.Is(":") && Touches(_at) && Peek().Kind is TokenKind.Word or TokenKind.Integer)
            text += TakeText() + TakeText();
        return new Name(From(name.Place), text);
    }

    private string TakeText()
    {
        var text = Current.Text;
        Advance();
        return text;
    }

    private bool Touches(int index) => index > 0 && _tokens[index - 1].Span.End == _tokens[index].Span.Start;

    private List<Name> Names()
    {
        var names = new List<Name> { ComponentName() };
        while (Accept(","))
            names.Add(ComponentName());
        return names;
    }

    /// <summary>A component; the name of its data set before # adds nothing here and is dropped.</summary>
    private Name ComponentName()
    {
        var name = PlainName();
        return Accept("#") ? PlainName() : name;
    }

    /// <summary>A component that may be qualified with an alias.</summary>
    private Expression QualifiedComponent()
    {
        var name = PlainName();
        return Accept("#") ? new Member(From(name.Place), name, PlainName()) : name;
    }

    private string? AcceptAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Accept(word))
                return word;
        }

        return null;
    }

    private void Extension(string what, Place at)
    {
        if (!_extensions)
            _diagnostics.Add(SyntaxErrors.ExtensionIsOff(what, at));
    }

    private ParseAbort Fail(Diagnostic diagnostic)
    {
        _diagnostics.Add(diagnostic);
        return new ParseAbort();
    }

    /// <summary>Leaves the statement after its error was recorded; never leaves the parser.</summary>
    private sealed class ParseAbort : Exception;
}
