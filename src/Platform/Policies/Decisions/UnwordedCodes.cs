using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Policies.Decisions;

/// <summary>
/// Codes that the rules of a model answer and the pack has no words for (没有措辞的代码), where some applicant would be
/// told one: found by changing the facts of the pack's cases. A template's code that this pack's parameters never give
/// needs no words.
/// </summary>
internal static partial class UnwordedCodes
{
    private const int CasesTried = 3;
    private const int EvaluationsEach = 2_000;

    public static IEnumerable<Diagnostic> Find(PolicyPack pack, PackDecision decision)
    {
        if (ModelPieces.Parse(decision.Model) is not { } root)
            yield break;
        var entries = ModelPieces.Of(decision.Model, root)
            .Where(p => p.Element.Parent?.Name.LocalName == "outputEntry" && Literal().IsMatch(p.Text.Trim()))
            .Select(p => (Code: p.Text.Trim().Trim('"'), p.At))
            .Where(p => decision.Word(p.Code) is null).DistinctBy(p => p.Code);
        var cases = DecisionCheck.Cases(pack).Cases.Where(c => c.Cannot is null).Take(CasesTried).ToList();
        foreach (var (code, at) in entries)
        {
            if (cases.Exists(c => IsAnswered(decision, c, code)))
            {
                var among = NearName.Among(code, decision.Wording.Select(w => w.Code));
                yield return Diagnostic.Error(
                    PackCodes.UnknownReference, $"模型会给出代码“{code}”，wording 里没有它{among.Zh}",
                    $"the model answers code \"{code}\", which wording does not have{among.En}", decision.Model,
                    new SourceSpan(at, 1));
            }
        }
    }

    private static bool IsAnswered(PackDecision decision, DecisionCase one, string code)
    {
        if (decision.Problems(one.AsOf).Count > 0)
            return false;
        var options = new ChangeOptions
        {
            Values = PackComparison.OptionsOf([decision]).Values,
            MaxEvaluations = EvaluationsEach,
        };
        var inputs = decision.InputsOf(one.Facts);
        return ChangeSearch.Of(
            decision.VersionOf(one.AsOf), inputs, a => Tells(decision, a, code), options) is { Changes.Count: > 0 };
    }

    private static bool Tells(PackDecision decision, FeelValue answer, string code) =>
        answer is ContextValue context && decision.Outputs.Where(o => o.IsCode).Any(
            o => context.TryGet(o.Name, out var value) && Texts(value).Contains(code, StringComparer.Ordinal));

    private static IEnumerable<string> Texts(FeelValue value) => value switch
    {
        StringValue text => [text.Text],
        ListValue list => list.Items.OfType<StringValue>().Select(i => i.Text),
        _ => [],
    };

    [GeneratedRegex("^\"[^\"\\\\]+\"$", RegexOptions.None, 1000)]
    private static partial Regex Literal();
}
