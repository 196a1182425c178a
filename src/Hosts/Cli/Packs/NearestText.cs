using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Policies.Decisions;

namespace Huoshui.Cli.Packs;

/// <summary>The smallest change that would be approved, in words.</summary>
internal sealed class NearestText(PackDecision decision, DecisionRequest request, AnswerText words, string language)
{
    private readonly bool _isEnglish = language == "en";

    /// <summary>A line for each fact to change, then the answer; empty if nothing was looked for.</summary>
    public IReadOnlyList<string> Of(NearestChange? nearest)
    {
        if (nearest is null)
            return [];
        if (nearest.Changes.Count == 0)
            return [.. nearest.Diagnostics.Select(d => d.Message.In(language))];
        var changed = new DecisionRequest(request.AsOf, Changed(nearest));
        var outputs = new AnswerText(decision, changed, decision.Decide(changed), language).Outputs();
        return
        [
            .. nearest.Changes.Select(Line),
            (_isEnglish ? "then: " : "改后 ") + string.Join(_isEnglish ? "; " : "；", outputs),
        ];
    }

    private string Line(InputChange change)
    {
        var fact = decision.Facts.First(f => f.Name == change.Input);
        var title = _isEnglish ? $"{fact.Title.In(language)} ({fact.Name}): "
            : $"{fact.Title.In(language)}（{fact.Name}）：";
        if (change.Added.Count == 0)
            return $"{title}{words.Fact(fact, Json(change.From))} → {words.Fact(fact, Json(change.To))}";
        var added = change.Added.Select(code => words.Fact(fact, Json(code)));
        return title + (_isEnglish ? "add " + string.Join(", ", added) : "增加" + string.Join('、', added));
    }

    private JsonElement Changed(NearestChange nearest)
    {
        var facts = JsonNode.Parse(request.Facts.GetRawText())!.AsObject();
        foreach (var change in nearest.Changes)
            facts[change.Input] = JsonSerializer.SerializeToNode(Json(change.To));
        return JsonSerializer.SerializeToElement(facts);
    }

    private static JsonElement Json(FeelValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            JsonValues.Write(writer, value);
        return JsonElement.Parse(stream.ToArray());
    }
}
