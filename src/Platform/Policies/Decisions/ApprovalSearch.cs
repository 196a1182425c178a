using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Policies.Decisions;

/// <summary>最小改动: the smallest change of facts with which a pack's answer would be an approval.</summary>
internal sealed class ApprovalSearch(PackDecision decision, PackApproval approval)
{
    /// <summary>Null if nothing can be decided, or it is approved as it is.</summary>
    public NearestChange? Nearest(DecisionRequest request, int? evaluationsMax)
    {
        if (decision.Decide(request) is not { IsDecided: true } answer || IsApproval(answer.Value))
            return null;
        var codes = Reasons(answer);
        var behind = codes.SelectMany(c => decision.OriginOf(c)?.Facts ?? []).ToHashSet(StringComparer.Ordinal);
        var others = decision.Facts.Select(f => f.Name).Where(f => !behind.Contains(f));
        var most = evaluationsMax ?? ChangeOptions.Default.MaxEvaluations;
        var nearest = behind.Count > 0 ? Search(request, [.. approval.Immutable, .. others], most) : null;
        var left = most - (nearest?.Evaluations ?? 0);
        if (nearest is null || (nearest.Changes.Count == 0 && left > 0))
            nearest = Search(request, approval.Immutable, left);
        if (nearest is { Changes.Count: 0, Diagnostics: [{ Code: "DMN5014" } none] })
            nearest = nearest with { Diagnostics = [none with { Message = TooMany }] };
        return nearest is { Changes.Count: 0 } && codes.Where(IsFixed).ToList() is { Count: > 0 } barred
            ? nearest with { Diagnostics = [Fixed(request, answer, barred)] } : nearest;
    }

    // Facts behind the reasons first: the others cannot take a reason away, and there are many.
    private NearestChange? Search(DecisionRequest request, IReadOnlyList<string> kept, int evaluationsMax) =>
        ChangeSearch.Of(
            decision.VersionOf(request.AsOf), decision.InputsOf(request.Facts), IsApproval, new ChangeOptions
            {
                Values = PackComparison.OptionsOf([decision]).Values,
                Lists = decision.Facts.Where(f => f.Kind == FactKind.List).Select(f => f.Name)
                    .ToHashSet(StringComparer.Ordinal),
                Immutable = kept.ToHashSet(StringComparer.Ordinal),
                MaxEvaluations = evaluationsMax,
            });

    private static LocalizedText TooMany { get; } = new(
        $"改动不超过 {ChangeOptions.Default.MaxChanges} 处，没有能通过的办法",
        $"nothing with up to {ChangeOptions.Default.MaxChanges} changes would be approved");

    private bool IsApproval(FeelValue answer) =>
        answer is ContextValue context && context.TryGet(approval.Output, out var value)
        && value is StringValue text && approval.Values.Contains(text.Text, StringComparer.Ordinal);

    private bool IsFixed(string code) => decision.OriginOf(code) is { Facts.Count: > 0 } origin
        && origin.Facts.All(f => approval.Immutable.Contains(f, StringComparer.Ordinal));

    private List<string> Reasons(DecisionAnswer answer) =>
    [
        .. decision.Outputs.Where(o => o.IsCode).Select(o => answer.Output(o.Name)).OfType<ListValue>()
            .SelectMany(list => list.Items).OfType<StringValue>().Select(code => code.Text)
            .Distinct(StringComparer.Ordinal),
    ];

    private Diagnostic Fixed(DecisionRequest request, DecisionAnswer answer, List<string> codes)
    {
        var (zh, en) = (new AnswerText(decision, request, answer, "zh"), new AnswerText(decision, request, answer, "en"));
        return new Diagnostic(
            PackCodes.FixedReason, DiagnosticSeverity.Information,
            new LocalizedText(
                $"没有：{string.Join('；', codes.Select(zh.Word))}（申请人改不了）",
                $"nothing: {string.Join("; ", codes.Select(en.Word))} (not for the applicant to change)"));
    }
}
