using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Semantics;

/// <summary>
/// Data sets matched on their common identifiers. One of them, the reference, has all identifiers of the others. Data
/// sets
/// over the same rows of the same source are not joined again.
/// </summary>
internal sealed class JoinedRows
{
    private readonly IReadOnlyList<Func<string, Expr>> _columns;
    private readonly int _reference;
    private readonly IReadOnlyList<Relation> _relations;

    private JoinedRows(
        IReadOnlyList<Relation> relations, int reference, IReadOnlyList<FromItem> from, Expr? where,
            IReadOnlyList<Func<string, Expr>> columns)
    {
        _relations = relations;
        _reference = reference;
        From = from;
        Where = where;
        _columns = columns;
    }

    public IReadOnlyList<FromItem> From { get; }

    public Expr? Where { get; }

    /// <summary>A component of the data set with this index.</summary>
    public Expr this[int dataset, string component] => _columns[dataset](component);

    public IEnumerable<Output> Identifiers() =>
        _relations[_reference].Identifiers.Select(c => new Output(c, this[_reference, c.Name]));

    /// <summary>Matches the data sets.</summary>
    /// <param name="relations">The data sets.</param>
    /// <param name="fail">Where their identifiers do not match.</param>
    /// <param name="keepsAll">Whether data points of the reference stay that others have not.</param>
    public static JoinedRows Of(IReadOnlyList<Relation> relations, Func<BindAbort> fail, bool keepsAll = false)
    {
        var reference = Enumerable.Range(0, relations.Count).MaxBy(i => relations[i].Identifiers.Count());
        foreach (var identifier in relations.SelectMany(r => r.Identifiers))
        {
            if (relations[reference].Find(identifier.Name) is not { Role: ComponentRole.Identifier } own ||
                ScalarType.Common(ScalarType.Of(own), ScalarType.Of(identifier)) is null)
            {
                throw fail();
            }
        }

        var views = relations.Select(RowView.Of).ToList();
        if (views.All(v => IsSameSource(v, views[0])) && HaveSameIdentifiers(relations, views, reference))
        {
            return new JoinedRows(
                relations, reference, views[0].From, views[0].Where,
                [.. views.Select(v => (Func<string, Expr>)(n => v[n]))]);
        }

        return Join(relations, reference, keepsAll ? JoinType.Left : JoinType.Inner);
    }

    // Rows of one source are matched with themselves only where no data set has another value as identifier.
    private static bool HaveSameIdentifiers(IReadOnlyList<Relation> relations, List<RowView> views, int reference) =>
        Enumerable.Range(0, relations.Count).All(i => i == reference || relations[i].Identifiers.All(
            c => Equals(views[i][c.Name], views[reference][c.Name])));

    private static bool IsSameSource(RowView a, RowView b) => ReferenceEquals(a, b) ||
        (a.From.Count == 1 && b.From.Count == 1 && a.Where is null && b.Where is null &&
        (ReferenceEquals(a.From[0].Relation, b.From[0].Relation) ||
            (a.From[0].Relation is ResultScan x && b.From[0].Relation is ResultScan y && x.Name == y.Name)));

    private static JoinedRows Join(IReadOnlyList<Relation> relations, int reference, JoinType type)
    {
        int[] order = [reference, .. Enumerable.Range(0, relations.Count).Where(i => i != reference)];
        var sourceOf = new int[relations.Count];
        for (var i = 0; i < order.Length; i++)
            sourceOf[order[i]] = i;
        var from = new List<FromItem>();
        foreach (var index in order)
        {
            Expr? on = null;
            foreach (var key in index == reference ? [] : relations[index].Identifiers)
            {
                var own = relations[reference].Find(key.Name)!;
                var equal = new Operation(
                    Op.Equal, ScalarType.Boolean, TimeCasts.Of(
                        new Column(0, key.Name, ScalarType.Of(own)),
                        new Column(sourceOf[index], key.Name, ScalarType.Of(key))));
                on = on is null ? equal : RowView.And(on, equal);
            }

            var join = index == reference ? JoinType.First : on is null ? JoinType.Cross : type;
            from.Add(new FromItem(relations[index], join, on));
        }

        return new JoinedRows(relations, reference, from, null, [.. relations.Select((r, i) =>
            (Func<string, Expr>)(n => new Column(sourceOf[i], n, ScalarType.Of(r.Find(n)!))))]);
    }
}
