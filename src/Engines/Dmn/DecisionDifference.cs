using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>决策的一个版本: a decision of a model, with the inputs that are the version's own (parameters of a day).
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Decision">Name of the decision.</param>
/// <param name="Fixed">Inputs that belong to the version, by name; all others are what the versions are asked.</param>
public sealed record DecisionVersion(
    DmnModel Model, string Decision, IReadOnlyDictionary<string, FeelValue> Fixed);

/// <summary>What is known of the inputs, and how far to go, when two versions are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The defaults.</summary>
    public static ComparisonOptions Default { get; } = new();

    /// <summary>Most combinations of segments that are looked at; beyond, DMN5011 says that the comparison is not
    /// whole.</summary>
    public int MaxSteps { get; init; } = 200_000;

    /// <summary>Most regions that are listed; beyond, DMN5012.</summary>
    public int MaxRegions { get; init; } = 200;

    /// <summary>The values that an input may have, where they are few (codes), by name of the input.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FeelValue>> Values { get; init; } =
        new Dictionary<string, IReadOnlyList<FeelValue>>(StringComparer.Ordinal);

    /// <summary>Inputs that may be null.</summary>
    public IReadOnlySet<string> Nullable { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Least and greatest values that an input may have, both included, null for no end, by name of the
    /// input.</summary>
    public IReadOnlyDictionary<string, (FeelValue? Least, FeelValue? Greatest)> Ranges { get; init; } =
        new Dictionary<string, (FeelValue?, FeelValue?)>(StringComparer.Ordinal);

    /// <summary>Entry of the answers' contexts that is compared, with what it needs; null for whole answers.</summary>
    public string? Output { get; init; }

    /// <summary>Whole sets of inputs. Inputs that are calculated with have no break points; they take the values of
    /// the examples.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, FeelValue>> Examples { get; init; } = [];
}

/// <summary>版本差异: where two versions of a decision answer differently.</summary>
/// <param name="Regions">Each with a witness; regions of one change stand together.</param>
/// <param name="Diagnostics">Limits that were reached (DMN5011, DMN5012), inputs that could only be sampled (DMN5013).
/// </param>
/// <param name="Sampled">Inputs that are calculated with: compared at the values of the examples only.</param>
/// <param name="IsFromIndex">Both versions are one table each, and were compared by their bitmap indexes.</param>
public sealed record DecisionDifference(
    IReadOnlyList<ChangedRegion> Regions, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Sampled,
    bool IsFromIndex)
{
    /// <summary>Every input was looked at everywhere, nulls apart that were not asked for.</summary>
    public bool IsExact => Sampled.Count == 0 && Diagnostics.All(d => d.Code != "DMN5011");
}

/// <summary>变化区域: inputs for which the answer changes in one way.</summary>
/// <param name="Conditions">Inputs that matter, each with the values for which it changes, as FEEL tests.</param>
/// <param name="Witness">Inputs of the region, by name.</param>
/// <param name="Before">The answer of the first version for the witness.</param>
/// <param name="After">The answer of the second version for the witness.</param>
public sealed record ChangedRegion(
    IReadOnlyList<KeyValuePair<string, string>> Conditions, IReadOnlyDictionary<string, FeelValue> Witness,
    FeelValue Before, FeelValue After);
