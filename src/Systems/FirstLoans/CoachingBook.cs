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
    /// <summary>The coachings that a viewer sees, the nearest contact first.</summary>
    public async Task<IReadOnlyList<CoachedParty>> ListAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await Seen(context, viewer).AsNoTracking().OrderBy(c => c.DueOn == null).ThenBy(c => c.DueOn)
            .ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var drawn = drawdowns.FirstOrDefault() is { } find
            ? (await find([.. all.Select(c => c.PartyKey)], cancellationToken)).Where(d => d.IsCounted)
                .ToLookup(d => d.PartyKey, StringComparer.Ordinal) : null;
        return [.. all.Select(c => new CoachedParty(c, For(viewer, LoanOf(c, drawn?[c.PartyKey] ?? []))))];
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
    public IReadOnlyList<CoachingFigures> Figures(IReadOnlyList<CoachedParty> parties)
    {
        ArgumentNullException.ThrowIfNull(parties);
        var today = policy.Today();
        return
        [
            .. parties.GroupBy(p => p.Coaching.BankId, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CoachingFigures(
                    g.Key, g.Select(p => p.Coaching.PartyKey).Distinct(StringComparer.Ordinal).Count(),
                    g.Where(p => p.Coaching.LastContactOn is not null).Select(p => p.Coaching.PartyKey)
                        .Distinct(StringComparer.Ordinal).Count(),
                    g.Count(p => IsOverdue(p, today)),
                    g.Where(p => p.Loan is not null).Select(p => p.Coaching.PartyKey)
                        .Distinct(StringComparer.Ordinal).Count(),
                    g.Where(p => p.Loan is not null).DistinctBy(p => p.Coaching.PartyKey, StringComparer.Ordinal)
                        .Sum(p => p.Loan!.AmountFen ?? 0))),
        ];
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
