using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>One explanation to write.</summary>
/// <param name="Table">Table code.</param>
/// <param name="Rule">Rule id.</param>
/// <param name="Key">Key as the findings show it; <see cref="Explanation.WholeRule"/> for every row of the rule.</param>
/// <param name="Text">The filer's words; empty takes the explanation back.</param>
/// <param name="Value">The value that is explained, as shown; null when none is.</param>
public sealed record NewExplanation(string Table, string Rule, string Key, string Text, string? Value = null);

/// <summary>差异说明: written by the filer row by row or for a whole rule, judged by the regulator singly or by rule.
/// Thread safe.</summary>
public sealed class ExplanationDesk(
    IDbContextFactory<OperationsContext> contexts, FilingDesk desk, FilingPolicy policy, FilingLimits limits)
{
    /// <summary>The explanations of a filing that the viewer may see, by table, rule and key.</summary>
    public async Task<IReadOnlyList<Explanation>> ListAsync(Viewer viewer, Guid filingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filing = await context.VisibleFilings(viewer).AsNoTracking()
            .SingleOrDefaultAsync(f => f.Id == filingId, cancellationToken);
        return filing is null ? [] : await FindingsReader.ExplanationsAsync(context, filing, cancellationToken);
    }

    /// <summary>Writes explanations; writing one again replaces it and opens its judgement again.</summary>
    public Task<Answer<Filing>> ExplainAsync(
        Viewer viewer, Guid filingId, IReadOnlyList<NewExplanation> texts, CancellationToken cancellationToken)
    {
        if (texts.Any(t => t.Text.Length > limits.NoteCharacters))
            return Task.FromResult(Answer<Filing>.No(Refusals.NoteTooLong(limits.NoteCharacters)));
        return desk.ChangeAsync(
            viewer, filingId, FilingAction.Explain, note: null,
            async (context, filing, act) =>
            {
                if (!filing.IsOpen)
                    return [Refusals.WrongState(filing, FilingAction.Explain)];
                if (await RefuseAsync(context, filing, texts, cancellationToken) is { } refusal)
                    return [refusal];
                var known = await KnownAsync(context, filing, texts.Select(t => t.Rule), cancellationToken);
                foreach (var text in texts)
                    Write(context, filing, known, text, act);
                filing.Record(FilingAction.Explain, act with
                {
                    Note = Summary(texts.Select(t => (t.Rule,
                    LoggedKey(filing, t.Table, t.Key))))
                });
                return [];
            },
            cancellationToken);
    }

    /// <summary>Accepts or rejects explanations: of one key (or the explanation's id), or of a whole rule (<paramref
    /// name="key"/> null).</summary>
    public Task<Answer<Filing>> JudgeAsync(
        Viewer viewer, Guid filingId, string rule, string? key, Judgement judgement, CancellationToken cancellationToken) =>
        desk.ChangeAsync(
            viewer, filingId, FilingAction.JudgeExplanations, judgement.Note,
            async (context, filing, act) =>
            {
                if (!judgement.Accepts && string.IsNullOrWhiteSpace(judgement.Note))
                    return [Refusals.ReasonMissing(FilingAction.JudgeExplanations)];
                var known = await KnownAsync(context, filing, [rule], cancellationToken);
                var meant = known.Values.Where(e => key is null || string.Equals(e.Key, key,
                    StringComparison.Ordinal) || e.Id.ToString() == key).ToList();
                if (meant.Count == 0)
                    return [Refusals.RuleUnknown(rule)];
                foreach (var explanation in meant)
                {
                    explanation.Verdict = judgement.Accepts ? ExplanationVerdict.Accepted : ExplanationVerdict.Rejected;
                    (explanation.JudgedBy, explanation.JudgedAt) = (act.Actor, act.At);
                    explanation.VerdictNote = judgement.Accepts ? null : judgement.Note;
                }

                var verdict = Words.Verdict(meant[0].Verdict).Zh;
                filing.Record(
                    FilingAction.JudgeExplanations,
                    act with { Note = $"{Summary([(rule, key is null ? Explanation.WholeRule : LoggedKey(filing, meant[0].Table, key))])}：{verdict} {judgement.Note}".TrimEnd() });
                return [];
            },
            cancellationToken);

    private static async Task<Dictionary<(string Table, string Rule, string Key), Explanation>> KnownAsync(
        OperationsContext context, Filing filing, IEnumerable<string> rules, CancellationToken cancellationToken)
    {
        var asked = rules.Distinct(StringComparer.Ordinal).ToList();
        var known = await context.Set<Explanation>().Where(e =>
            e.InstitutionId == filing.InstitutionId && e.ReturnId == filing.ReturnId && e.AsOf == filing.AsOf
            && asked.Contains(e.Rule)).ToListAsync(cancellationToken);
        return known.ToDictionary(e => (e.Table, e.Rule, e.Key));
    }

    private static void Write(
        OperationsContext context,
        Filing filing,
        Dictionary<(string Table, string Rule, string Key), Explanation> known,
        NewExplanation text,
        FilingAct act)
    {
        var key = (text.Table, text.Rule, text.Key);
        var explanation = known.GetValueOrDefault(key);
        if (string.IsNullOrWhiteSpace(text.Text))
        {
            if (explanation is not null)
                context.Remove(explanation);
            return;
        }

        if (explanation is null)
        {
            known[key] = explanation = new Explanation
            {
                Id = Guid.CreateVersion7(act.At),
                InstitutionId = filing.InstitutionId,
                ReturnId = filing.ReturnId,
                AsOf = filing.AsOf,
                Table = text.Table,
                Rule = text.Rule,
                Key = text.Key,
                Text = text.Text,
                WrittenBy = act.Actor,
                WrittenAt = act.At,
            };
            context.Add(explanation);
        }

        // A whole rule has no one value that could change.
        (explanation.Text, explanation.Value) = (text.Text.Trim(), text.Key == Explanation.WholeRule ? null : text.Value);
        (explanation.WrittenBy, explanation.WrittenAt) = (act.Actor, act.At);
        (explanation.Verdict, explanation.JudgedBy, explanation.JudgedAt, explanation.VerdictNote) =
            (ExplanationVerdict.Open, null, null, null);
    }

    // What stands in the history and the audit log is masked for everybody.
    private string LoggedKey(Filing filing, string table, string key) => key == Explanation.WholeRule
        ? key
        : Masking.MaskKey(policy.Library.Return(filing.ReturnId)?.Table(table), key);

    private static string Summary(IEnumerable<(string Rule, string Key)> texts)
    {
        var list = texts.Take(4).Select(t => t.Key == Explanation.WholeRule ? t.Rule : $"{t.Rule} {t.Key}").ToList();
        return string.Join("、", list.Take(3)) + (list.Count > 3 ? " …" : string.Empty);
    }

    private async Task<Diagnostic?> RefuseAsync(
        OperationsContext context, Filing filing, IReadOnlyList<NewExplanation> texts, CancellationToken cancellationToken)
    {
        var rules = await context.Set<FilingCheckRule>().AsNoTracking().Where(r => r.CheckId == filing.CheckId)
            .ToListAsync(cancellationToken);
        var severities = rules.GroupBy(r => r.Rule, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Any(r => r.IsFatal), StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (!severities.TryGetValue(text.Rule, out var isFatal) && !string.IsNullOrWhiteSpace(text.Text))
                return Refusals.RuleUnknown(text.Rule);
            if (isFatal)
                return Refusals.NotExplainable(text.Rule);
            if (text.Key == Explanation.WholeRule && !policy.MayExplainWholeRule(filing.AsOf))
                return Refusals.RowByRow();
        }

        return null;
    }
}

/// <summary>The regulator's view of explanations.</summary>
/// <param name="Accepts">认可; false: 不予认可.</param>
/// <param name="Note">Why not; needed to reject.</param>
public sealed record Judgement(bool Accepts, string? Note);
