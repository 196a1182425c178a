using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>A decision in words, under the version that decided.</summary>
/// <param name="Outputs">结论: score, grade, limit, rate, reasons.</param>
/// <param name="Facts">Every fact that was read, with its title and value.</param>
/// <param name="Rules">Rules that matched.</param>
/// <param name="Parameters">Parameters of the day, with dates and source.</param>
/// <param name="PackId">The pack.</param>
/// <param name="PackHash">Its version.</param>
public sealed record LoanExplanation(
    IReadOnlyList<string> Outputs,
    IReadOnlyList<string> Facts,
    IReadOnlyList<string> Rules,
    IReadOnlyList<string> Parameters,
    string PackId,
    string PackHash);

/// <summary>决定说明: explains a kept decision. Thread safe.</summary>
public sealed partial class LoanExplanations(LoanPackArchive archive, LoanPolicy policy)
{
    /// <summary>Null when the version is not kept.</summary>
    public async Task<LoanExplanation?> OfAsync(
        LoanDecision kept, string language, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kept);
        if (await archive.FindAsync(kept.PackHash, cancellationToken) is not { } decision)
            return null;
        using var facts = JsonDocument.Parse(kept.Facts);
        var request = new DecisionRequest(kept.AsOf, facts.RootElement, IsExplained: true);
        var answer = decision.Decide(request);
        var text = new AnswerText(decision, request, answer, language);
        return new LoanExplanation(
            text.Outputs(), [.. decision.Facts.Select(f => Fact(f, facts.RootElement, language)).OfType<string>()],
            text.Rules(), text.Parameters(), kept.PackId, kept.PackHash);
    }

    /// <summary>Reasons of a refusal in words; the codes themselves when the version is not kept.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(
        LoanApplication application, string language, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(application);
        var codes = (application.ReasonCodes ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (application.Decisions.FirstOrDefault(d => d.IsChampion) is not { } kept
            || await archive.FindAsync(kept.PackHash, cancellationToken) is not { } decision)
        {
            return codes;
        }

        using var facts = JsonDocument.Parse(kept.Facts);
        var request = new DecisionRequest(kept.AsOf, facts.RootElement);
        var text = new AnswerText(decision, request, decision.Decide(request), language);
        return [.. codes.Select(text.Word)];
    }

    /// <summary>A reason of many refusals in the words of the pack of a day: what differs from one application to the
    /// next, and the thresholds, stand as "…"; the code itself when that pack does not know it.</summary>
    public string ReasonOf(string code, DateOnly asOf, string language) =>
        policy.Champion(asOf).Decision!.Word(code) is { } word
            ? Placeholder().Replace(word.Text.In(language), "…") : code;

    [GeneratedRegex(@"\{[a-z0-9_]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    private static string? Fact(DecisionFact fact, JsonElement facts, string language)
    {
        if (!facts.TryGetProperty(fact.Name, out var value))
            return null;
        var isEnglish = language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        var shown = value.ValueKind switch
        {
            JsonValueKind.True => isEnglish ? "yes" : "是",
            JsonValueKind.False => isEnglish ? "no" : "否",
            JsonValueKind.Number => Measures.MeasureFormat.For(language).Exact(value.GetDecimal())
                + UnitWords.Of(fact.Unit).In(language),
            _ => fact.Codes.FirstOrDefault(c => c.Key == value.GetString()).Value?.In(language) ?? value.GetString(),
        };
        return $"{fact.Title.In(language)}{(isEnglish ? ": " : "：")}{shown}";
    }
}
