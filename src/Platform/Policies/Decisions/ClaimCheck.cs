using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Decisions;

/// <summary>Proves the claims of a pack on every day on which what it reads changes.</summary>
internal static class ClaimCheck
{
    /// <summary>The latest days that are looked at.</summary>
    public const int MaxDays = 20;

    public static IEnumerable<Diagnostic> Run(PolicyPack pack, PackDecision decision)
    {
        if (decision.Claims.Count == 0)
            yield break;
        var options = PackComparison.OptionsOf([decision]) with { Examples = [.. PackComparison.ExamplesOf(pack)] };
        foreach (var claim in decision.Claims)
        {
            if (Incomparable(pack, claim) is { } wrong)
            {
                yield return wrong;
                continue;
            }

            foreach (var day in DaysOf(pack, decision))
            {
                if (Problem(pack, decision, claim, day, options) is not { } problem)
                    continue;
                yield return problem;
                break;
            }
        }
    }

    // What the cases expect shows what the output can be: a list has no order, and a code that is not in the order would
    // be passed over.
    private static Diagnostic? Incomparable(PolicyPack pack, PackClaim claim)
    {
        foreach (var expected in DecisionCheck.Cases(pack).Cases.Select(c => c.Expect[claim.Output]))
        {
            if (expected is JsonArray)
            {
                return Told(pack, claim, DiagnosticSeverity.Error, PackCodes.ClaimBroken,
                    $"结论“{claim.Output}”是列表，不能比较高低", $"output \"{claim.Output}\" is a list, which is neither high nor low");
            }

            if (claim.Order.Count > 0 && expected?.GetValueKind() == JsonValueKind.String
                && !claim.Order.Contains(expected.GetValue<string>(), StringComparer.Ordinal))
            {
                return Told(pack, claim, DiagnosticSeverity.Error, PackCodes.ClaimBroken,
                    $"order 没有列出代码“{expected}”", $"order does not list the code \"{expected}\"");
            }
        }

        return null;
    }

    private static IEnumerable<DateOnly> DaysOf(PolicyPack pack, PackDecision decision) =>
        pack.Parameters.All.SelectMany(p => p.Values.Select(v => v.From))
            .Concat(decision.Tables.SelectMany(t => t.Rows.Select(r => r.From)))
            .Append(pack.EffectiveFrom)
            .Where(d => d >= pack.EffectiveFrom && (pack.EffectiveTo is null || d <= pack.EffectiveTo))
            .Distinct().OrderDescending().Take(MaxDays).Where(d => decision.Problems(d).Count == 0);

    private static Diagnostic? Problem(
        PolicyPack pack, PackDecision decision, PackClaim claim, DateOnly day, ComparisonOptions options)
    {
        var order = claim.Order.Select(FeelValue.From).ToList();
        var proof = DecisionMonotonicity.Of(
            decision.VersionOf(day), new MonotonicClaim(claim.Fact, claim.Output, claim.Direction, order), options);
        var (zh, en) = Words(claim);
        if (proof?.CounterExample is { } pair)
        {
            var (low, high) = (Text(decision, pair.Lower), Text(decision, pair.Higher));
            return Told(pack, claim, DiagnosticSeverity.Error, PackCodes.ClaimBroken,
                $"{day:yyyy-MM-dd} 声明“{zh}”不成立：{low} 得 {pair.LowerOutput}，{high} 却得 {pair.HigherOutput}",
                $"on {day:yyyy-MM-dd} the claim \"{en}\" does not hold: {low} gives {pair.LowerOutput}, "
                    + $"but {high} gives {pair.HigherOutput}");
        }

        if (proof is { IsProven: true })
            return null;
        var why = proof is null ? new LocalizedText("模型不读该事实", "the model does not read the fact")
            : new LocalizedText(
                string.Concat(proof.Diagnostics.Select(d => d.Message.Zh)),
                string.Join(' ', proof.Diagnostics.Select(d => d.Message.En)));
        return Told(pack, claim, DiagnosticSeverity.Information, PackCodes.ClaimTried,
            $"声明“{zh}”没有反例，但未能证明：{why.Zh}", $"the claim \"{en}\" has no counter-example, but is not proven: {why.En}");
    }

    private static (string Zh, string En) Words(PackClaim claim) =>
        claim.Direction == MonotonicDirection.NeverRises
            ? ($"{claim.Fact} 越高，{claim.Output} 不升", $"{claim.Output} never rises with {claim.Fact}")
            : ($"{claim.Fact} 越高，{claim.Output} 不降", $"{claim.Output} never falls with {claim.Fact}");

    private static string Text(PackDecision decision, IReadOnlyDictionary<string, FeelValue> inputs) =>
        PackComparison.FactsOf(decision, inputs).GetRawText();

    private static Diagnostic Told(
        PolicyPack pack, PackClaim claim, DiagnosticSeverity severity, string code, params string[] words)
    {
        var path = Path.Combine(pack.Folder, "pack.yaml");
        var text = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        var source = new SourceText($"policies/{pack.Id}/pack.yaml", text);
        return new Diagnostic(code, severity, new LocalizedText(words[0], words[1]), source, SpanOf(claim.At, source));
    }

    private static SourceSpan? SpanOf(YamlNode? node, SourceText source)
    {
        if (node is null || node.End.Index > source.Content.Length)
            return null;
        return new SourceSpan((int)node.Start.Index, Math.Max(1, (int)(node.End.Index - node.Start.Index)));
    }
}
