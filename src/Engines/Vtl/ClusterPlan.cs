using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Sql;

namespace Huoshui.Vtl;

/// <summary>
/// A result or the findings of checks on the nodes of a cluster (集群计划): parts that each node works out over its own
/// rows, and what one node makes of them. It gives what the SQL of one node gives, however the rows lie.
/// </summary>
public sealed class ClusterPlan
{
    private readonly Func<string, string> _statement;

    private ClusterPlan(
        IReadOnlyList<ClusterStep> steps, IReadOnlyList<NodePart> parts, string sql, bool isOnEachNode,
        Func<string, string> statement)
    {
        (Steps, Parts, Sql, IsOnEachNode) = (steps, parts, sql, isOnEachNode);
        _statement = statement;
    }

    /// <summary>Joins, look-ups, aggregates, windows and time series, and where each is done.</summary>
    public IReadOnlyList<ClusterStep> Steps { get; }

    /// <summary>What is brought together, each before those that read it.</summary>
    public IReadOnlyList<NodePart> Parts { get; }

    /// <summary>One SELECT over what every node holds and over tables named like the parts.</summary>
    public string Sql { get; }

    /// <summary>True where <see cref="Sql"/> is to be run on every node: its rows are those of all nodes, one after the
    /// other. False where one node runs it.</summary>
    public bool IsOnEachNode { get; }

    /// <summary>All of it as one statement for any node of a cluster: what is brought together is asked of the nodes
    /// by <c>cluster(…, view(…))</c>. What is kept on the nodes is to be run on each of them.</summary>
    /// <param name="cluster">The name of the cluster in <c>remote_servers</c>.</param>
    /// <exception cref="NotSupportedException">The dialect is DuckDB's.</exception>
    public string Statement(string cluster) => _statement(cluster);

    /// <summary>Columns by which the rows of what runs on every node lie together; none where they lie
    /// anywhere.</summary>
    public IReadOnlySet<string> Keys { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    internal static ClusterPlan Of(
        string result, Relation root, SqlDialect dialect, ClusterLayout layout, bool isKept)
    {
        var (sharding, (own, keys)) = Sharding.Of(result, root, layout, isKept);
        return new ClusterPlan(
            sharding.Steps, PartsOf([own], keys is not null, dialect, lenient: false),
            RelationWriter.Statement(own, dialect),
            keys is not null, cluster => RelationWriter.Statement(own, dialect, cluster))
        {
            Keys = keys ?? new HashSet<string>(StringComparer.Ordinal),
        };
    }

    internal static ClusterPlan Of(RuleScan scan, SqlDialect dialect, ClusterLayout layout)
    {
        var (sharding, own, isOnEachNode) = Sharding.Of(scan, layout);
        var roots = own.Rules.SelectMany(r => r.Arguments.Append(r.Result).Append(r.Value).Append(r.Expected))
            .OfType<Expr>().SelectMany(PlanWalk.InExpression).Prepend(own.Operand);
        return new ClusterPlan(
            sharding.Steps, PartsOf(roots, isOnEachNode, dialect, lenient: true),
            FindingsWriter.Write(own, dialect, SqlBudget.None), isOnEachNode,
            cluster => FindingsWriter.OnCluster(own, dialect, cluster, isOnEachNode));
    }

    private static List<NodePart> PartsOf(
        IEnumerable<Relation> roots, bool isOnEachNode, SqlDialect dialect, bool lenient)
    {
        var found = new Dictionary<Gathered, bool>(ReferenceEqualityComparer.Instance);
        var order = new List<Gathered>();
        foreach (var root in roots)
            Visit(root, isOnEachNode, new HashSet<(Relation, bool)>());
        return [.. order.Select(g => new NodePart(
            g.Name, RelationWriter.Statement(g.Source, dialect, lenient: lenient),
            new DataStructure(g.Name, g.Components), found[g]))];

        // What a part of nodes reads is sent to all of them.
        void Visit(Relation relation, bool isOnNodes, HashSet<(Relation, bool)> seen)
        {
            if (!seen.Add((relation, isOnNodes)))
                return;
            foreach (var child in PlanWalk.Children(relation))
                Visit(child, isOnNodes || relation is Gathered, seen);
            if (relation is not Gathered gathered)
                return;
            if (!found.TryGetValue(gathered, out var isSent))
                order.Add(gathered);
            found[gathered] = isSent || isOnNodes;
        }
    }
}

/// <summary>What each node works out over its own rows, to be brought together.</summary>
/// <param name="Name">Of the table that the rows of all nodes make: by it later parts and the last step read
/// them.</param>
/// <param name="Sql">One SELECT over the node's inputs and over parts that were sent to it.</param>
/// <param name="Structure">Its columns.</param>
/// <param name="IsSent">Whether the nodes themselves read the rows of all of them (GLOBAL).</param>
public sealed record NodePart(string Name, string Sql, DataStructure Structure, bool IsSent);
