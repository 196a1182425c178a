namespace Huoshui.Vtl.Plan;

/// <summary>How many times what is brought together lies within what is brought together.</summary>
internal sealed class Nesting
{
    /// <summary>Most that ClickHouse works out (max_distributed_depth).</summary>
    public const int Most = 5;

    private readonly Dictionary<Relation, int> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>True where what a node works out would lie too deep, were it brought together once more.</summary>
    public bool IsTooDeep(Relation onNodes) => Of(onNodes) >= Most;

    private int Of(Relation relation)
    {
        if (_known.TryGetValue(relation, out var known))
            return known;
        var below = PlanWalk.Children(relation).Select(Of).DefaultIfEmpty().Max();
        var depth = relation is Gathered ? below + 1 : below;
        return _known[relation] = depth;
    }
}
