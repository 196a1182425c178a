using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Templates;

/// <summary>One side of a formula, as a tree.</summary>
internal abstract record FormulaNode;

/// <summary>A number.</summary>
internal sealed record NumberNode(decimal Value) : FormulaNode;

/// <summary>A number that is not in the file: a parameter of the pack, by its name.</summary>
internal sealed record ParameterNode(string Name) : FormulaNode;

/// <summary>A cell; an interval only where <see cref="CallNode"/> adds it up or the whole formula steps along
/// it.</summary>
internal sealed record CellNode(CellReference Cell, Place At) : FormulaNode;

/// <summary>A calculation with one of + - * /.</summary>
internal sealed record BinaryNode(char Operator, FormulaNode Left, FormulaNode Right) : FormulaNode;

/// <summary>A negative value.</summary>
internal sealed record NegativeNode(FormulaNode Value) : FormulaNode;

/// <summary>SUM, MAX, MIN, ABS or ROUND.</summary>
internal sealed record CallNode(string Name, IReadOnlyList<FormulaNode> Arguments) : FormulaNode;
