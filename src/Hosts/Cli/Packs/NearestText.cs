using System.Text.Json.Nodes;
using Huoshui.Dmn;
using Huoshui.Policies.Decisions;

namespace Huoshui.Cli.Packs;

/// <summary>The smallest change that would be approved, in words.</summary>
internal static class NearestText
{
    /// <summary>A line for each fact to change, then the answer; empty if nothing was looked for.</summary>
    public static IReadOnlyList<string> Of(
        PackDecision decision, DecisionRequest request, NearestChange? nearest, string language)
    {
        if (nearest is null)
            return [];
        if (nearest.Changes.Count == 0)
            return [.. nearest.Diagnostics.Select(d => d.Message.In(language))];
        var isEnglish = language == "en";
        var lines = nearest.Changes.Select(change =>
        {
            var fact = decision.Facts.First(f => f.Name == change.Input);
            return $"{fact.Title.In(language)}（{fact.Name}）{(isEnglish ? ": " : "：")}"
                + $"{Word(fact, change.From, language)} → {Word(fact, change.To, language)}";
        });
        var changed = new DecisionRequest(request.AsOf, Changed(request, nearest));
        var outputs = new AnswerText(decision, changed, decision.Decide(changed), language).Outputs();
        return [.. lines, (isEnglish ? "then: " : "改后 ") + string.Join(isEnglish ? "; " : "；", outputs)];
    }

    private static System.Text.Json.JsonElement Changed(DecisionRequest request, NearestChange nearest)
    {
        var facts = JsonNode.Parse(request.Facts.GetRawText())!.AsObject();
        foreach (var change in nearest.Changes)
        {
            using var stream = new MemoryStream();
            using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
                JsonValues.Write(writer, change.To);
            facts[change.Input] = JsonNode.Parse(stream.ToArray());
        }

        return System.Text.Json.JsonSerializer.SerializeToElement(facts);
    }

    private static string Word(DecisionFact fact, Dmn.Feel.Values.FeelValue value, string language)
    {
        var text = value.ToString();
        if (value is Dmn.Feel.Values.BooleanValue flag)
            return language == "en" ? flag.Value ? "yes" : "no" : flag.Value ? "是" : "否";
        if (value.IsNull)
            return language == "en" ? "none" : "无";
        return fact.Codes.FirstOrDefault(c => c.Key == text).Value?.In(language) ?? text;
    }
}
