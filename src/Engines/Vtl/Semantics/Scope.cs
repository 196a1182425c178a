using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>What names mean at a place: parameters of a defined operator, then the components of a row, then the
/// module.</summary>
internal sealed class Scope
{
    public static readonly Scope Module = new();

    /// <summary>Components of the row at hand; null outside of clauses.</summary>
    public IRowNames? Row { get; init; }

    /// <summary>True where aggregates over groups of rows may stand (aggr, having).</summary>
    public bool AllowsAggregates { get; init; }

    /// <summary>True where analytic functions may stand (calc).</summary>
    public bool AllowsWindows { get; init; }

    /// <summary>Arguments of the defined operator whose body is being bound.</summary>
    public IReadOnlyDictionary<string, Argument> Arguments { get; init; } = new Dictionary<string,
        Argument>(StringComparer.Ordinal);

    /// <summary>How many defined operators are open: bounds recursion.</summary>
    public int CallDepth { get; init; }

    public Scope With(IRowNames row, bool aggregates = false, bool windows = false) => new()
    {
        Row = row,
        AllowsAggregates = aggregates,
        AllowsWindows = windows,
        Arguments = Arguments,
        CallDepth = CallDepth,
    };

    public Scope Inner(bool aggregates) => new()
    {
        Row = Row,
        AllowsAggregates = aggregates,
        AllowsWindows = false,
        Arguments = Arguments,
        CallDepth = CallDepth,
    };

    public Scope Called(IReadOnlyDictionary<string, Argument> arguments) => new()
    {
        Row = Row,
        AllowsAggregates = AllowsAggregates,
        AllowsWindows = AllowsWindows,
        Arguments = arguments,
        CallDepth = CallDepth + 1,
    };
}

/// <summary>An argument as text, bound where the body uses it, in the caller's scope (component names stay
/// names).</summary>
internal sealed record Argument(Expression Text, Scope Scope)
{
    /// <summary>What it was bound to, so that it is not bound again at each use: calls within calls would be bound
    /// twice as often with every level. Null where it was not bound yet.</summary>
    public Value? Known { get; private set; }

    /// <summary>How many expressions it has. Each use after the first counts as many again: what walks the plan
    /// comes by each of them.</summary>
    private int _size;
    private bool _isUsed;

    /// <summary>Takes what it was bound to.</summary>
    public void Take(Value value, int size) => (Known, _size) = (value, size);

    /// <summary>The expressions that one use more adds.</summary>
    public int Use()
    {
        var more = _isUsed ? _size : 0;
        _isUsed = true;
        return more;
    }
}

/// <summary>The components that a name may mean inside a clause or a join.</summary>
internal interface IRowNames
{
    /// <summary>The component, or null if there is none.</summary>
    /// <exception cref="AmbiguousNameException">Several data sets of a join have it.</exception>
    Expr? Find(string name);

    /// <summary>The component of a data set of the join; null if there is none.</summary>
    Expr? Find(string alias, string name);

    IReadOnlyList<Component> Components { get; }
}

/// <summary>A name that several data sets of a join have; turned into a diagnostic where the place is known.</summary>
internal sealed class AmbiguousNameException : Exception;

/// <summary>The components of one relation. Inside a join some are named "alias#component".</summary>
internal sealed class RelationNames(RowView rows) : IRowNames
{
    public IReadOnlyList<Component> Components => rows.Relation.Components;

    public Expr? Find(string name) => rows.Find(name) ?? Qualified(name);

    public Expr? Find(string alias, string name) => rows.Find($"{alias}#{name}") ?? rows.Find(name);

    private Expr? Qualified(string name)
    {
        var found = Components.Where(
            c => c.Name.EndsWith("#" + name, StringComparison.Ordinal)).Select(c => c.Name).ToList();
        return found.Count switch
        {
            0 => null,
            1 => rows[found[0]],
            _ => throw new AmbiguousNameException(),
        };
    }
}
