using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>The people who act in a batch; the four-eyes rules hold for them as for everybody.</summary>
/// <param name="Preparer">填报人.</param>
/// <param name="Reviewer">复核人.</param>
/// <param name="Signer">签发人.</param>
/// <param name="Approver">受理 for the regulator.</param>
public sealed record BatchPeople(Viewer Preparer, Viewer Reviewer, Viewer Signer, Viewer Approver);

/// <summary>What came of a batch.</summary>
/// <param name="Accepted">Filings that are now 受理.</param>
/// <param name="Blocked">Filings that could not go on, with the reasons.</param>
public sealed record BatchResult(int Accepted, IReadOnlyList<(Filing Filing, IReadOnlyList<Diagnostic> Why)> Blocked);

/// <summary>
/// Takes many filings of one return and date from 填报中 to 受理 in two saves (explanations, steps), through the same
/// state machine and under the
/// same rules as one by one. For the generated city and for migrations; pages never use it. Thread safe.
/// </summary>
public sealed class FilingBatch(
    IDbContextFactory<OperationsContext> contexts, FilingDesk desk, FindingsReader findings, TimeProvider time)
{
    /// <summary>Explains warnings by rule, submits, reviews, signs and accepts, the explanations too.</summary>
    /// <param name="returnId">The return.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="people">Who acts for an institution (by id).</param>
    /// <param name="explanation">Text for warnings that nobody explained; null leaves them, so that they block.</param>
    /// <param name="cancellationToken">Stops before the save.</param>
    /// <param name="at">When an institution's steps are said to have happened (migration of old filings); null:
    /// now.</param>
    public async Task<BatchResult> CertifyAndAcceptAsync(
        string returnId,
        DateOnly asOf,
        Func<string, BatchPeople> people,
        string? explanation,
        CancellationToken cancellationToken,
        Func<string, DateTimeOffset>? at = null)
    {
        at ??= _ => time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filings = await context.Set<Filing>().Include(f => f.Tables)
            .Where(f => f.ReturnId == returnId && f.AsOf == asOf && f.State != FilingState.Accepted && f.CheckId != null)
            .OrderBy(f => f.InstitutionId).ToListAsync(cancellationToken);
        var checkIds = filings.ConvertAll(f => f.CheckId);
        var checks = await context.Set<FilingCheck>().Include(c => c.Rules).Where(c => checkIds.Contains(c.Id))
            .ToDictionaryAsync(c => c.Id, cancellationToken);
        if (explanation is not null)
        {
            foreach (var filing in filings)
            {
                var preparer = people(filing.InstitutionId).Preparer;
                await ExplainAsync(context, filing, checks[filing.CheckId!.Value], explanation, preparer, cancellationToken);
            }

            await context.SaveChangesAsync(cancellationToken); // what is said must stand before it counts
        }

        var unjudged = (await context.Set<Explanation>()
            .Where(e => e.ReturnId == returnId && e.AsOf == asOf && e.Verdict == ExplanationVerdict.Open)
            .ToListAsync(cancellationToken)).ToLookup(e => e.InstitutionId, StringComparer.Ordinal);
        var blocked = new List<(Filing, IReadOnlyList<Diagnostic>)>();
        foreach (var filing in filings)
        {
            var (who, when) = (people(filing.InstitutionId), at(filing.InstitutionId));
            var why = await StepsAsync(context, filing, who, when, cancellationToken);
            if (why.Count > 0)
                blocked.Add((filing, why));
            else
                Judge(filing, unjudged[filing.InstitutionId], new FilingAct(who.Approver.AccountName, when));
            context.AuditSteps(filing);
        }

        await context.SaveChangesAsync(cancellationToken);
        return new BatchResult(filings.Count - blocked.Count, blocked);
    }

    private async Task ExplainAsync(
        OperationsContext context, Filing filing, FilingCheck check, string text, Viewer preparer, CancellationToken cancellationToken)
    {
        var warnings = check.Rules.Where(r => r is { IsFatal: false, Fails: > 0 }).ToList();
        if (warnings.Count == 0 || !filing.IsOpen)
            return;
        var said = await FindingsReader.ExplanationsAsync(context, filing, cancellationToken);
        var act = new FilingAct(preparer.AccountName, time.Now());
        foreach (var rule in warnings.Where(w => said.All(e => e.Rule != w.Rule || e.Key != Explanation.WholeRule)))
        {
            context.Add(new Explanation
            {
                Id = Guid.CreateVersion7(act.At),
                InstitutionId = filing.InstitutionId,
                ReturnId = filing.ReturnId,
                AsOf = filing.AsOf,
                Table = rule.Table,
                Rule = rule.Rule,
                Key = Explanation.WholeRule,
                Text = text,
                WrittenBy = act.Actor,
                WrittenAt = act.At,
            });
        }
    }

    // Who accepts a batch accepts what was said in it: nobody would go through them one by one afterwards.
    private static void Judge(Filing filing, IEnumerable<Explanation> explanations, FilingAct act)
    {
        var rules = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var explanation in explanations)
        {
            (explanation.Verdict, explanation.JudgedBy, explanation.JudgedAt) =
                (ExplanationVerdict.Accepted, act.Actor, act.At);
            rules.Add(explanation.Rule);
        }

        if (rules.Count == 0)
            return;
        var verdict = Words.Verdict(ExplanationVerdict.Accepted).Zh;
        filing.Record(FilingAction.JudgeExplanations, act with { Note = $"{string.Join('、', rules)}：{verdict}" });
    }

    private async Task<IReadOnlyList<Diagnostic>> StepsAsync(
        OperationsContext context, Filing filing, BatchPeople who, DateTimeOffset at, CancellationToken cancellationToken)
    {
        FilingAct Act(Viewer viewer) => new(viewer.AccountName, at);
        if (filing.IsOpen)
        {
            if (await desk.UnderwayAsync(context, filing, time.Now(), cancellationToken) is { } underway)
                return [underway];
            var blocks = filing.Submit(
                await findings.ReadinessAsync(context, filing, cancellationToken), Act(who.Preparer));
            if (blocks.Count > 0)
                return blocks;
        }

        if (filing.State == FilingState.AwaitingReview && filing.Review(passes: true, Act(who.Reviewer)) is { } no)
            return [no];
        if (filing.State == FilingState.AwaitingSignature)
        {
            var refusals = await desk.SignAsync(context, filing, Act(who.Signer), cancellationToken);
            if (refusals.Count > 0)
                return refusals;
        }

        return await FilingDesk.AcceptAsync(context, filing, Act(who.Approver), cancellationToken);
    }
}
