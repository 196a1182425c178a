using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Policies.Decisions;

/// <summary>A pack's decision on a business date (一个版本): its model with the parameters of the day.</summary>
/// <param name="Pack">A pack with a decision.</param>
/// <param name="AsOf">The business date.</param>
public sealed record PackVersion(PolicyPack Pack, DateOnly AsOf)
{
    /// <summary>The decision.</summary>
    public PackDecision Decision => Pack.Decision ?? throw new InvalidOperationException($"{Pack.Id} has no decision.");
}

/// <summary>Two versions of a pack compared.</summary>
/// <param name="Difference">Where answers differ; null if a version cannot decide at all.</param>
/// <param name="Problems">Why it cannot: not in force, a parameter without value.</param>
public sealed record PackDifference(DecisionDifference? Difference, IReadOnlyList<Diagnostic> Problems);

/// <summary>
/// 版本比较: which applicants are answered differently by two versions of a pack: another date, or another folder. The
/// facts of both packs' cases are the examples for what break points cannot describe.
/// </summary>
public static class PackComparison
{
    /// <summary>Compares.</summary>
    /// <param name="before">The first version.</param>
    /// <param name="after">The second version.</param>
    /// <param name="output">The one output that is compared; null for all. Fewer outputs calculate with fewer facts, so
    /// that more of the comparison is exact.</param>
    public static PackDifference Of(PackVersion before, PackVersion after, string? output = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Diagnostic[] problems = [.. before.Decision.Problems(before.AsOf), .. after.Decision.Problems(after.AsOf)];
        if (problems.Length > 0)
            return new PackDifference(null, problems);
        PackDecision[] decisions = [before.Decision, after.Decision];
        var options = OptionsOf(decisions) with
        {
            Output = output,
            Examples = [.. ExamplesOf(before.Pack), .. ExamplesOf(after.Pack)],
        };
        var (one, other) = (before.Decision.VersionOf(before.AsOf), after.Decision.VersionOf(after.AsOf));
        return new PackDifference(DecisionComparison.Of(one, other, options), []);
    }

    /// <summary>Inputs of a version as the JSON of a request, facts that are null left out.</summary>
    public static JsonElement FactsOf(PackDecision decision, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(inputs);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var fact in decision.Facts)
            {
                if (!inputs.TryGetValue(fact.Name, out var value) || value.IsNull)
                    continue;
                writer.WritePropertyName(fact.Name);
                JsonValues.Write(writer, value);
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement.Clone();
    }

    internal static ComparisonOptions OptionsOf(IReadOnlyList<PackDecision> decisions) => new()
    {
        Values = decisions.SelectMany(d => d.Facts).Where(f => f.Codes.Count > 0)
            .GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(
                g => g.Key,
                g => (IReadOnlyList<FeelValue>)[.. g.SelectMany(f => f.Codes).Select(c => c.Key)
                    .Distinct(StringComparer.Ordinal).Select(FeelValue.From)],
                StringComparer.Ordinal),
        Ranges = decisions.SelectMany(d => d.Facts).Where(f => f.Min is not null || f.Max is not null)
            .GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(
                g => g.Key,
                g => (End(g.Select(f => f.Min).Min(), g.Any(f => f.Min is null)),
                    End(g.Select(f => f.Max).Max(), g.Any(f => f.Max is null))),
                StringComparer.Ordinal),
        Nullable = decisions.SelectMany(d => d.Facts).Where(f => f.IsOptional).Select(f => f.Name)
            .ToHashSet(StringComparer.Ordinal),
    };

    // What one of two versions does not limit is not limited.
    private static FeelValue? End(decimal? value, bool isOpen) =>
        isOpen || value is null ? null : FeelValue.From(value.Value);

    internal static IEnumerable<IReadOnlyDictionary<string, FeelValue>> ExamplesOf(PolicyPack pack) =>
        DecisionCheck.Cases(pack).Cases.Where(c => c.Cannot is null).Select(c => pack.Decision!.InputsOf(c.Facts));
}
