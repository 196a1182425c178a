namespace Huoshui.Vtl.Plan;

/// <summary>The rows of a select while its sources are joined: by which columns they lie together.</summary>
internal sealed class ShardedRows
{
    private readonly HashSet<(int Source, string Name)> _keys = [];

    /// <summary>The rows of the first source.</summary>
    /// <param name="first">Columns by which they lie together; null for rows on one node.</param>
    public ShardedRows(IReadOnlySet<string>? first)
    {
        AreOnOneNode = first is null;
        Add(0, first ?? new HashSet<string>(StringComparer.Ordinal));
    }

    public bool AreOnOneNode { get; private set; }

    public void Add(int source, IReadOnlySet<string> names) => _keys.UnionWith(names.Select(n => (source, n)));

    public void Gather()
    {
        AreOnOneNode = true;
        _keys.Clear();
    }

    /// <summary>Whether rows with one value lie on one node; in an outer join the first that is there counts.</summary>
    public bool IsKey(Expr value) => value switch
    {
        Column column => _keys.Contains((column.Source, column.Name)),
        Operation { Code: Op.Coalesce } first => first.Arguments.All(IsKey),
        _ => false,
    };
}
