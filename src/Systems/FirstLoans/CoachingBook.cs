using System.Runtime.CompilerServices;
using Huoshui.Casework;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.FirstLoans;

/// <summary>首贷 of a coached party. A bank reads of another's loan only that there is one, and its day.</summary>
/// <param name="BankId">机构ID of the bank that lent; null for a reader of another bank.</param>
/// <param name="IouId">借据ID; null likewise.</param>
/// <param name="AmountFen">In 分; null likewise.</param>
/// <param name="On">The day.</param>
/// <param name="IsFound">Found among the drawdowns of the coordination; else the coaching bank told it.</param>
public sealed record FirstLoan(string? BankId, string? IouId, long? AmountFen, DateOnly On, bool IsFound);

/// <summary>A coaching with what became of it.</summary>
/// <param name="Coaching">The coaching.</param>
/// <param name="Loan">The first loan; null while there is none.</param>
public sealed record CoachedParty(Coaching Coaching, FirstLoan? Loan);

/// <summary>The figures of one bank.</summary>
/// <param name="BankId">机构ID.</param>
/// <param name="Parties">Parties that it coaches or coached.</param>
/// <param name="Coached">Of these with a contact.</param>
/// <param name="Overdue">Open, without a loan, and past the day of the next contact.</param>
/// <param name="Borrowed">With a first loan, each party once.</param>
/// <param name="AmountFen">Sum of the first loans whose amount the viewer reads, in 分.</param>
public sealed record CoachingFigures(
    string BankId, int Parties, int Coached, int Overdue, int Borrowed, long AmountFen);

/// <summary>查阅 of coaching: a bank sees its own, the regulator all. First loans are looked up at every reading, so
/// that they
/// are what the drawdowns say. Thread safe.</summary>
public sealed class CoachingBook(
    IDbContextFactory<OperationsContext> contexts, CoachingPolicy policy, IEnumerable<FindDrawdowns> drawdowns)
{
    private const int Some = 1000; // coachings that are read at a time

    private static readonly ListColumns<Coaching> Columns = ListColumns.ByKey((Coaching c) => c.Id)
        .Sorted("due", c => c.DueOn);

    /// <summary>A page of the coachings that a viewer sees, the nearest contact first.</summary>
    public async Task<Page<CoachedParty>> PageAsync(
        Viewer viewer, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(page);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await Columns.PageAsync(
            Seen(context, viewer).AsNoTracking(), page with { Sort = "due" }, cancellationToken);
        return new Page<CoachedParty>(await WithLoansAsync(viewer, found.Rows, cancellationToken), found.Total);
    }

    /// <summary>待办: open coachings whose contact is due by a day, without a loan yet, the nearest first.</summary>
    public async Task<(int Count, IReadOnlyList<CoachedParty> First)> OwedAsync(
        Viewer viewer, DateOnly until, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var due = Seen(context, viewer).AsNoTracking().Where(c => c.OpenKey != null && c.DueOn <= until)
            .OrderBy(c => c.DueOn).ThenBy(c => c.Id);
        var (count, first) = (0, new List<CoachedParty>());
        await foreach (var some in InPartsAsync(viewer, due, cancellationToken))
        {
            var owed = some.Where(p => p.Loan is null).ToList();
            count += owed.Count;
            first.AddRange(owed.Take(most - first.Count));
        }

        return (count, first);
    }

    /// <summary>One coaching with its steps; null if there is none or it is not the viewer's to see.</summary>
    public async Task<(CoachedParty Party, IReadOnlyList<CoachingStep> Steps)?> OneAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var one = await Seen(context, viewer).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (one is null)
            return null;
        var steps = await context.Set<CoachingStep>().AsNoTracking().Where(s => s.CoachingId == id)
            .OrderBy(s => s.At).ThenBy(s => s.Id).ToListAsync(cancellationToken);
        var drawn = drawdowns.FirstOrDefault() is { } find
            ? (await find([one.PartyKey], cancellationToken)).Where(d => d.IsCounted) : [];
        return (new CoachedParty(one, For(viewer, LoanOf(one, drawn))), steps);
    }

    /// <summary>The figures by bank, of what the viewer sees; a party counts once a bank.</summary>
    public async Task<IReadOnlyList<CoachingFigures>> FiguresAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var today = policy.Today();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var all = Seen(context, viewer).AsNoTracking().OrderBy(c => c.BankId).ThenBy(c => c.PartyKey).ThenBy(c => c.Id);
        var tallies = new List<CoachingTally>();
        await foreach (var some in InPartsAsync(viewer, all, cancellationToken))
        {
            foreach (var party in some)
            {
                if (tallies.Count == 0 || tallies[^1].BankId != party.Coaching.BankId)
                    tallies.Add(new CoachingTally(party.Coaching.BankId));
                tallies[^1].Add(party, IsOverdue(party, today));
            }
        }

        return [.. tallies.Select(t => t.ToFigures())];
    }

    /// <summary>Firms of the list in force that wait for a bank; persons, whom no bank is given, apart.</summary>
    public async Task<(int Firms, int Persons)> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var current = await context.Set<ListEdition>().Where(e => e.CurrentKey == CoachingPolicy.ListId)
            .Select(e => (Guid?)e.Id).SingleOrDefaultAsync(cancellationToken);
        if (current is not { } id)
            return (0, 0);
        return (await CoachingDesk.Waiting(context, id).CountAsync(cancellationToken),
            await context.Set<ListMember>().CountAsync(
                m => m.EditionId == id && m.State == MemberState.Kept && m.IsPersonal, cancellationToken));
    }

    /// <summary>Whether a contact is owed: open, without a loan, past its day.</summary>
    public static bool IsOverdue(CoachedParty party, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(party);
        return party.Loan is null && party.Coaching.DueOn < today;
    }

    internal static IQueryable<Coaching> Seen(OperationsContext context, Viewer viewer)
    {
        var all = context.Set<Coaching>();
        var bank = viewer.InstitutionId;
        return viewer.IsRegulator ? all
            : bank is not null && viewer.Roles.Overlaps(Roles.OfInstitutions) ? all.Where(c => c.BankId == bank)
            : all.Where(c => false);
    }

    // In parts, so that neither the store nor the memory holds all of a city at once.
    private async IAsyncEnumerable<IReadOnlyList<CoachedParty>> InPartsAsync(
        Viewer viewer, IQueryable<Coaching> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var some = new List<Coaching>(Some);
        await foreach (var one in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            some.Add(one);
            if (some.Count < Some)
                continue;
            yield return await WithLoansAsync(viewer, some, cancellationToken);
            some.Clear();
        }

        if (some.Count > 0)
            yield return await WithLoansAsync(viewer, some, cancellationToken);
    }

    private async Task<IReadOnlyList<CoachedParty>> WithLoansAsync(
        Viewer viewer, IReadOnlyList<Coaching> some, CancellationToken cancellationToken)
    {
        var drawn = drawdowns.FirstOrDefault() is { } find
            ? (await find([.. some.Select(c => c.PartyKey)], cancellationToken)).Where(d => d.IsCounted)
                .ToLookup(d => d.PartyKey, StringComparer.Ordinal) : null;
        return [.. some.Select(c => new CoachedParty(c, For(viewer, LoanOf(c, drawn?[c.PartyKey] ?? []))))];
    }

    private static FirstLoan? For(Viewer viewer, FirstLoan? loan) => loan is null || viewer.IsRegulator
        || loan.BankId == viewer.InstitutionId ? loan
        : loan with { BankId = null, IouId = null, AmountFen = null };

    // The first new loan since the assignment, of whatever bank; what the coaching bank told counts when it is earlier.
    private static FirstLoan? LoanOf(Coaching one, IEnumerable<PartyDrawdown> drawn)
    {
        var found = drawn.Where(d => d.DrawnOn >= one.AssignedOn).Select(d =>
            new FirstLoan(d.BankId, d.IouId, d.AmountFen, d.DrawnOn, true)).FirstOrDefault();
        var told = one.IouId is { } iou
            ? new FirstLoan(one.BankId, iou, one.AmountFen!.Value, one.BorrowedOn!.Value, false) : null;
        return found is null || told?.On < found.On ? told : found;
    }
}
