using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Indicators;

/// <summary>发布: an analyst proposes, another person approves. Every act is in the audit log. Thread safe.</summary>
/// <remarks>A total behind which fewer stand than <c>supervision/publication</c> asks for is refused at either step,
/// and is not shown outside the regulator if it was published before the limits were what they are.</remarks>
public sealed class PublicationDesk(
    IDbContextFactory<OperationsContext> contexts, FigureCalculator calculator, FigureSupports supports,
    FigureVerification verification, TimeProvider time)
{
    /// <summary>Proposes values for publication; those without a value are passed over. One total that is too small
    /// refuses all of them, and each is named (<see cref="PublicationOutcome.TooSmall"/>). Each is computed again
    /// whole; one that is not what that gives refuses all of them too, and what was kept of it is dropped.</summary>
    /// <param name="values">As computed; nothing is recomputed after the proposal.</param>
    /// <param name="viewer">An analyst.</param>
    /// <param name="cancellationToken">Nothing is proposed then.</param>
    public async Task<PublicationOutcome> ProposeAsync(
        IReadOnlyList<FigureValue> values, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.Analyst) || !viewer.IsRegulator)
        {
            return PublicationOutcome.Refuse(
                "IND1001", "只有监管分析人员可以提出发布。", "Only an analyst of the regulator may propose.");
        }

        var valued = values.Where(v => v.Value is not null).ToList();
        var behind = await supports.OfAsync(valued, cancellationToken);
        var proposed = valued.Zip(behind, (value, support) => Proposal(value, support, viewer)).ToList();
        if (TooSmall(proposed) is { } tooSmall)
            return tooSmall;
        if (await verification.DifferingAsync(valued, cancellationToken) is { Count: > 0 } differing)
            return NotTheWholeSum(differing);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.AddRange(proposed);
        foreach (var p in proposed)
        {
            context.Audit(viewer.AccountName, "figure.propose", $"figure/{p.FigureId}/{p.AsOf:yyyy-MM-dd}",
                new { p.ValueText, p.Unit });
        }

        await context.SaveChangesAsync(cancellationToken);
        return new PublicationOutcome([.. proposed.Select(p => p.Id)], null);
    }

    /// <summary>Approves proposals. The approver is not the proposer; an incomplete figure needs a reason, and so does
    /// a revision.</summary>
    public async Task<PublicationOutcome> ApproveAsync(
        IReadOnlyList<Guid> ids, string? reason, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var proposals = await context.Set<FigurePublication>().Where(p => ids.Contains(p.Id))
            .OrderBy(p => p.Id).ToListAsync(cancellationToken);
        if (Objection(proposals, viewer) is { } objection)
            return objection;
        foreach (var uncounted in proposals.Where(p => !p.IsSupportCounted))
            await supports.CountAsync(uncounted, cancellationToken);
        if (TooSmall(proposals) is { } tooSmall)
            return tooSmall;
        foreach (var proposal in proposals)
        {
            var earlier = await context.Set<FigurePublication>().Where(
                p => p.FigureId == proposal.FigureId && p.AsOf == proposal.AsOf
                    && p.State == PublicationState.Published && p.Id != proposal.Id)
                .ToListAsync(cancellationToken);
            // Two proposals of one figure and date in one approval: the later one revises the other.
            earlier.AddRange(proposals.TakeWhile(p => p != proposal)
                .Where(p => p.FigureId == proposal.FigureId && p.AsOf == proposal.AsOf));
            if ((proposal.IsIncomplete || earlier.Count > 0) && string.IsNullOrWhiteSpace(reason))
                return NeedsReason(proposal, earlier.Count > 0);
            foreach (var old in earlier)
            {
                old.State = PublicationState.Revised;
                old.ReplacedById = proposal.Id;
                PublicationRecords.AuditEnd(context, old);
            }

            Decide(proposal, PublicationState.Published, viewer, reason);
            context.Audit(viewer.AccountName, "figure.publish", Subject(proposal),
                new { proposal.ValueText, revises = earlier.Count, nonce = PublicationRecords.Nonce() }, reason);
            PublicationRecords.Audit(context, proposal);
        }

        return await SaveAsync(context, [.. proposals.Select(p => p.Id)], cancellationToken);
    }

    private static async Task<PublicationOutcome> SaveAsync(
        OperationsContext context, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return new PublicationOutcome(ids, null);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<FigurePublication>(error))
        {
            return Overtaken();
        }
    }

    /// <summary>Refuses a proposal, with the reason.</summary>
    public Task<PublicationOutcome> RefuseAsync(
        Guid id, string reason, Viewer viewer, CancellationToken cancellationToken) =>
        EndAsync(id, new Ending(PublicationState.Proposed, PublicationState.Refused, "figure.refuse"), reason, viewer,
            cancellationToken);

    /// <summary>Takes a published figure back, with the explanation that the public reads.</summary>
    public Task<PublicationOutcome> WithdrawAsync(
        Guid id, string reason, Viewer viewer, CancellationToken cancellationToken) =>
        EndAsync(id, new Ending(PublicationState.Published, PublicationState.Withdrawn, "figure.withdraw"), reason,
            viewer, cancellationToken);

    /// <summary>What stands published and may be shown to everybody, by figure, latest date last.</summary>
    public async Task<IReadOnlyList<FigurePublication>> PublishedAsync(CancellationToken cancellationToken) =>
        [.. (await StandingAsync(cancellationToken)).Where(p => !IsTooSmall(p))];

    /// <summary>What stands published, with the totals that are not shown because too few stand behind them: for the
    /// regulator's own pages.</summary>
    public async Task<IReadOnlyList<FigurePublication>> StandingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<FigurePublication>().AsNoTracking().Where(p => p.State == PublicationState.Published)
            .OrderBy(p => p.FigureId).ThenBy(p => p.AsOf).ToListAsync(cancellationToken);
    }

    /// <summary>Every publication of a figure, the latest date and of a date the newest first; others than the regulator read what was published, revised
    /// or withdrawn, without the totals behind which too few stand.</summary>
    public async Task<IReadOnlyList<FigurePublication>> HistoryAsync(
        string figureId, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var all = context.Set<FigurePublication>().AsNoTracking().Where(p => p.FigureId == figureId);
        if (!viewer.IsRegulator)
            all = all.Where(p => p.State != PublicationState.Proposed && p.State != PublicationState.Refused);
        var history = await all.OrderByDescending(p => p.AsOf).ThenByDescending(p => p.ProposedAt)
            .ThenByDescending(p => p.Id).ToListAsync(cancellationToken);
        return viewer.IsRegulator ? history : [.. history.Where(p => !IsTooSmall(p))];
    }

    /// <summary>Whether a figure stands published for a date but is not shown: too few stand behind it.</summary>
    public async Task<bool> IsWithheldAsync(string figureId, DateOnly asOf, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<FigurePublication>().AsNoTracking()
            .SingleOrDefaultAsync(
                p => p.FigureId == figureId && p.AsOf == asOf && p.State == PublicationState.Published,
                cancellationToken) is { } standing && IsTooSmall(standing);
    }

    /// <summary>What waits for a decision, oldest first; regulator only.</summary>
    public async Task<IReadOnlyList<FigurePublication>> WaitingAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.IsRegulator)
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<FigurePublication>().AsNoTracking().Where(p => p.State == PublicationState.Proposed)
            .OrderBy(p => p.ProposedAt).ThenBy(p => p.FigureId).ToListAsync(cancellationToken);
    }

    private async Task<PublicationOutcome> EndAsync(
        Guid id, Ending ending, string reason, Viewer viewer, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
            return PublicationOutcome.Refuse("IND1004", "请写明理由。", "Give the reason.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Set<FigurePublication>()
            .SingleOrDefaultAsync(p => p.Id == id && p.State == ending.From, cancellationToken);
        if (found is null)
        {
            return PublicationOutcome.Refuse(
                "IND1005", "没有处于该状态的发布；请刷新页面。", "There is no such publication in that state; reload the page.");
        }

        var objection = ending.From == PublicationState.Proposed ? Objection([found], viewer) : NotApprover(viewer);
        if (objection is not null)
            return objection;
        Decide(found, ending.To, viewer, reason);
        context.Audit(viewer.AccountName, ending.Action, Subject(found),
            new { found.ValueText, nonce = PublicationRecords.Nonce() }, reason);
        if (ending.To == PublicationState.Withdrawn)
            PublicationRecords.AuditEnd(context, found);
        return await SaveAsync(context, [found.Id], cancellationToken);
    }

    private static PublicationOutcome Overtaken() => PublicationOutcome.Refuse(
        "IND1008",
        "别人刚刚对同一指标、同一日期作了决定；请刷新页面后再看。",
        "Somebody else has just decided about the same figure and date; reload the page.");

    private static PublicationOutcome NotTheWholeSum(IReadOnlyList<FigureValue> differing)
    {
        var named = string.Join(", ", differing.Select(v => $"{v.Figure.Id} {v.AsOf:yyyy-MM-dd}"));
        return PublicationOutcome.Refuse(
            "IND1010",
            $"{named}：与从各机构明细重新汇总的结果不一致，不得公布；已弃用缓存的结果，请刷新页面、核对数值后再提。",
            $"{named}: not what the whole sum over all institutions gives, so it is not published; the kept result was "
            + "dropped: reload the page, look at the value and propose it again.");
    }

    private static PublicationOutcome? NotApprover(Viewer viewer) =>
        viewer.IsRegulator && viewer.Is(Roles.Approver)
            ? null
            : PublicationOutcome.Refuse("IND1002", "只有监管审批人员可以审批。", "Only an approver of the regulator may decide.");

    private static PublicationOutcome? Objection(List<FigurePublication> proposals, Viewer viewer)
    {
        if (NotApprover(viewer) is { } notApprover)
            return notApprover;
        if (proposals.Count == 0 || proposals.Exists(p => p.State != PublicationState.Proposed))
        {
            return PublicationOutcome.Refuse(
                "IND1005", "没有选中待审批的发布；请勾选，或刷新页面。", "Nothing that waits for approval was chosen: tick it, or reload the page.");
        }

        if (proposals.Exists(p => string.Equals(p.ProposedBy, viewer.AccountName, StringComparison.OrdinalIgnoreCase)))
        {
            return PublicationOutcome.Refuse(
                "IND1003", "提出人不能审批自己的发布；请由另一人审批。", "Who proposed may not approve; ask somebody else.");
        }

        return null;
    }

    private static PublicationOutcome NeedsReason(FigurePublication proposal, bool revises) =>
        PublicationOutcome.Refuse(
        "IND1004",
        revises ? $"{proposal.FigureId} 已发布过；修订须说明原因。" : $"{proposal.FigureId} 不完整；发布须写明理由。",
        revises ? $"{proposal.FigureId} was published before; explain the revision."
            : $"{proposal.FigureId} is incomplete; give the reason to publish it.");

    // Of what nobody counted it is not known whether enough stand behind it.
    private bool IsTooSmall(FigurePublication p) => !p.IsSupportCounted
        || CellSuppression.At(calculator.Policies, p.AsOf).IsTooSmall(p.Support);

    private PublicationOutcome? TooSmall(IReadOnlyList<FigurePublication> proposals)
    {
        var small = proposals.Where(IsTooSmall).ToList();
        if (small.Count == 0)
            return null;
        var limits = CellSuppression.At(calculator.Policies, small[0].AsOf);
        var named = string.Join(", ", small.Select(p => $"{p.FigureId} {p.AsOf:yyyy-MM-dd}"));
        return PublicationOutcome.Refuse(
            "IND1007",
            $"{named}：合计涉及的机构不足 {limits.MinimumInstitutions} 家或借款人不足 {limits.MinimumBorrowers} 户，"
            + "不得公布；请从本次发布中去掉，或待更多机构报送后再提。",
            $"{named}: fewer than {limits.MinimumInstitutions} institutions or {limits.MinimumBorrowers} borrowers "
            + "stand behind the total, so it is not published; leave it out, or propose it when more have filed.") with
        {
            TooSmall = [.. small.Select(p => (p.FigureId, p.AsOf))],
        };
    }

    private static string Subject(FigurePublication p) => PublicationRecords.Subject(p);

    private void Decide(FigurePublication publication, PublicationState state, Viewer viewer, string? reason)
    {
        publication.State = state;
        publication.DecidedBy = viewer.AccountName;
        publication.DecidedAt = time.Now();
        publication.Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
    }

    private FigurePublication Proposal(FigureValue value, FigureSupport support, Viewer viewer) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        FigureId = value.Figure.Id,
        AsOf = value.AsOf,
        KnownAt = value.KnownAt,
        ValueText = value.Value!.Value.ToString(CultureInfo.InvariantCulture),
        Unit = value.Figure.Unit,
        RulesHash = calculator.Compiler.Plan(value.AsOf, [value.Figure.PackId])
            .Pack(value.Figure.PackId)?.FiguresHash ?? string.Empty,
        IsIncomplete = value.Coverage.IsIncomplete,
        CoverageText = CoverageOf(value.Coverage),
        Institutions = support.Institutions,
        Borrowers = support.Borrowers,
        IsSupportCounted = true,
        State = PublicationState.Proposed,
        ProposedBy = viewer.AccountName,
        ProposedAt = time.Now(),
    };

    private static string CoverageOf(FigureCoverage coverage)
    {
        var left = string.Join(
            ", ", coverage.LeftOut.Select(l => $"{l.Reason}={l.Rows.ToString(CultureInfo.InvariantCulture)}"));
        return string.Create(CultureInfo.InvariantCulture, $"{coverage.Accepted}/{coverage.Due}; {left}");
    }

    private sealed record Ending(PublicationState From, PublicationState To, string Action);
}

/// <summary>What became of an act.</summary>
/// <param name="Ids">The publications that changed.</param>
/// <param name="Problem">Why nothing changed; null when it did.</param>
public sealed record PublicationOutcome(IReadOnlyList<Guid> Ids, Diagnostic? Problem)
{
    /// <summary>The totals (figure, 数据日期) that refused it: too few stand behind them.</summary>
    public IReadOnlyList<(string FigureId, DateOnly AsOf)> TooSmall { get; init; } = [];

    /// <summary>Whether it was done.</summary>
    public bool IsDone => Problem is null;

    internal static PublicationOutcome Refuse(string code, string zh, string en) =>
        new([], Diagnostic.Error(code, zh, en));
}
