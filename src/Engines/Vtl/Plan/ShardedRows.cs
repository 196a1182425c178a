namespace Huoshui.Vtl.Plan;

/// <summary>The rows of a select while its sources are joined: by which columns they lie together.</summary>
internal sealed class ShardedRows
{
    // Each alone is the same on one node and no other.
    private readonly HashSet<(int Source, string Name)> _keys = [];

    // Of a left join's right side: the key, or null.
    private readonly HashSet<(int Source, string Name)> _maybe = [];

    // After full joins: one of them is the key, the others are null or the same.
    private readonly HashSet<(int Source, string Name)> _either = [];

    /// <summary>The rows of the first source.</summary>
    /// <param name="first">Columns by which they lie together; null for rows that every node can have whole.</param>
    public ShardedRows(IReadOnlySet<string>? first)
    {
        AreWhole = first is null;
        _keys.UnionWith(KeysOf(0, first));
    }

    /// <summary>Whether every node can have all of them.</summary>
    public bool AreWhole { get; private set; }

    /// <summary>A source is joined on a key, each node its own rows.</summary>
    public void Joined(int source, JoinType join, IReadOnlySet<string> names, Expr key)
    {
        switch (join)
        {
            case JoinType.Full:
                var earlier = PlanWalk.All(key).OfType<Column>().Select(c => (c.Source, c.Name)).ToList();
                _keys.Clear();
                _maybe.Clear();
                _either.UnionWith(earlier);
                _either.UnionWith(KeysOf(source, names));
                break;
            case JoinType.Inner:
                _keys.UnionWith(KeysOf(source, names));
                break;
            default:
                _maybe.UnionWith(KeysOf(source, names));
                break;
        }
    }

    /// <summary>Rows that every node has whole are joined with rows of which each node has its own.</summary>
    public void Spread(int source, IReadOnlySet<string> names)
    {
        AreWhole = false;
        _keys.UnionWith(KeysOf(source, names));
    }

    public void Gather()
    {
        AreWhole = true;
        _keys.Clear();
        _maybe.Clear();
        _either.Clear();
    }

    /// <summary>Whether rows with one value lie on one node; in an outer join the first that is there counts.</summary>
    public bool IsKey(Expr value) => value switch
    {
        Column column => _keys.Contains((column.Source, column.Name)),
        Operation { Code: Op.Coalesce } => IsKeyOrElse([.. InTurn(value)]),
        _ => false,
    };

    // What is there first of several.
    private static IEnumerable<Expr> InTurn(Expr value) =>
        value is Operation { Code: Op.Coalesce } first ? first.Arguments.SelectMany(InTurn) : [value];

    private bool IsKeyOrElse(List<Expr> values)
    {
        var names = values.OfType<Column>().Select(c => (c.Source, c.Name)).ToHashSet();
        if (!values.TrueForAll(v => v is Column && v.Type == values[0].Type))
            return false;
        return _either.Count > 0 ? names.SetEquals(_either)
            : IsKey(values[0]) && names.All(n => _keys.Contains(n) || _maybe.Contains(n));
    }

    private static IEnumerable<(int Source, string Name)> KeysOf(int source, IReadOnlySet<string>? names) =>
        (names ?? new HashSet<string>(StringComparer.Ordinal)).Select(n => (source, n));
}
