using CsCheck;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;
using Xunit;

namespace Huoshui.Vtl.Tests.Syntax;

public sealed class PrinterProperties
{
    private static readonly Place Nowhere = new(new SourceText("s", string.Empty), new SourceSpan(0, 0));

    private static readonly Gen<Expression> Leaf = Gen.OneOf<Expression>(
        Pick("Me_1", "DS_1", "余额", "a b", "rule", "null").Select(Expression (n) => new Name(Nowhere, n)),
        Gen.Int[0, 999].Select(Expression (n) => new Literal(Nowhere, LiteralKind.Integer, $"{n}")),
        Pick("x", "中文", string.Empty).Select(Expression (t) => new Literal(Nowhere, LiteralKind.String, t)),
        Pick("true", "false").Select(Expression (t) => new Literal(Nowhere, LiteralKind.Boolean, t)));

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Expression> Tree(int depth)
    {
        if (depth == 0)
            return Leaf;
        var inner = Tree(depth - 1);
        return Gen.OneOf<Expression>(
            Leaf,
            Gen.Select(Pick("+", "-", "*", "/", "||", "and", "or", "xor", "=", "<>", "<="), inner, inner,
                Expression (o, a, b) => new Binary(Nowhere, o, a, b)),
            Gen.Select(Pick("=", "<=", ">"), inner, inner, inner, Expression (o, a, b, t) => new Binary(Nowhere, o, a, b, t)),
            Gen.Select(Pick("not", "-", "+"), inner, Expression (o, a) => new Unary(Nowhere, o, a)),
            Gen.Select(inner, inner, inner, Expression (c, a, b) => new IfThenElse(Nowhere, c, a, b)),
            Gen.Select(inner, Leaf, Gen.Bool, Expression (a, i, n) => new InSet(Nowhere, a, n, [new Literal(Nowhere, LiteralKind.String, "k")], null)),
            Gen.Select(inner, inner, Expression (a, b) => new Call(Nowhere, new Name(Nowhere, "nvl"), [a, b])),
            inner.Select(Expression (a) => new ClauseOf(Nowhere, a, new FilterClause(Nowhere, a))),
            inner.Select(Expression (a) => new Member(Nowhere, a, new Name(Nowhere, "贷款 余额"))));
    }

    [Fact]
    public void What_is_printed_parses_to_the_same_text_and_without_error() => Tree(4).Sample(tree =>
    {
        var printer = new Printer(isStandard: false);
        var text = printer.Print([new Assignment(Nowhere, new Name(Nowhere, "r"), false, tree)]);
        var diagnostics = new DiagnosticBag();
        var parsed = Parser.Parse(new SourceText("s", text), extensions: true, diagnostics);
        Assert.False(diagnostics.HasErrors, text);
        Assert.Equal(text, printer.Print(parsed));
    });

    [Fact]
    public void The_parser_survives_any_text() => Gen.String[Pick(
        'a', '_', '1', '.', '(', ')', '[', ']', '{', '}', ';', ':', '=', '<', '-', '"', '\'', '#', ',', ' ', '余', '/', '*'), 0, 60]
        .Sample(text => Parser.Parse(new SourceText("s", text), extensions: true, new DiagnosticBag()));
}
