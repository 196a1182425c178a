using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>The columns that name a row (or a group of rows) of a select: its identifiers.</summary>
internal sealed class DataPoint
{
    public static readonly DataPoint None = new([], [], []);

    private readonly IReadOnlyList<Column> _row;
    private readonly IReadOnlyList<Expr> _keys;

    private DataPoint(IReadOnlyList<Column> columns, IReadOnlyList<Column> row, IReadOnlyList<Expr> keys)
    {
        Columns = columns;
        _row = row;
        _keys = keys;
    }

    public IReadOnlyList<Column> Columns { get; }

    public static DataPoint Of(Select select)
    {
        var row = select.From.SelectMany((f, i) => f.Relation.Identifiers.Select(
            c => new Column(i, c.Name, ScalarType.Of(c)))).DistinctBy(c => c.Name).ToList();
        return select.GroupBy is { } keys ? new DataPoint([.. keys.OfType<Column>()], row, keys)
            : new DataPoint(row, row, []);
    }

    /// <summary>The row itself, where the rows of a group are still apart.</summary>
    public DataPoint OfRow() => new(_row, _row, []);

    public bool IsKey(Expr expression) => _keys.Contains(expression);
}
