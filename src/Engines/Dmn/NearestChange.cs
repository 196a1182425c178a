using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>What may be changed, and how far a search goes.</summary>
public sealed record ChangeOptions
{
    /// <summary>The defaults.</summary>
    public static ChangeOptions Default { get; } = new();

    /// <summary>Inputs that stay as they are.</summary>
    public IReadOnlySet<string> Immutable { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The values that an input, or each item of a list, may have, where they are few (codes), by name of the
    /// input. A list without them stays as it is; one with them only grows.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FeelValue>> Values { get; init; } =
        new Dictionary<string, IReadOnlyList<FeelValue>>(StringComparer.Ordinal);

    /// <summary>Inputs that are lists, where neither the model nor their value tells.</summary>
    public IReadOnlySet<string> Lists { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Most changes together: inputs, and each item that a list grows by.</summary>
    public int MaxChanges { get; init; } = 3;

    /// <summary>Most evaluations; beyond, DMN5015.</summary>
    public int MaxEvaluations { get; init; } = 20_000;
}

/// <summary>最小改动: the fewest inputs to change, and by the least, for an answer that is wanted.</summary>
/// <param name="Changes">Empty if no change of so few inputs does it.</param>
/// <param name="Answer">The answer after the changes, evaluated; null without changes.</param>
/// <param name="Diagnostics">Why nothing was found (DMN5014), or that the search was ended (DMN5015).</param>
public sealed record NearestChange(
    IReadOnlyList<InputChange> Changes, FeelValue? Answer, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>How many answers were evaluated.</summary>
    public int Evaluations { get; init; }
}

/// <summary>One input and what it would have to be.</summary>
/// <param name="Input">Its name.</param>
/// <param name="From">As it is.</param>
/// <param name="To">As it would have to be.</param>
public sealed record InputChange(string Input, FeelValue From, FeelValue To)
{
    /// <summary>The items by which a list grows; empty where the input is no list.</summary>
    public IReadOnlyList<FeelValue> Added => To is ListValue longer
        ? [.. longer.Items.Skip(From is ListValue list ? list.Items.Count : 0)] : [];
}
