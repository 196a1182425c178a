using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>What an institution asks for.</summary>
/// <param name="Kind">重报, 缓报, 撤回 or 规则异议.</param>
/// <param name="Reason">Why, in its own words.</param>
/// <param name="Scope">重报: table codes; 规则异议: one rule id; else empty.</param>
/// <param name="Until">The day asked for, inclusive; null for a 撤回.</param>
public sealed record NewRequest(
    FilingRequestKind Kind, string Reason, IReadOnlyList<string> Scope, DateOnly? Until = null);

/// <summary>How the regulator decides.</summary>
/// <param name="Approves">同意; false: 不同意.</param>
/// <param name="Note">Why; needed to refuse.</param>
/// <param name="Until">What is granted until, inclusive; null: the day asked for.</param>
public sealed record Decision(bool Approves, string? Note, DateOnly? Until = null);

/// <summary>申请: asked by the institution, decided once by one person of the regulator, with its effect on the filing.
/// Thread safe.</summary>
public sealed class RequestDesk(
    IDbContextFactory<OperationsContext> contexts,
    FilingDesk desk,
    FilingPolicy policy,
    IEnumerable<FindAffectedFigures> figures,
    FilingLimits limits)
{
    /// <summary>The requests that the viewer may see, latest first, at most 500.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="filingId">Of one filing; null: of all.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<FilingRequest>> ListAsync(
        Viewer viewer, Guid? filingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.VisibleRequests(viewer).AsNoTracking()
            .Where(r => filingId == null || r.FilingId == filingId)
            .OrderByDescending(r => r.AskedAt).Take(limits.PageRows).ToListAsync(cancellationToken);
    }

    /// <summary>The published figures that a request would change.</summary>
    public static IReadOnlyList<AffectedFigure> ImpactOf(FilingRequest request) =>
        JsonSerializer.Deserialize<List<AffectedFigure>>(request.Impact) ?? [];

    /// <summary>Asks. A second request of the same kind and scope while one is open is the first one again.</summary>
    public async Task<Answer<FilingRequest>> AskAsync(
        Viewer viewer, Guid filingId, NewRequest wanted, CancellationToken cancellationToken)
    {
        FilingRequest? made = null;
        var impact = await ImpactAsync(viewer, filingId, wanted, cancellationToken);
        var answer = await desk.ChangeAsync(
            viewer, filingId, FilingAction.Withdraw, wanted.Reason,
            async (context, filing, act) =>
            {
                if (Refuse(filing, wanted) is { } refusal)
                    return [refusal];
                var scope = string.Join(',', wanted.Scope.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
                made = await context.Set<FilingRequest>().AsNoTracking().FirstOrDefaultAsync(
                    r => r.FilingId == filingId && r.Kind == wanted.Kind && r.Scope == scope
                        && r.State == FilingRequestState.Open,
                    cancellationToken);
                if (made is not null)
                    return [];
                made = new FilingRequest
                {
                    Id = Guid.CreateVersion7(act.At),
                    Kind = wanted.Kind,
                    FilingId = filing.Id,
                    InstitutionId = filing.InstitutionId,
                    ReturnId = filing.ReturnId,
                    AsOf = filing.AsOf,
                    Reason = wanted.Reason.Trim(),
                    Scope = scope,
                    AskedUntil = wanted.Until,
                    Impact = impact,
                    AskedBy = act.Actor,
                    AskedAt = act.At,
                    DecideBy = policy.DecideBy(FilingPolicy.DayOf(act.At)),
                };
                context.Add(made);
                filing.Record(FilingAction.Ask, act with
                {
                    Note = $"{$"{Words.Request(wanted.Kind).Zh} {scope}".TrimEnd()}：{wanted.Reason}",
                    Deadline = made.DecideBy,
                });
                return [];
            },
            cancellationToken);
        return answer.Succeeded ? Answer<FilingRequest>.Yes(made!) : new Answer<FilingRequest>(null, answer.Refusals);
    }

    /// <summary>Decides a request; an approval takes effect in the same save.</summary>
    public async Task<Answer<Filing>> DecideAsync(
        Viewer viewer, Guid requestId, Decision decision, CancellationToken cancellationToken)
    {
        if (await FindAsync(viewer, requestId, cancellationToken) is not { } found)
            return Answer<Filing>.No(Refusals.RequestClosed(requestId.ToString()));
        return await desk.ChangeAsync(
            viewer, found.FilingId, FilingAction.Reopen, decision.Note,
            async (context, filing, act) =>
            {
                var request = await context.Set<FilingRequest>().SingleAsync(r => r.Id == requestId, cancellationToken);
                if (request.State != FilingRequestState.Open)
                    return [Refusals.RequestClosed(requestId.ToString())];
                if (!decision.Approves && string.IsNullOrWhiteSpace(decision.Note))
                    return [Refusals.ReasonMissing(FilingAction.Decide)];
                var until = decision.Until ?? request.AskedUntil;
                if (decision.Approves && request.Kind != FilingRequestKind.Withdrawal && (until is null || until < policy.Today()))
                    return [Refusals.DeadlineMissing()];
                if (decision.Approves && Apply(request, filing, act with { Deadline = until }) is { } refusal)
                    return [refusal];
                request.Decide(decision.Approves, act with { Deadline = until });
                var words = Words.Request(request.State).Zh;
                filing.Record(FilingAction.Decide, act with
                {
                    Note = $"{Words.Request(request.Kind).Zh}：{words} {decision.Note}".TrimEnd(),
                    Deadline = request.GrantedUntil,
                });
                return [];
            },
            cancellationToken);
    }

    /// <summary>The institution takes an open request back.</summary>
    public async Task<Answer<Filing>> CancelAsync(Viewer viewer, Guid requestId, CancellationToken cancellationToken)
    {
        if (await FindAsync(viewer, requestId, cancellationToken) is not { } found)
            return Answer<Filing>.No(Refusals.RequestClosed(requestId.ToString()));
        return await desk.ChangeAsync(
            viewer, found.FilingId, FilingAction.Withdraw, note: null,
            async (context, filing, act) =>
            {
                var request = await context.Set<FilingRequest>().SingleAsync(r => r.Id == requestId, cancellationToken);
                if (request.State != FilingRequestState.Open)
                    return [Refusals.RequestClosed(requestId.ToString())];
                request.Cancel(act);
                filing.Record(FilingAction.Decide, act with { Note = $"{Words.Request(request.Kind).Zh}：{Words.Request(request.State).Zh}" });
                return [];
            },
            cancellationToken);
    }

    // Refuses without having changed anything.
    private static Diagnostic? Apply(FilingRequest request, Filing filing, FilingAct act) => request.Kind switch
    {
        FilingRequestKind.Refile => filing.Reopen(request.Scope.Split(',', StringSplitOptions.RemoveEmptyEntries), act),
        FilingRequestKind.Withdrawal => filing.Withdraw(hasLeave: true, act with { Note = request.Reason }),
        FilingRequestKind.Extension => Extend(filing, act),
        _ => null,
    };

    private static Diagnostic? Extend(Filing filing, FilingAct act)
    {
        if (!filing.IsOpen)
            return Refusals.WrongState(filing, FilingAction.Extend);
        filing.SetDeadline(FilingAction.Extend, act);
        return null;
    }

    private Diagnostic? Refuse(Filing filing, NewRequest wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Reason))
            return Refusals.ReasonMissing(FilingAction.Ask);
        if (wanted.Kind != FilingRequestKind.Withdrawal && (wanted.Until is not { } until || until < policy.Today()))
            return Refusals.DeadlineMissing();
        return wanted.Kind switch
        {
            FilingRequestKind.Refile when filing.State != FilingState.Accepted => Refusals.WrongState(filing, FilingAction.Reopen),
            FilingRequestKind.Refile when wanted.Scope.FirstOrDefault(t => filing.Table(t) is null) is { } table =>
                Refusals.TableNotDue(filing, table),
            FilingRequestKind.Extension when !filing.IsOpen => Refusals.WrongState(filing, FilingAction.Extend),
            FilingRequestKind.Withdrawal when filing.State != FilingState.Filed =>
                Refusals.WrongState(filing, FilingAction.Withdraw),
            FilingRequestKind.Dispute when wanted.Scope is not [var rule] || !KnowsRule(filing, rule) =>
                Refusals.RuleUnknown(string.Join(',', wanted.Scope)),
            _ => null,
        };
    }

    private bool KnowsRule(Filing filing, string rule)
    {
        var tables = filing.Tables.Select(t => t.Table).ToHashSet(StringComparer.Ordinal);
        var checks = policy.Library.Checks(filing.ReturnId, filing.AsOf, tables);
        return checks.Rule(rule) is not null || checks.LeftOut.Any(l => l.Rule.Id == rule);
    }

    private async Task<string> ImpactAsync(
        Viewer viewer, Guid filingId, NewRequest wanted, CancellationToken cancellationToken)
    {
        if (wanted.Kind != FilingRequestKind.Refile)
            return "[]";
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filing = await context.VisibleFilings(viewer).AsNoTracking()
            .SingleOrDefaultAsync(f => f.Id == filingId, cancellationToken);
        if (filing is null)
            return "[]";
        var change = new TablesToChange(filing.ReturnId, filing.InstitutionId, filing.AsOf, wanted.Scope);
        var affected = new List<AffectedFigure>();
        foreach (var find in figures)
            affected.AddRange(await find(change, cancellationToken));
        return JsonSerializer.Serialize(affected);
    }

    private async Task<FilingRequest?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.VisibleRequests(viewer).AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
    }
}
