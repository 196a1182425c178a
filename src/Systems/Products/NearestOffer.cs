using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>A fact as it is and as it would have to be.</summary>
/// <param name="Fact">What it is.</param>
/// <param name="From">As told; null if it was not.</param>
/// <param name="To">As it would have to be; null for not told.</param>
/// <param name="Added">The codes by which a list grows; empty where the fact is no list.</param>
public sealed record FactChange(DecisionFact Fact, JsonElement? From, JsonElement? To, IReadOnlyList<string> Added);

/// <summary>最小改动: the fewest facts to change, and by the least, so that the firm would qualify; found by the engine,
/// each answer evaluated.</summary>
/// <param name="Changes">Empty if none was found.</param>
/// <param name="Why">Why none was found; null if one was.</param>
public sealed record NearestOffer(IReadOnlyList<FactChange> Changes, LocalizedText? Why)
{
    /// <summary>Why: reasons that rest on nothing that the firm may change.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Evaluations for one product of one firm: the page is open to everybody.</summary>
    internal const int MostEvaluations = 2_000;

    /// <summary>Of a refused product; null where the pack does not say what may change (<c>approval:</c>), or nothing
    /// was refused.</summary>
    public static NearestOffer? Of(ProductMatch match) => Of(match, MostEvaluations);

    /// <summary>The same with another limit.</summary>
    internal static NearestOffer? Of(ProductMatch match, int mostEvaluations)
    {
        ArgumentNullException.ThrowIfNull(match);
        if (match is not { State: MatchState.Refused, Decided.Request: { } request })
            return null;
        var decision = match.Product.Decision;
        if (decision.NearestApproval(request, mostEvaluations) is not { } nearest)
            return null;
        return nearest.Changes.Count == 0
            ? new NearestOffer([], nearest.Diagnostics.Select(d => d.Message).FirstOrDefault())
            {
                IsFixed = nearest.Diagnostics.Any(d => d.Code == PackCodes.FixedReason),
            }
            : new NearestOffer([.. nearest.Changes.Select(c => Change(decision, c))], null);
    }

    private static FactChange Change(PackDecision decision, InputChange change) => new(
        decision.Facts.First(f => f.Name == change.Input), Json(change.From), Json(change.To),
        [.. change.Added.OfType<StringValue>().Select(code => code.Text)]);

    private static JsonElement? Json(FeelValue value)
    {
        if (value.IsNull)
            return null;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            JsonValues.Write(writer, value);
        using var json = JsonDocument.Parse(stream.ToArray());
        return json.RootElement.Clone();
    }
}
