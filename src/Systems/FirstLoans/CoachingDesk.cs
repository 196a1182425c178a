using Huoshui.Casework;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.FirstLoans;

/// <summary>What became of an act: the coaching, or how many were assigned; refusals when it was not done.</summary>
/// <param name="Value">The coaching; null when refused, or when many were assigned.</param>
/// <param name="Refusals">Why it was refused; empty when it was done.</param>
/// <param name="Assigned">How many parties were assigned.</param>
public sealed record CoachingAnswer(Coaching? Value, IReadOnlyList<Diagnostic> Refusals, int Assigned = 0)
{
    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Refusals.Count == 0;

    internal static CoachingAnswer No(Diagnostic refusal) => new(null, [refusal]);
}

/// <summary>A contact as the bank records it.</summary>
/// <param name="Id">Chosen by the form: the same id is the same contact.</param>
/// <param name="On">The day.</param>
/// <param name="Kind">A code of the list <c>contact</c>.</param>
/// <param name="Words">What was done.</param>
public sealed record ContactRequest(Guid Id, DateOnly On, string Kind, string Words);

/// <summary>首贷 as the bank tells it.</summary>
/// <param name="IouId">借据ID.</param>
/// <param name="AmountYuan">Whole 元.</param>
/// <param name="On">The day of the drawdown.</param>
public sealed record LoanRequest(string IouId, long AmountYuan, DateOnly On);

/// <summary>培育: assigns banks by turns, takes contacts and first loans. Thread safe.</summary>
public sealed class CoachingDesk(
    IDbContextFactory<OperationsContext> contexts, CoachingPolicy policy, TimeProvider time)
{
    /// <summary>Most characters of a text.</summary>
    public const int LongestWords = 500;

    private const int LongestId = 100;
    private const int FenPerYuan = 100;

    /// <summary>分派: every firm of the list in force that no bank coaches or coached, by turns: the bank with the
    /// fewest
    /// open ones first, of equal ones the smallest 机构ID. Persons are left out.</summary>
    public async Task<CoachingAnswer> AssignAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!May(viewer, CoachingSteps.Assign) || !viewer.IsRegulator)
            return CoachingAnswer.No(CoachingRefusals.NotYours);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.NextAsync("firstloans/assign", cancellationToken); // one at a time
        var edition = await context.Set<ListEdition>().AsNoTracking()
            .SingleOrDefaultAsync(e => e.CurrentKey == CoachingPolicy.ListId, cancellationToken);
        if (edition is null)
            return CoachingAnswer.No(CoachingRefusals.NoList);
        var today = policy.Today();
        var open = (await policy.BanksAsync(context, today, cancellationToken))
            .ToDictionary(b => b, _ => 0, StringComparer.Ordinal);
        if (open.Count == 0)
            return CoachingAnswer.No(CoachingRefusals.NoBank);
        var counts = await context.Set<Coaching>().Where(c => c.OpenKey != null).GroupBy(c => c.BankId)
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        foreach (var one in counts.Where(c => open.ContainsKey(c.Key)))
            open[one.Key] = one.Count;
        var waiting = await Waiting(context, edition.Id).OrderBy(m => m.SubjectKey).ToListAsync(cancellationToken);
        foreach (var member in waiting)
        {
            var bank = open.OrderBy(b => b.Value).ThenBy(b => b.Key, StringComparer.Ordinal).First().Key;
            open[bank]++;
            Add(context, viewer, member, bank, today);
        }

        context.Audit(viewer.AccountName, "coaching.assign", $"list/{edition.Id}", new { parties = waiting.Count });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new CoachingAnswer(null, [], waiting.Count);
    }

    /// <summary>登记辅导.</summary>
    public async Task<CoachingAnswer> ContactAsync(
        Viewer viewer, Guid id, ContactRequest contact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var known = await context.Set<CoachingStep>().AsNoTracking()
                .SingleOrDefaultAsync(s => s.Id == contact.Id, cancellationToken);
            if (known is not null)
            {
                return known.CoachingId != id || known.Words != contact.Words.Trim() || known.On != contact.On
                    ? CoachingAnswer.No(CoachingRefusals.Used)
                    : new CoachingAnswer(
                        await CoachingBook.Seen(context, viewer)
                            .SingleOrDefaultAsync(c => c.Id == id, cancellationToken), []);
            }
        }

        var list = policy.Process.List("contact");
        var act = new Act(CoachingSteps.Contact, contact.Id, contact.On, contact.Kind, contact.Words);
        return await DoAsync(viewer, id, act, one =>
        {
            if (list.Find(contact.Kind) is null)
                return CoachingRefusals.NotOfList(list.Title.Zh, list.Title.En).At("kind");
            if (!IsText(contact.Words))
                return CoachingRefusals.Words(LongestWords).At("words");
            one.LastContactOn = one.LastContactOn > contact.On ? one.LastContactOn : contact.On;
            one.DueOn = policy.DueAfter(one.LastContactOn!.Value, isFirst: false);
            return null;
        }, cancellationToken);
    }

    /// <summary>报首贷: a loan that the bank gave outside the coordination.</summary>
    public Task<CoachingAnswer> BorrowAsync(
        Viewer viewer, Guid id, LoanRequest loan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(loan);
        return DoAsync(viewer, id, new Act(CoachingSteps.Borrow, null, loan.On, null, loan.IouId), one =>
        {
            var isId = loan.IouId is { Length: > 0 and <= LongestId }
                && loan.IouId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
            if (!isId || loan.AmountYuan < 1 || loan.AmountYuan > policy.MostYuan(policy.Today()))
                return CoachingRefusals.Amount.At("iou");
            (one.IouId, one.AmountFen, one.BorrowedOn) = (loan.IouId, loan.AmountYuan * FenPerYuan, loan.On);
            (one.OpenKey, one.DueOn) = (null, null);
            return null;
        }, cancellationToken);
    }

    /// <summary>结束, with a reason of the pack.</summary>
    public Task<CoachingAnswer> EndAsync(
        Viewer viewer, Guid id, string? reason, CancellationToken cancellationToken)
    {
        var list = policy.Process.List("end_reason");
        return DoAsync(viewer, id, new Act(CoachingSteps.End, null, policy.Today(), reason, null), one =>
        {
            if (list.Find(reason) is null)
                return CoachingRefusals.NotOfList(list.Title.Zh, list.Title.En).At("reason");
            (one.OpenKey, one.DueOn, one.EndReason) = (null, null, reason);
            return null;
        }, cancellationToken);
    }

    /// <summary>Firms of an edition that no bank coaches or coached.</summary>
    internal static IQueryable<ListMember> Waiting(OperationsContext context, Guid editionId) =>
        context.Set<ListMember>().AsNoTracking().Where(m => m.EditionId == editionId && m.State == MemberState.Kept
            && !m.IsPersonal && !context.Set<Coaching>().Any(c => c.PartyKey == m.SubjectKey
                && (c.OpenKey != null || c.IouId != null || c.EditionId == editionId)));

    private void Add(OperationsContext context, Viewer viewer, ListMember member, string bank, DateOnly today)
    {
        var at = time.Now();
        var one = new Coaching
        {
            Id = Guid.CreateVersion7(at),
            PartyKey = member.SubjectKey,
            OpenKey = member.SubjectKey,
            Name = member.Name,
            BankId = bank,
            EditionId = member.EditionId,
            AssignedBy = viewer.AccountName,
            AssignedOn = today,
            State = policy.Process.Step(CoachingSteps.Assign).To,
            DueOn = policy.DueAfter(today, isFirst: true),
        };
        context.Add(one);
        context.Add(StepOf(one, new Act(CoachingSteps.Assign, null, today, null, null), viewer, at));
    }

    private static CoachingStep StepOf(Coaching one, Act act, Viewer viewer, DateTimeOffset at) => new()
    {
        Id = act.Id ?? Guid.CreateVersion7(at),
        CoachingId = one.Id,
        Step = act.Step,
        On = act.On,
        At = at,
        Actor = viewer.AccountName,
        Code = act.Code,
        Words = act.Words?.Trim(),
    };

    private bool May(Viewer viewer, string step) =>
        viewer != Viewer.Public && viewer.Roles.Overlaps(policy.Process.Step(step).By);

    private async Task<CoachingAnswer> DoAsync(
        Viewer viewer, Guid id, Act act, Func<Coaching, Diagnostic?> change, CancellationToken cancellationToken)
    {
        if (!May(viewer, act.Step))
            return CoachingAnswer.No(CoachingRefusals.NotYours);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var one = await CoachingBook.Seen(context, viewer).SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (one is null)
            return CoachingAnswer.No(CoachingRefusals.NotFound);
        var step = policy.Process.Step(act.Step);
        if (!step.CanFollow(one.State))
            return CoachingAnswer.No(CoachingRefusals.Ended);
        if (act.On < one.AssignedOn || act.On > policy.Today())
            return CoachingAnswer.No(CoachingRefusals.WrongDay.At("on"));
        if (change(one) is { } refusal)
            return CoachingAnswer.No(refusal);
        one.State = step.To;
        context.Add(StepOf(one, act, viewer, time.Now()));
        context.Audit(viewer.AccountName, $"coaching.{act.Step}", $"coaching/{id}", new { act.Code });
        return await SaveAsync(context, one, act, cancellationToken);
    }

    private static async Task<CoachingAnswer> SaveAsync(
        OperationsContext context, Coaching one, Act act, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return new CoachingAnswer(one, []);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CoachingAnswer.No(CoachingRefusals.Changed);
        }
        catch (DbUpdateException error) when (
            StoreConflict.Of<Coaching>(error) || StoreConflict.Of<CoachingStep>(error))
        {
            return CoachingAnswer.No(act.Step == CoachingSteps.Borrow
                ? CoachingRefusals.IouTaken.At("iou") : CoachingRefusals.Changed);
        }
    }

    private static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= LongestWords
        && !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'));

    private sealed record Act(string Step, Guid? Id, DateOnly On, string? Code, string? Words);
}
