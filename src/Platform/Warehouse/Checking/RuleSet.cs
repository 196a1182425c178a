using Huoshui.Policies;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Checking;

/// <summary>What a check run takes from compiled checks.</summary>
/// <param name="Return">The return.</param>
/// <param name="Plans">One scan each.</param>
/// <param name="Rules">What is known of each rule.</param>
/// <param name="LeftOut">Rules that no filing can be checked with.</param>
internal sealed record RuleSet(
    ReturnDefinition Return, IReadOnlyList<CheckPlan> Plans, IReadOnlyList<RuleInfo> Rules, IReadOnlyList<LeftOutRule> LeftOut)
{
    /// <summary>Ends the name of a data set of the previous period.</summary>
    public const string PreviousSuffix = "_prev";

    /// <summary>Takes compiled checks.</summary>
    public static RuleSet Of(ReturnChecks checks) =>
        new(checks.Return, checks.Module.Checks, checks.Rules, checks.LeftOut) { NameClasses = checks.NameClasses };

    /// <summary>Classes of the names that scripts compute from fields.</summary>
    public IReadOnlyDictionary<string, FieldSensitivity> NameClasses { get; init; } =
        new Dictionary<string, FieldSensitivity>(StringComparer.Ordinal);

    private readonly Dictionary<string, RuleInfo> _byId = Rules.ToDictionary(r => r.Id, StringComparer.Ordinal);

    public RuleInfo? Rule(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The table that a plan's findings are about.</summary>
    public TableDefinition? TableOf(CheckPlan plan) =>
        plan.Rules.Select(r => Rule(r.Id)?.Table).OfType<string>().Select(Return.Table).FirstOrDefault(t => t is not null);

    /// <summary>Code of the table of a data set: <c>F27_prev</c> → <c>F27</c>.</summary>
    public static string TableCode(string dataset) =>
        IsPrevious(dataset) ? dataset[..^PreviousSuffix.Length] : dataset;

    public static bool IsPrevious(string dataset) => dataset.EndsWith(PreviousSuffix, StringComparison.Ordinal);
}
