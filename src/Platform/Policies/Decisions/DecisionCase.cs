using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Diagnostics;
using Huoshui.Dmn;

namespace Huoshui.Policies.Decisions;

/// <summary>A case (例子) of a decision: facts, and what must come out.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="AsOf">The business date.</param>
/// <param name="Facts">A JSON object.</param>
/// <param name="Expect">Outputs that the answer must have; those that are not named may be anything.</param>
/// <param name="Cannot">Code of the diagnostic for which nothing is decided; null if it must be decided.</param>
/// <param name="Source">The file.</param>
/// <param name="Span">Where the case stands.</param>
internal sealed record DecisionCase(
    string Name, DateOnly AsOf, JsonElement Facts, JsonObject Expect, string? Cannot, SourceText Source,
        SourceSpan Span)
{
    /// <summary>Where its own facts, and what it expects of outputs, stand: by <c>given.NAME</c> and
    /// <c>expect.NAME</c>.</summary>
    public IReadOnlyDictionary<string, SourceSpan> Places { get; init; } =
        new Dictionary<string, SourceSpan>(StringComparer.Ordinal);

    /// <summary>What came out otherwise; null if the case holds.</summary>
    public LocalizedText? Problem(PackDecision decision) => Outcome(decision).Problem;

    /// <summary>Decides the case.</summary>
    public CaseOutcome Outcome(PackDecision decision)
    {
        var answer = decision.Decide(new DecisionRequest(AsOf, Facts));
        var value = answer.IsDecided ? Json(answer) : [];
        string[] codes = [.. CodesOf(decision, value)];
        string[] unnamed = [.. value.Select(v => v.Key).Where(k => decision.Outputs.All(o => o.Name != k)),
            .. codes.Where(c => decision.Word(c) is null)];
        return new CaseOutcome(Problem(answer, value, unnamed), codes, unnamed);
    }

    private LocalizedText? Problem(DecisionAnswer answer, JsonObject value, string[] unnamed)
    {
        if (Cannot is not null)
        {
            return !answer.IsDecided && answer.Diagnostics.Any(d => d.Code == Cannot) ? null
                : new LocalizedText($"应因 {Cannot} 而无法决定，实为 {Text(answer)}",
                    $"{Cannot} should prevent a decision, but {Text(answer)}");
        }

        // A null that nobody expected hides a fault of the model; the cause tells where.
        if (!answer.IsDecided || answer.Diagnostics.Count > 0)
            return new LocalizedText($"没有决定：{Causes(answer, "zh")}", $"nothing was decided: {Causes(answer, "en")}");
        var names = string.Join(", ", unnamed);
        return unnamed.Length == 0 ? Difference(value)
            : new LocalizedText($"pack.yaml 的 outputs 或 wording 里没有：{names}（{answer.PackId}）",
                $"outputs or wording of pack.yaml lack: {names}");
    }

    /// <summary>The diagnostic of a case that does not hold; null if it holds.</summary>
    public Diagnostic? Failure(PackDecision decision) => Failure(Problem(decision));

    /// <summary>A problem of the case as a diagnostic; null if it has none.</summary>
    public Diagnostic? Failure(LocalizedText? problem) => problem is null ? null
        : Diagnostic.Error(PackCodes.CaseFailed, $"例子“{Name}”：{problem.Zh}", $"case \"{Name}\": {problem.En}", Source,
            Span);

    private LocalizedText? Difference(JsonObject value)
    {
        foreach (var (name, expected) in Expect)
        {
            if (!value.TryGetPropertyValue(name, out var actual) || !IsSame(expected, actual))
            {
                return new LocalizedText($"{name} 应为 {Text(expected)}，实为 {Text(actual)}",
                    $"{name} should be {Text(expected)}, but is {Text(actual)}");
            }
        }

        return null;
    }

    private static IEnumerable<string> CodesOf(PackDecision decision, JsonObject value) =>
        decision.Outputs.Where(o => o.IsCode).SelectMany(o => value[o.Name] switch
        {
            JsonArray list => list.Select(i => i?.ToString()).OfType<string>(),
            JsonValue single => [single.ToString()],
            _ => [],
        });

    private static bool IsSame(JsonNode? expected, JsonNode? actual) => (expected, actual) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonArray left, JsonArray right) => left.Count == right.Count
            && left.Zip(right).All(p => IsSame(p.First, p.Second)),
        (JsonObject left, JsonObject right) =>
            left.All(p => right.TryGetPropertyValue(p.Key, out var other) && IsSame(p.Value, other)),
        (JsonValue left, JsonValue right) when left.GetValueKind() == JsonValueKind.Number
            && right.GetValueKind() == JsonValueKind.Number =>
            left.GetValue<decimal>() == right.GetValue<decimal>(),
        _ => JsonNode.DeepEquals(expected, actual),
    };

    private static JsonObject Json(DecisionAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            JsonValues.Write(writer, answer.Value);
        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }

    private static string Text(DecisionAnswer answer) => answer.Value.ToString();

    private static string Text(JsonNode? node) => node?.ToJsonString(Plain) ?? "null";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Causes(DecisionAnswer answer, string language) =>
        answer.Diagnostics.Count == 0 ? Text(answer)
            : string.Join("; ", answer.Diagnostics.Take(3).Select(d => d.ToLine(language)));
}

/// <summary>What a case gave.</summary>
/// <param name="Problem">What came out otherwise; null if the case holds.</param>
/// <param name="Codes">The codes of the answer.</param>
/// <param name="Unnamed">Outputs and codes of the answer that pack.yaml does not have.</param>
internal sealed record CaseOutcome(
    LocalizedText? Problem, IReadOnlyList<string> Codes, IReadOnlyList<string> Unnamed);

/// <summary>The cases of a decision.</summary>
/// <param name="Cases">In the order of the file.</param>
/// <param name="Diagnostics">What was wrong with the file.</param>
internal sealed record DecisionCases(IReadOnlyList<DecisionCase> Cases, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The facts that the cases share, with where each stands.</summary>
    public IReadOnlyList<(string Name, JsonElement Value, SourceSpan At)> Shared { get; init; } = [];
}
