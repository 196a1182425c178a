namespace Huoshui.Vtl.Plan;

/// <summary>
/// The rows of a relation as something to build the next select on: either the relation's own select is extended
/// (a chain of clauses becomes one SELECT), or it becomes a source.
/// </summary>
internal sealed class RowView
{
    // Beyond this number of expression nodes a copy costs more than a nested select.
    private const int FusionLimit = 4_000;

    private readonly Dictionary<string, Expr> _columns;

    private RowView(IReadOnlyList<FromItem> from, Expr? where, Dictionary<string, Expr> columns, Relation relation)
    {
        From = from;
        Where = where;
        _columns = columns;
        Relation = relation;
    }

    public IReadOnlyList<FromItem> From { get; }

    public Expr? Where { get; }

    public Relation Relation { get; }

    public Expr this[string name] => _columns[name];

    public Expr? Find(string name) => _columns.GetValueOrDefault(name);

    public static RowView Of(Relation relation)
    {
        if (relation is Select { IsPlain: true } select && select.Size < FusionLimit)
        {
            var columns = select.Outputs.ToDictionary(o => o.Component.Name, o => o.Value, StringComparer.Ordinal);
            return new RowView(select.From, select.Where, columns, relation);
        }

        return Nested(relation);
    }

    /// <summary>The relation as a source of its own.</summary>
    public static RowView Nested(Relation relation)
    {
        var columns = relation.Components.ToDictionary(
            c => c.Name, Expr (c) => new Column(0, c.Name, ScalarType.Of(c)), StringComparer.Ordinal);
        return new RowView([new FromItem(relation, JoinType.First, null)], null, columns, relation);
    }

    public Select Project(IReadOnlyList<Output> outputs) => new(From, outputs, Where);

    /// <summary>Every column as it is.</summary>
    public IEnumerable<Output> Keep(Func<Component, bool> which) =>
        Relation.Components.Where(which).Select(c => new Output(c, this[c.Name]));

    public Select Filter(Expr condition) =>
        new(From, [.. Keep(_ => true)], Where is null ? condition : And(Where, condition));

    public static Expr And(Expr left, Expr right) => new Operation(Op.And, ScalarType.Boolean, left, right);
}
