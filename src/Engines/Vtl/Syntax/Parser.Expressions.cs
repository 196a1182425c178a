using System.Globalization;
using System.Runtime.CompilerServices;

namespace Huoshui.Vtl.Syntax;

internal sealed partial class Parser
{
    /// <summary>Binding strength of the binary operators (Vtl.g4, rule expr); 0 for other tokens.</summary>
    private static int Strength(Token token) =>
        token.Kind is not (TokenKind.Symbol or TokenKind.Word) ? 0 : token.Text switch
        {
            "*" or "/" => 6,
            "+" or "-" or "||" => 5,
            "=" or "<>" or "<" or "<=" or ">" or ">=" => 4,
            "in" or "not_in" => 3,
            "and" => 2,
            "or" or "xor" => 1,
            _ => 0,
        };

    private Expression Expression() => Operators(1);

    private Expression Operators(int weakest)
    {
        if (++_depth > DepthLimit)
        {
            (_depth, _height) = (0, 0);
            throw Fail(SyntaxErrors.TooDeep(DepthLimit, Here));
        }

        var start = Here;
        var beside = _height;
        _height = 0;
        var left = Prefix();
        var length = 0;
        for (var strength = Strength(Current); strength >= weakest; strength = Strength(Current))
        {
            RequireShort(++length);
            var operation = Current.Text;
            Advance();
            if (strength == 3)
            {
                left = Set(start, left, operation == "not_in");
                Grow();
                continue;
            }

            var right = Operators(strength + 1);
            var tolerance = strength == 4 ? Within() : null;
            left = new Binary(From(start), operation, left, right, tolerance);
            Grow();
        }

        _depth--;
        _height = Math.Max(beside, _height);
        return left;
    }

    // One node above the highest of the parts that were read.
    private void Grow()
    {
        if (++_height <= HeightLimit)
            return;
        (_depth, _height) = (0, 0);
        throw Fail(SyntaxErrors.TooDeep(HeightLimit, Here));
    }

    // a + b + c … is as deep as it is long.
    private void RequireShort(int length)
    {
        if (length <= ChainLimit)
            return;
        (_depth, _height) = (0, 0);
        throw Fail(SyntaxErrors.TooDeep(ChainLimit, Here));
    }

    private Expression? Within()
    {
        if (!Current.Is("within"))
            return null;
        Extension("within", Here);
        Advance();
        return Operators(5);
    }

    private InSet Set(Place start, Expression operand, bool negated)
    {
        if (!Accept("{"))
        {
            var domain = VariableName();
            return new InSet(From(start), operand, negated, null, domain);
        }

        var items = new List<Expression> { ScalarItem() };
        while (Accept(","))
            items.Add(ScalarItem());
        Expect("}");
        return new InSet(From(start), operand, negated, items, null);
    }

    private Expression Prefix()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = Here;
        if (Current.Is("-") && Peek().Kind is TokenKind.Integer or TokenKind.Number && Touches(_at + 1))
            return Suffix(start, SignedConstant());
        if (AcceptAny("+", "-", "not") is { } operation)
        {
            var operand = Prefix();
            Grow();
            return new Unary(From(start), operation, operand);
        }

        return Suffix(start, Primary());
    }

    private Expression Suffix(Place start, Expression operand)
    {
        for (var length = 0; ; length++)
        {
            RequireShort(length);
            if (length > 0)
                Grow();
            if (Accept("#"))
                operand = new Member(From(start), operand, PlainName()) with { Place = From(start) };
            else if (Current.Is("["))
                operand = Clauses(start, operand);
            else
                return operand;
        }
    }

    private Expression Primary()
    {
        var token = Current;
        var start = Here;
        switch (token.Kind)
        {
            case TokenKind.Integer or TokenKind.Number or TokenKind.String:
                return Constant();
            case TokenKind.QuotedName:
                return Peek().Is("(") ? CallOf(start) : PlainName();
            case TokenKind.Symbol when token.Text == "(":
                Advance();
                var inner = Expression();
                Expect(")");
                return inner;
            case TokenKind.Word:
                return Keywords.IsReserved(token.Text) ? KeywordExpression(start) : NameOrCall(start);
            default:
                throw Fail(SyntaxErrors.ExpressionExpected(Found(), Here));
        }
    }

    private Expression NameOrCall(Place start)
    {
        if (Current.Is("lookup") && Peek().Is("("))
            return LookupCall(start);
        if (Peek().Is("("))
            return CallOf(start);
        return VariableName();
    }

    private Expression KeywordExpression(Place start)
    {
        var word = Current.Text;
        switch (word)
        {
            case "null" or "true" or "false":
                return Constant();
            case "if":
                return If(start);
            case "case":
                return Case(start);
            case "cast":
                return Cast(start);
            case "eval":
                return EvalCall(start);
            case "inner_join" or "left_join" or "full_join" or "cross_join":
                return JoinCall(start);
            case "check":
                return CheckCall(start);
            case "check_datapoint":
                return CheckDatapointCall(start);
            case "hierarchy" or "check_hierarchy":
                return HierarchyOrCheck(start);
            default:
                if (Keywords.IsAggregate(word) || Keywords.IsAnalyticOnly(word))
                    return InvocationOf(start);
                if (Keywords.IsPlainOperator(word) && Peek().Is("("))
                    return CallOf(start);
                if (Peek().Is("(") || Strength(Current) > 0)
                    throw Fail(SyntaxErrors.ExpressionExpected(Found(), Here));
                throw Fail(SyntaxErrors.ReservedWord(word, Here));
        }
    }

    private IfThenElse If(Place start)
    {
        Expect("if");
        var condition = Expression();
        Expect("then");
        var then = Expression();
        Expect("else");
        var otherwise = Expression();
        return new IfThenElse(From(start), condition, then, otherwise);
    }

    private CaseWhen Case(Place start)
    {
        Expect("case");
        var branches = new List<CaseBranch>();
        while (Accept("when"))
        {
            var condition = Expression();
            Expect("then");
            branches.Add(new CaseBranch(condition, Expression()));
        }

        if (branches.Count == 0)
            Expect("when");
        Expect("else");
        var otherwise = Expression();
        return new CaseWhen(From(start), branches, otherwise);
    }

    private Literal Constant()
    {
        var token = Current;
        var place = Here;
        LiteralKind? kind = token.Kind switch
        {
            TokenKind.Integer => LiteralKind.Integer,
            TokenKind.Number => LiteralKind.Number,
            TokenKind.String => LiteralKind.String,
            TokenKind.Word when token.Text is "true" or "false" => LiteralKind.Boolean,
            TokenKind.Word when token.Text is "null" => LiteralKind.Null,
            _ => null,
        };
        if (kind is null)
            throw Fail(SyntaxErrors.Expected("常量 / a constant", Found(), Here));
        if (kind == LiteralKind.Integer &&
            !long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            _diagnostics.Add(SyntaxErrors.NumberTooLarge(token.Text, place));
        }

        Advance();
        return new Literal(place, kind.Value, token.Text);
    }

    private Literal SignedConstant()
    {
        var start = Here;
        var sign = AcceptAny("-", "+");
        var literal = Constant();
        if (sign is null)
            return literal;
        return literal with { Place = From(start), Text = sign == "-" ? "-" + literal.Text : literal.Text };
    }

    private Expression ScalarItem() => Current.Is("cast") ? Cast(Here) : SignedConstant();

    private long SignedInteger()
    {
        var literal = SignedConstant();
        if (literal.Kind == LiteralKind.Integer &&
            long.TryParse(literal.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        throw Fail(SyntaxErrors.Expected("整数 / an integer", literal.Text, literal.Place));
    }
}
