namespace Huoshui.Vtl.Plan;

/// <summary>What stands for a code item that has no data point, and when a rule gives a row (VTL 2.2 RM,
/// hierarchy).</summary>
internal enum HierarchyMode
{
    NonNull,
    NonZero,
    PartialNull,
    PartialZero,
    AlwaysNull,
    AlwaysZero,
}

/// <summary>Where the values of items come from that other rules compute.</summary>
internal enum HierarchyInput
{
    Dataset,
    DatasetPriority,
    Rule,
    RulePriority,
}

/// <summary>A code item of a rule, which takes part only where the condition is true; it looks at the identifiers that
/// the data points of a group share.</summary>
internal sealed record HierarchyItem(string Code, Expr? Condition);

/// <summary>A code item relation: left ? ±right ± …; <c>When</c> limits the groups that it applies to.</summary>
internal sealed record HierarchyRule(
    string Id, HierarchyItem Left, Op Relation, IReadOnlyList<(bool IsNegative, HierarchyItem Item)> Right, Expr? When,
        Constant? ErrorCode, Constant? ErrorLevel)
{
    /// <summary>For each viral attribute of the result, in order, its value from the data points that the rule takes
    /// in: an aggregate over the group.</summary>
    public IReadOnlyList<Output> Virals { get; init; } = [];

    /// <summary>An item equal to itself: brings its data points into the result, and checks nothing (VTL 2.2 RM, define
    /// hierarchical ruleset).</summary>
    public bool IsSame => Relation == Op.Equal && Right is [(false, var only)] && only.Code == Left.Code;
}

/// <summary>hierarchy or check_hierarchy over a data set with one measure.</summary>
internal sealed record HierarchyRows(
    RowView Rows,
    Component RuleComponent,
    Component Measure,
    IReadOnlyList<HierarchyRule> Rules,
    HierarchyMode Mode,
    HierarchyInput Input,
    bool IsCheck,
    string Output,
    IReadOnlyList<Component> Components) : Relation(Components);
