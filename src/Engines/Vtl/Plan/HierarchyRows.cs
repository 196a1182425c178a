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

/// <summary>A code item of a rule; the condition limits the data points that count for it.</summary>
internal sealed record HierarchyItem(string Code, Expr? Condition);

/// <summary>A code item relation: left ? ±right ± …; <c>When</c> limits the groups that it applies to.</summary>
internal sealed record HierarchyRule(
    string Id, HierarchyItem Left, Op Relation, IReadOnlyList<(bool IsNegative, HierarchyItem Item)> Right, Expr? When,
        Constant? ErrorCode, Constant? ErrorLevel)
{
    /// <summary>For each viral attribute of the result, in order, its value from the data points that the rule takes
    /// in: an aggregate over the group.</summary>
    public IReadOnlyList<Output> Virals { get; init; } = [];
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
