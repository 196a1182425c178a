namespace Huoshui.Warehouse;

/// <summary>What one filing brings to a check run.</summary>
/// <param name="Filing">Ordinal of the filing in this run, from 0.</param>
/// <param name="Tables">Code of a table → its Parquet.</param>
/// <param name="Previous">Code of a table → Parquet of the same institution's previous accepted period (F27_prev in
/// rules).</param>
public sealed record CheckInput(
    int Filing, IReadOnlyDictionary<string, string> Tables, IReadOnlyDictionary<string, string> Previous)
{
    /// <summary>Tables declared as 零报送: there, without rows.</summary>
    public IReadOnlySet<string> ZeroTables { get; init; } = new HashSet<string>();

    /// <summary>The same with absolute paths: the engine's walls know no others.</summary>
    internal CheckInput Rooted() => this with { Tables = Rooted(Tables), Previous = Rooted(Previous) };

    private static Dictionary<string, string> Rooted(IReadOnlyDictionary<string, string> paths) =>
        paths.ToDictionary(p => p.Key, p => Path.GetFullPath(p.Value), StringComparer.Ordinal);
}

/// <summary>Findings of one rule in one filing. Rules without any are not listed.</summary>
/// <param name="Filing">Ordinal of the filing.</param>
/// <param name="Rule">Rule id.</param>
/// <param name="Fails">Findings that the rule does not hold.</param>
/// <param name="NotEvaluable">Rows for which it cannot be told; 0 with a reason when the whole rule could not be
/// run.</param>
/// <param name="Reason">Why the whole rule could not be run; null if it ran.</param>
public sealed record RuleCount(int Filing, string Rule, long Fails, long NotEvaluable, RuleReason? Reason);

/// <summary>Why a rule could not be run on a filing.</summary>
/// <param name="MissingTables">Tables that the rule reads and the filing has not; <c>F27_prev</c> is the previous
/// period.</param>
public sealed record RuleReason(IReadOnlyList<string> MissingTables);

/// <summary>What a check run found.</summary>
/// <param name="FindingsPath">Parquet of the findings of all filings; read it with <see cref="FindingsFile"/>.</param>
/// <param name="Counts">By filing and rule.</param>
public sealed record CheckReport(string FindingsPath, IReadOnlyList<RuleCount> Counts);
