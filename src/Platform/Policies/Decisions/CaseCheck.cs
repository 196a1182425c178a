using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>Runs the cases of a decision: each fault once, where it stands, and nothing that only follows from
/// it.</summary>
internal sealed class CaseCheck(DecisionCases cases, PolicyPack pack, PackDecision decision)
{
    private static readonly string[] Preventing =
    [
        PackCodes.NotInForce, PackCodes.UnknownFact, PackCodes.WrongFact, PackCodes.MissingFact,
        PackCodes.ParameterWithoutValue,
    ];

    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unnamed = new(StringComparer.Ordinal);

    public static IEnumerable<Diagnostic> Run(DecisionCases cases, PolicyPack pack, PackDecision decision) =>
        new CaseCheck(cases, pack, decision).Run();

    private IEnumerable<Diagnostic> Run()
    {
        var found = new List<Diagnostic>(cases.Diagnostics);
        var file = cases.Cases.Select(c => c.Source).FirstOrDefault()
            ?? new SourceText($"policies/{pack.Id}/cases.yaml", string.Empty);
        var wrong = cases.Shared.Where(s => Told(found, file, s.Name, s.Value, s.At)).ToList();
        foreach (var one in cases.Cases)
            Case(one, wrong, found);
        return cases.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) ? found
            : found.Concat(Unanswered(file)).Concat(NeverLeftOut(file));
    }

    // What a null does is tried, not hoped for.
    private IEnumerable<Diagnostic> NeverLeftOut(SourceText file) =>
        decision.Facts.Where(f => f.IsOptional && !cases.Cases.Any(c => c.Cannot is null && IsLeftOut(c, f.Name)))
            .Select(fact => Diagnostic.Error(
                PackCodes.NoCases, $"没有例子不填可选的事实“{fact.Name}”（{fact.Title.Zh}）：补一个，写明这时的结论",
                $"no case leaves the optional fact \"{fact.Name}\" ({fact.Title.En}) out: add one, with its answer",
                new SourceText(file.Name, string.Empty)));

    private static bool IsLeftOut(DecisionCase one, string fact) =>
        !one.Facts.TryGetProperty(fact, out var value) || value.ValueKind == JsonValueKind.Null;

    private void Case(
        DecisionCase one, List<(string Name, JsonElement Value, SourceSpan At)> wrong, List<Diagnostic> found)
    {
        var before = found.Count;
        found.AddRange(Unexpected(one));
        if (one.Cannot is null)
            Facts(one, found);
        var isHeld = one.Cannot is null && wrong.Exists(w => one.Facts.TryGetProperty(w.Name, out var value)
            && value.GetRawText() == w.Value.GetRawText());
        if (found.Count > before || isHeld)
        {
            _answered.UnionWith(Expected(one).Select(e => e.Code));
            _answered.UnionWith(Expected(one).Where(e => decision.Word(e.Code) is null)
                .Select(e => NearName.Of(e.Code, decision.Wording.Select(w => w.Code))).OfType<string>());
            return;
        }

        var outcome = one.Outcome(decision);
        _answered.UnionWith(outcome.Codes);
        if (outcome.Problem is null)
            return;
        _answered.UnionWith(Expected(one).Select(e => e.Code));
        var named = _unnamed.Count;
        _unnamed.UnionWith(outcome.Unnamed);
        if (outcome.Unnamed.Count == 0 || _unnamed.Count > named)
            found.Add(one.Failure(outcome.Problem)!);
    }

    private void Facts(DecisionCase one, List<Diagnostic> found)
    {
        foreach (var fact in one.Facts.EnumerateObject())
        {
            if (one.Places.TryGetValue("given." + fact.Name, out var at))
                Told(found, one.Source, fact.Name, fact.Value, at);
        }
    }

    private bool Told(List<Diagnostic> found, SourceText file, string name, JsonElement value, SourceSpan at)
    {
        var fact = decision.Facts.FirstOrDefault(f => f.Name == name);
        if (fact is null)
        {
            var among = NearName.Among(name, decision.Facts.Select(f => f.Name));
            found.Add(Diagnostic.Error(PackCodes.UnknownFact, $"不认识事实“{name}”{among.Zh}",
                $"there is no fact \"{name}\"{among.En}", file, at));
            return true;
        }

        if (fact.Problem(value) is not { } problem)
            return false;
        found.Add(Diagnostic.Error(PackCodes.WrongFact, problem.Zh, problem.En, file, at));
        return true;
    }

    private IEnumerable<Diagnostic> Unexpected(DecisionCase one)
    {
        foreach (var name in one.Expect.Select(e => e.Key).Where(n => decision.Outputs.All(o => o.Name != n)))
        {
            var among = NearName.Among(name, decision.Outputs.Select(o => o.Name));
            yield return Diagnostic.Error(PackCodes.UnknownReference, $"outputs 里没有结论“{name}”{among.Zh}",
                $"there is no output \"{name}\"{among.En}", one.Source, At(one, name));
        }

        foreach (var (output, code) in Expected(one).Where(e => decision.Word(e.Code) is null))
        {
            var among = NearName.Among(code, decision.Wording.Select(w => w.Code));
            yield return Diagnostic.Error(PackCodes.UnknownReference, $"wording 里没有代码“{code}”{among.Zh}",
                $"wording has no code \"{code}\"{among.En}", one.Source, At(one, output));
        }

        if (one.Cannot is { } cannot && !cannot.StartsWith("DMN", StringComparison.Ordinal)
            && !Preventing.Contains(cannot, StringComparer.Ordinal))
        {
            var among = NearName.Among(cannot, Preventing);
            yield return Diagnostic.Error(PackCodes.UnknownReference, $"cannot 不能写“{cannot}”{among.Zh}",
                $"cannot does not take \"{cannot}\"{among.En}", one.Source, one.Span);
        }
    }

    private IEnumerable<(string Output, string Code)> Expected(DecisionCase one) =>
        decision.Outputs.Where(o => o.IsCode).SelectMany(o => one.Expect[o.Name] switch
        {
            JsonArray list => list.OfType<JsonValue>().Select(v => (o.Name, v.ToString())),
            JsonValue value => [(o.Name, value.ToString())],
            _ => [],
        });

    private static SourceSpan At(DecisionCase one, string output) =>
        one.Places.TryGetValue("expect." + output, out var at) ? at : one.Span;

    private IEnumerable<Diagnostic> Unanswered(SourceText file) =>
        decision.Wording.Where(w => !_answered.Contains(w.Code)).Select(word => Diagnostic.Error(
            PackCodes.NoCases, $"没有例子得出“{word.Code}”（{word.Text.Zh}）",
            $"no case answers \"{word.Code}\" ({word.Text.En})", new SourceText(file.Name, string.Empty)));
}
