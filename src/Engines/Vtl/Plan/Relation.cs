namespace Huoshui.Vtl.Plan;

/// <summary>A set of rows with typed, named columns: the node of the logical plan.</summary>
internal abstract record Relation(IReadOnlyList<Component> Components)
{
    public IEnumerable<Component> Identifiers => Components.Where(c => c.Role == ComponentRole.Identifier);

    public IEnumerable<Component> Measures => Components.Where(c => c.Role == ComponentRole.Measure);

    public IEnumerable<Component> Virals => Components.Where(c => c.Role == ComponentRole.ViralAttribute);

    public Component? Find(string name) =>
        Components.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
}

/// <summary>An input data set.</summary>
internal sealed record InputScan(string Name, IReadOnlyList<Component> Components) : Relation(Components);

/// <summary>The result of another assignment; written as a common table expression.</summary>
internal sealed record ResultScan(string Name, Relation Definition) : Relation(Definition.Components);

/// <summary>The rows that all nodes of a cluster have of a relation, brought together: to one node or, within the part
/// of another, to each.</summary>
internal sealed record Gathered(string Name, Relation Source) : Relation(Source.Components);

internal enum JoinType
{
    First,
    Inner,
    Left,
    Full,
    Cross,
}

/// <summary>A source of a select; the condition is null for the first and for a cross join.</summary>
internal sealed record FromItem(Relation Relation, JoinType Join, Expr? On);

/// <summary>A column of a result with the expression that gives it.</summary>
internal sealed record Output(Component Component, Expr Value);

/// <summary>SELECT … FROM … WHERE … GROUP BY … HAVING … QUALIFY. GroupBy null means no grouping; empty means one
/// group.</summary>
internal sealed record Select(
    IReadOnlyList<FromItem> From,
    IReadOnlyList<Output> Outputs,
    Expr? Where = null,
    IReadOnlyList<Expr>? GroupBy = null,
    Expr? Having = null,
    Expr? Qualify = null) : Relation([.. Outputs.Select(o => o.Component)])
{
    /// <summary>True when each output row is one source row and no window looks at others.</summary>
    public bool IsPlain => GroupBy is null && Qualify is null && !Outputs.Any(o => o.Value.HasWindow);

    public int Size => Outputs.Sum(o => o.Value.Size) + (Where?.Size ?? 0);

    /// <summary>The keys, when the select takes the first row of each key of one source; null when it does not.</summary>
    public IReadOnlyList<string>? KeysOfFirstRows() => this switch
    {
        {
            From.Count: 1, Where: null, GroupBy: null, Having: null,
            Qualify: Operation
            {
                Code: Op.Equal, Arguments: [Analytic { Function: "row_number" } number, Constant { Value: 1L }],
            },
        } when number.Partition.Count > 0 && number.Partition.All(p => p is Column)
            => [.. number.Partition.Select(p => ((Column)p).Name)],
        _ => null,
    };
}

/// <summary>UNION ALL of relations with the same columns, matched by name.</summary>
internal sealed record UnionAll(IReadOnlyList<Relation> Parts) : Relation(Parts[0].Components);

/// <summary>One row for each component listed: the measures become values of an identifier.</summary>
internal sealed record Unpivot(
    Relation Source, string Identifier, string Measure, IReadOnlyList<string> Folded,
        IReadOnlyList<Component> Components)
    : Relation(Components);

/// <summary>An operand of a routine, under the name by which its query sees it.</summary>
internal sealed record RoutineOperand(string Name, Relation Rows);

/// <summary>The rows of a host's query over its operands; a scalar is its only value.</summary>
internal sealed record RoutineRows(
    string Sql, IReadOnlyList<RoutineOperand> Operands, bool IsScalar, IReadOnlyList<Component> Components)
    : Relation(Components);

/// <summary>A rule over the rows of a relation, as the standard's check_datapoint lists it.</summary>
internal sealed record RuleRow(string Id, Expr Result, Constant? ErrorCode, Constant? ErrorLevel);

internal enum RuleOutput
{
    Invalid,
    All,
    AllMeasures,
}

/// <summary>The rows of a relation once for each rule (or for each rule that is false).</summary>
internal sealed record RuleRows(
    Select Source, IReadOnlyList<RuleRow> Rules, RuleOutput Output, IReadOnlyList<Component> Components)
    : Relation(Components);
