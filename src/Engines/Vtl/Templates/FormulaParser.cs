using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Templates;

/// <summary>A formula as one line has it: sides and the relations between them.</summary>
internal sealed record FormulaLine(
    string? Id, IReadOnlyList<FormulaNode> Sides, IReadOnlyList<string> Relations, FormulaTolerance? Tolerance,
    Place At);

/// <summary>Reads one formula: <c>R1: [G01.1.A] = [1.1.B] + [1.1.C] ± 0.01</c>.</summary>
/// <param name="tokens">The line.</param>
/// <param name="template">Of cells without one; null where the file names none so far.</param>
/// <param name="parameters">Names that stand for numbers.</param>
internal sealed class FormulaParser(
    IReadOnlyList<FormulaToken> tokens, string? template, IReadOnlySet<string> parameters)
{
    /// <summary>Deepest nesting of brackets, signs and functions.</summary>
    public const int DepthLimit = 50;

    /// <summary>Most operators of a sum or a product.</summary>
    public const int ChainLimit = 500;

    private static readonly string[] Functions = ["SUM", "MAX", "MIN", "ABS", "ROUND"];

    private static readonly LocalizedText Value = new("单元格、数或函数（SUM、MAX、MIN、ABS、ROUND）",
        "a cell, a number or a function (SUM, MAX, MIN, ABS, ROUND)");

    private int _at;
    private int _depth;

    private FormulaToken Here => tokens[_at];

    /// <summary>The formula.</summary>
    /// <exception cref="FormulaException">It is none.</exception>
    public FormulaLine Read()
    {
        var at = Here.At.To(tokens[^1].At);
        var id = Id();
        var (sides, relations) = (new List<FormulaNode> { Sum() }, new List<string>());
        while (Relation() is { } relation)
        {
            relations.Add(relation);
            sides.Add(Sum());
        }

        if (relations.Count == 0)
            throw Wrong(new LocalizedText("比较符（= <> < <= > >=）", "a comparison (= <> < <= > >=)"));
        var tolerance = IsSign("±", "+-") ? Tolerance() : null;
        if (Here.Kind != FormulaTokenKind.End)
            throw Wrong(new LocalizedText("行末或 ± 容差", "the end of the line, or ± and a tolerance"));
        return new FormulaLine(id, sides, relations, tolerance, at);
    }

    /// <summary>A tolerance after its word or sign: <c>0.01</c>, <c>1%</c>, the name of a parameter.</summary>
    public FormulaTolerance Tolerance()
    {
        _at++;
        FormulaNode value = IsParameter ? Parameter() : new NumberNode(Number());
        if (!IsSign("%"))
            return new FormulaTolerance(value, IsShare: false);
        _at++;
        return new FormulaTolerance(
            value is NumberNode number ? new NumberNode(number.Value / 100)
                : new BinaryNode('/', value, new NumberNode(100)),
            IsShare: true);
    }

    /// <summary>The names of a list: <c>parameter a, b</c>.</summary>
    public IEnumerable<string> Names()
    {
        do
        {
            _at++;
            if (Here.Kind != FormulaTokenKind.Word)
                throw Wrong(new LocalizedText("参数的名称", "the name of a parameter"));
            yield return tokens[_at++].Text;
        }
        while (IsSign(","));
    }

    /// <summary>True where nothing is left.</summary>
    public bool IsAtEnd => Here.Kind == FormulaTokenKind.End;

    private bool IsParameter => Here.Kind == FormulaTokenKind.Word && parameters.Contains(Here.Text);

    private ParameterNode Parameter() => new(tokens[_at++].Text);

    private string? Id()
    {
        if (Here.Kind != FormulaTokenKind.Word || tokens[_at + 1] is not { Kind: FormulaTokenKind.Sign, Text: ":" })
            return null;
        var id = Here.Text;
        _at += 2;
        return id;
    }

    private string? Relation()
    {
        var relation = Here.Kind != FormulaTokenKind.Sign ? null : Here.Text switch
        {
            "=" or "<>" or "<" or "<=" or ">" or ">=" => Here.Text,
            "≠" => "<>",
            "≤" => "<=",
            "≥" => ">=",
            _ => null,
        };
        _at += relation is null ? 0 : 1;
        return relation;
    }

    private FormulaNode Sum()
    {
        var value = Product();
        for (var length = 1; IsSign("+", "-"); length++)
            value = new BinaryNode(Short(length), value, Product());
        return value;
    }

    private FormulaNode Product()
    {
        var value = Single();
        for (var length = 1; IsSign("*", "/"); length++)
            value = new BinaryNode(Short(length), value, Single());
        return value;
    }

    private char Short(int length) => length <= ChainLimit
        ? tokens[_at++].Text[0] : throw new FormulaException(SyntaxErrors.TooDeep(ChainLimit, Here.At));

    private FormulaNode Single()
    {
        if (++_depth > DepthLimit)
            throw new FormulaException(SyntaxErrors.TooDeep(DepthLimit, Here.At));
        var value = Here switch
        {
            { Kind: FormulaTokenKind.Sign, Text: "-" } => Negative(),
            { Kind: FormulaTokenKind.Sign, Text: "(" } => Bracketed(),
            { Kind: FormulaTokenKind.Number } => new NumberNode(Number()),
            { Kind: FormulaTokenKind.Cell } => Cell(),
            { Kind: FormulaTokenKind.Word } => IsParameter ? Parameter() : Call(),
            _ => throw Wrong(Value),
        };
        _depth--;
        return value;
    }

    private NegativeNode Negative()
    {
        _at++;
        return new NegativeNode(Single());
    }

    private FormulaNode Bracketed()
    {
        _at++;
        var value = Sum();
        Require(")");
        return value;
    }

    private CellNode Cell()
    {
        var (first, at) = (Reference(), tokens[_at - 1].At);
        if (!IsSign(":"))
            return new CellNode(first, at);
        _at++;
        if (Here.Kind != FormulaTokenKind.Cell)
            throw Wrong(new LocalizedText("区间的另一端，如 [5.A]", "the other end, for example [5.A]"));
        var (last, end) = (Reference(), tokens[_at - 1]);
        var range = first.To(last) ?? throw new FormulaException(FormulaErrors.BadCell(end.Text, at.To(end.At)));
        return new CellNode(range, at.To(end.At));
    }

    private CellReference Reference()
    {
        var token = tokens[_at++];
        return CellReference.TryRead(token.Text, template)
            ?? throw new FormulaException(FormulaErrors.BadCell(token.Text, token.At));
    }

    private CallNode Call()
    {
        var name = Here.Text.ToUpperInvariant();
        if (!Functions.Contains(name))
            throw Wrong(Value);
        _at++;
        Require("(");
        var arguments = new List<FormulaNode> { Sum() };
        while (IsSign(","))
        {
            _at++;
            arguments.Add(Sum());
        }

        var most = name switch { "ABS" => 1, "ROUND" => 2, _ => int.MaxValue };
        if (arguments.Count > most || (name == "ROUND" && arguments is not [_, NumberNode { Value: >= 0 and <= 10 }]))
        {
            throw Wrong(new LocalizedText(
                $"{name} 的参数（ROUND 写两个，第二个是 0 到 10 的位数）",
                $"the arguments of {name} (two for ROUND, the second of which is 0 to 10 digits)"));
        }

        Require(")");
        return new CallNode(name, arguments);
    }

    private decimal Number()
    {
        if (Here.Kind != FormulaTokenKind.Number
            || !decimal.TryParse(
                Here.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            throw Wrong(new LocalizedText("数", "a number"));
        }

        _at++;
        return value;
    }

    private void Require(string sign)
    {
        if (!IsSign(sign))
            throw Wrong(new LocalizedText($"“{sign}”", $"'{sign}'"));
        _at++;
    }

    private bool IsSign(params ReadOnlySpan<string> signs) =>
        Here.Kind == FormulaTokenKind.Sign && signs.Contains(Here.Text);

    private FormulaException Wrong(LocalizedText expected) => new(FormulaErrors.Expected(
        expected, Here.Kind == FormulaTokenKind.End ? "行末 / the end of the line" : Here.Text, Here.At));
}
