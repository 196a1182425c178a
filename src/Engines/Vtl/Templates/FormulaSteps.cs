using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Templates;

/// <summary>
/// A formula over intervals as formulas over single cells. Outside SUM, MAX and MIN each interval has as many rows, and
/// as many columns, as every other one, and the formula steps along them; a single cell stays. In these functions what
/// is as long steps along with them, and the rest is put together.
/// </summary>
internal sealed class FormulaSteps
{
    /// <summary>Most values that one SUM adds up: <c>a + b + …</c> is as deep as it is long.</summary>
    public const int MostAdded = 900;

    /// <summary>Most values of one MAX or MIN.</summary>
    public const int MostCompared = 50;

    private readonly FormulaLine _line;
    private readonly int _rows = 1;
    private readonly int _columns = 1;

    /// <summary>Looks at the intervals of a formula.</summary>
    /// <exception cref="FormulaException">They differ in length.</exception>
    public FormulaSteps(FormulaLine line)
    {
        _line = line;
        foreach (var node in line.Sides.SelectMany(Outside))
        {
            _rows = Longer(_rows, node.Cell.Rows.Count, node.At);
            _columns = Longer(_columns, node.Cell.Columns.Count, node.At);
        }
    }

    /// <summary>How many formulas over single cells.</summary>
    public int Count => _rows * _columns;

    /// <summary>The sides at a step, counted from 0: row by row.</summary>
    public IReadOnlyList<FormulaNode> At(int step) =>
        [.. _line.Sides.Select(s => At(s, step / _columns, step % _columns))];

    private static int Longer(int known, int found, Place at) => found == 1 || found == known ? known
        : known == 1 ? found : throw new FormulaException(FormulaErrors.UnequalIntervals(known, found, at));

    private static IEnumerable<CellNode> Outside(FormulaNode node) => node switch
    {
        CellNode cell => [cell],
        BinaryNode binary => Outside(binary.Left).Concat(Outside(binary.Right)),
        NegativeNode negative => Outside(negative.Value),
        CallNode { Name: "ABS" or "ROUND" } call => call.Arguments.SelectMany(Outside),
        CallNode call => call.Arguments.Where(a => a is not CellNode).SelectMany(Outside),
        _ => [],
    };

    private FormulaNode At(FormulaNode node, int row, int column) => node switch
    {
        CellNode cell => One(cell, cell.Cell.Rows.Count == 1 ? 0 : row, cell.Cell.Columns.Count == 1 ? 0 : column),
        BinaryNode binary => binary with
        {
            Left = At(binary.Left, row, column),
            Right = At(binary.Right, row, column),
        },
        NegativeNode negative => new NegativeNode(At(negative.Value, row, column)),
        CallNode { Name: "ABS" or "ROUND" } call =>
            call with { Arguments = [.. call.Arguments.Select(a => At(a, row, column))] },
        CallNode call => call with
        {
            Arguments = Few(call, [.. call.Arguments.SelectMany(a => Spread(a, row, column))]),
        },
        _ => node,
    };

    // The text of MAX and MIN grows by the square.
    private List<FormulaNode> Few(CallNode call, List<FormulaNode> arguments)
    {
        var most = call.Name == "SUM" ? MostAdded : MostCompared;
        return arguments.Count <= most ? arguments : throw new FormulaException(FormulaErrors.TooMany(most, _line.At));
    }

    private IEnumerable<FormulaNode> Spread(FormulaNode argument, int row, int column)
    {
        if (argument is not CellNode cell)
            return [At(argument, row, column)];
        return Along(cell.Cell.Rows.Count, _rows, row)
            .SelectMany(r => Along(cell.Cell.Columns.Count, _columns, column).Select(c => One(cell, r, c)));
    }

    private static IEnumerable<int> Along(int own, int steps, int step) =>
        own == 1 ? [0] : own == steps ? [step] : Enumerable.Range(0, own);

    private static CellNode One(CellNode cell, int row, int column) => cell with
    {
        Cell = new CellReference(cell.Cell.Template, [cell.Cell.Rows[row]], [cell.Cell.Columns[column]]),
    };
}
