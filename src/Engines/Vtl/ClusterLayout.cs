namespace Huoshui.Vtl;

/// <summary>How the rows of inputs lie on the nodes of a cluster (分片方式). Immutable.</summary>
public sealed record ClusterLayout
{
    /// <summary>For inputs, the column by which their rows are sharded: rows with the same value of it (one null too),
    /// of whatever input, lie on one node.</summary>
    public IReadOnlyDictionary<string, string> Shards { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Inputs that every node holds whole: registers and code lists. All that is named in neither lies
    /// anywhere, each row on one node.</summary>
    public IReadOnlySet<string> Replicated { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    internal string? KeyOf(string input) => Shards.GetValueOrDefault(input);

    internal bool IsReplicated(string input) => Replicated.Contains(input);
}
