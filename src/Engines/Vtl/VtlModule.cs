using Huoshui.Diagnostics;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Sql;

namespace Huoshui.Vtl;

/// <summary>A compiled script: results and checks as SQL, or the reasons why there are none. Immutable.</summary>
public sealed class VtlModule
{
    internal VtlModule(
        IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<VtlResult> results, IReadOnlyList<CheckPlan> checks)
    {
        Diagnostics = diagnostics;
        Results = results;
        Checks = checks;
    }

    /// <summary>True when there is no error; warnings do not count.</summary>
    public bool Succeeded => !Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Everything found in the scripts, in order of source and position.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>One for each assignment, in the order of the scripts.</summary>
    public IReadOnlyList<VtlResult> Results { get; }

    /// <summary>Structures of the results that could be bound, in the order of the scripts: all where the scripts are
    /// right, those of the other statements where some are wrong. Scalars have one measure.</summary>
    public IReadOnlyList<DataStructure> Structures { get; internal init; } = [];

    /// <summary>One for each operand to which datapoint rulesets apply, all its rules in one scan.</summary>
    public IReadOnlyList<CheckPlan> Checks { get; }
}

/// <summary>A result of a script (结果).</summary>
/// <param name="Name">Left of the assignment.</param>
/// <param name="IsPersistent">True for <c>&lt;-</c>.</param>
/// <param name="Structure">Its components, in the order of the SQL's columns.</param>
/// <param name="Inputs">Input data sets read, also through other results; sorted.</param>
/// <param name="Sql">One self-contained SELECT of <see cref="VtlInputs.Dialect"/> over relations named like the
/// inputs.</param>
public sealed record VtlResult(
    string Name, bool IsPersistent, DataStructure Structure, IReadOnlyList<string> Inputs, string Sql)
{
    /// <summary>Where the assignment stands: the source's name, the line and the column, from 1.</summary>
    public string Place { get; internal init; } = string.Empty;

    /// <summary>True where the identifiers are null in no row and the same in no two, whatever the inputs hold, as long
    /// as theirs are not.</summary>
    public bool IsKeyed => Keys.AreSafe(Plan);

    /// <summary>Columns that the SQL reads of each input.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Columns { get; private init; } =
        new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);

    /// <summary>The same rows in the same order for whoever prints them: cells may be texts already, each as a cast of
    /// the database gives it; cheaper where a row becomes many.</summary>
    public string PrintedSql => Pruned is RuleRows rules ? RelationWriter.Printed(rules, Dialect) : Sql;

    /// <summary>A cheaper form of lookups; null where the result is no chain of lookups.</summary>
    public DirectLookup? Direct { get; private init; }

    /// <summary>Set where the result's only value is an exact sum over groups of one input; null elsewhere.</summary>
    public SumOverGroups? Sums { get; private init; }

    /// <summary>The database that the SQL is written for.</summary>
    public SqlDialect Dialect { get; init; }

    /// <summary>Where its columns come from, one statement back; read from the plan at each call.</summary>
    public ResultLineage Lineage => ColumnTrace.Of(Name, Place, Plan);

    internal Relation Plan { get; private init; } = new InputScan(Name, Structure.Components);

    internal static VtlResult Of(
        string name, bool isPersistent, IReadOnlyList<string> inputs, Relation relation, SqlDialect dialect,
        SqlBudget budget) =>
        new VtlResult(name, isPersistent, new DataStructure(name, relation.Components), inputs, string.Empty)
        {
            Plan = relation,
            Dialect = dialect,
        }.With(Pruning.Of(relation), budget);

    /// <summary>The same result with some of its components only, in their order; what they do not need is neither read
    /// nor computed.</summary>
    /// <param name="components">Their names, at least one.</param>
    public VtlResult Only(IReadOnlySet<string> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        var plan = Pruning.Of(Plan, components);
        return (this with { Structure = new DataStructure(Name, plan.Root.Components) }).With(
            plan, SqlBudget.None);
    }

    /// <summary>What each step of the result needs on a cluster.</summary>
    /// <param name="shards">For inputs, the column by which their rows are sharded: rows with the same value of it lie
    /// on one node. Inputs that are not named lie anywhere.</param>
    /// <returns>Joins, look-ups, aggregates, windows and time series, those of other results that it reads
    /// first.</returns>
    public IReadOnlyList<ClusterStep> OnCluster(IReadOnlyDictionary<string, string> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        return OnCluster(new ClusterLayout { Shards = shards }).Steps;
    }

    /// <summary>The result on a cluster: what its nodes do, and the SQL for it.</summary>
    /// <param name="layout">How the inputs lie on its nodes.</param>
    /// <param name="isKept">True leaves its rows on the nodes where they come about, for later results to read there;
    /// false brings them to one node.</param>
    public ClusterPlan OnCluster(ClusterLayout layout, bool isKept = false)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return ClusterPlan.Of(Name, Pruned, Dialect, layout, isKept);
    }

    private Relation Pruned { get; init; } = new InputScan(Name, Structure.Components);

    private VtlResult With(Pruning plan, SqlBudget budget) => this with
    {
        Pruned = plan.Root,
        Sql = budget.Whole(RelationWriter.Statement(plan.Root, Dialect, budget: budget)),
        Columns = plan.Columns,
        Direct = DirectLookups.Of(plan.Root) is { } direct
            ? new DirectLookup(
                budget.Whole(RelationWriter.Statement(direct.Direct, Dialect, budget: budget)), direct.Operand)
            : null,
        Sums = GroupSums.Of(plan.Root),
    };
}

/// <summary>A result whose lookups join without the care for repeated keys.</summary>
/// <param name="Sql">Gives the result if, and only if, it has as many rows as <paramref name="Operand"/>; else the
/// careful SQL must be run.</param>
/// <param name="Operand">An input.</param>
public sealed record DirectLookup(string Sql, string Operand);

/// <summary>A sum over groups: the values over disjoint sets of keys add up to the value over all.</summary>
/// <param name="Input">The only relation that the SQL reads.</param>
/// <param name="Keys">Columns of it whose values make a group.</param>
public sealed record SumOverGroups(string Input, IReadOnlyList<string> Keys);

/// <summary>All datapoint rules that apply to one operand, compiled into one scan (检核计划).</summary>
/// <param name="Name">Names of the rulesets, joined by "+".</param>
/// <param name="Inputs">Input data sets read, also through other results; sorted.</param>
/// <param name="Identifiers">Identifiers of the operand: the first columns of the findings.</param>
/// <param name="Rules">The rules; findings refer to their index.</param>
/// <param name="FindingsSql">
/// One SELECT. Columns: the identifiers, then <c>rule</c> INTEGER (index into <paramref name="Rules"/>), <c>outcome</c>
/// TINYINT (1 fails, 2 cannot be evaluated), <c>value</c> VARCHAR, <c>expected</c> VARCHAR, <c>difference</c> DOUBLE,
/// <c>args</c> VARCHAR[] (in ClickHouse Array(Nullable(String)); values of the message's placeholders, in the order of
/// <see cref="CheckRule.Fields"/>).
/// </param>
public sealed record CheckPlan(
    string Name,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Identifiers,
    IReadOnlyList<CheckRule> Rules,
    string FindingsSql)
{
    private readonly (RuleScan Scan, SqlDialect Dialect)? _scan;

    internal CheckPlan(RuleScan scan, IReadOnlyList<string> inputs, SqlDialect dialect, SqlBudget budget)
        : this(
            scan.Name, inputs, [.. scan.Operand.Identifiers.Select(c => c.Name)], [.. scan.Rules.Select(r => r.Rule)],
            FindingsWriter.Write(scan, dialect, budget)) => _scan = (scan, dialect);

    /// <summary>The checks on a cluster: what its nodes do, and the SQL for it.</summary>
    /// <param name="layout">How the inputs lie on its nodes.</param>
    /// <exception cref="InvalidOperationException">The plan does not come from the compiler.</exception>
    public ClusterPlan OnCluster(ClusterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var (scan, dialect) = _scan ?? throw new InvalidOperationException($"{Name} was not compiled.");
        return ClusterPlan.Of(scan, dialect, layout);
    }
}

/// <summary>A datapoint rule (检核规则).</summary>
/// <param name="Id">Its name in the ruleset, or ruleset and number when it has none.</param>
/// <param name="ErrorCode">As written; null if none.</param>
/// <param name="ErrorLevel">As written; null if none or not an integer.</param>
/// <param name="Message">Template with {placeholders}; null if none.</param>
/// <param name="Field">Component that a finding is about; null if the rule names none.</param>
/// <param name="Fields">Components whose values stand in <c>args</c>: the message's placeholders, each once, in
/// order.</param>
public sealed record CheckRule(
    string Id, string? ErrorCode, long? ErrorLevel, LocalizedText? Message, string? Field,
        IReadOnlyList<string> Fields)
{
    /// <summary>Component whose value a finding shows and its difference is taken of (<c>compare</c>); the field where
    /// the rule names no other. Null if there is none.</summary>
    public string? Compared { get; init; } = Field;

    /// <summary>Components that the expected value is made of, each once.</summary>
    public IReadOnlyList<string> ExpectedFrom { get; init; } = [];
}
