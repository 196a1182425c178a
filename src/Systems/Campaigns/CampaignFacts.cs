using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>What some campaigns came to, as far as a viewer sees it. Read anew every time, so that it is what contacts,
/// visits and drawdowns say at that moment.</summary>
/// <param name="Campaigns">The campaigns.</param>
/// <param name="Events">Their events that take place.</param>
/// <param name="Contacts">Their contacts.</param>
/// <param name="Loans">Loans that belong to them, renewals among them.</param>
/// <param name="Parties">By the key of the party that counts; of a party that the system of visits does not know there
/// is none.</param>
internal sealed record CampaignFacts(
    IReadOnlyList<Campaign> Campaigns, IReadOnlyList<CampaignEvent> Events, IReadOnlyList<PartyContact> Contacts,
    IReadOnlyList<AttributedLoan> Loans, IReadOnlyDictionary<string, PartyStanding> Parties);

/// <summary>Reads <see cref="CampaignFacts"/>. Thread safe.</summary>
internal sealed class CampaignFactReader(
    IDbContextFactory<OperationsContext> contexts, CampaignPolicy policy, IEnumerable<FindParties> parties,
    IEnumerable<FindDrawdowns> drawdowns)
{
    private const int Some = 5_000; // keys of one query, which are one parameter of it

    private readonly FindParties? _parties = parties.FirstOrDefault();
    private readonly FindDrawdowns? _drawdowns = drawdowns.FirstOrDefault();

    /// <summary>Of some campaigns; reads no contact that the viewer does not see.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="campaigns">Which of those that he sees.</param>
    /// <param name="isOfOthersToo">For a bank: its loans to parties that only other banks met as well.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task<CampaignFacts> ReadAsync(
        Viewer viewer, IReadOnlyList<Campaign> campaigns, bool isOfOthersToo, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = campaigns.Select(c => c.Id).ToList();
        var events = await context.Set<CampaignEvent>().AsNoTracking().Include(e => e.Hosts)
            .Where(e => ids.Contains(e.CampaignId) && e.CancelledWhy == null)
            .OrderBy(e => e.On).ThenBy(e => e.BeginMinute).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        var seen = await CampaignScope.Contacts(context, viewer).AsNoTracking()
            .Where(c => ids.Contains(c.CampaignId)).ToListAsync(cancellationToken);
        var keys = isOfOthersToo && CampaignScope.BankOf(viewer) is not null
            ? await context.Set<CampaignContact>().Where(c => ids.Contains(c.CampaignId)).Select(c => c.PartyKey)
                .Distinct().ToListAsync(cancellationToken)
            : [.. seen.Select(c => c.PartyKey).Distinct(StringComparer.Ordinal)];
        var known = _parties is null ? new Dictionary<string, PartyStanding>(StringComparer.Ordinal)
            : await _parties(keys, cancellationToken);
        var loans = await LoansAsync(context, keys, ids, known, cancellationToken);
        var own = seen.Select(c => c.Id).ToHashSet();
        return new CampaignFacts(
            campaigns, events, [.. Of(seen, known)], [.. loans.Where(l => Sees(viewer, l, own))],
            known.Values.DistinctBy(p => p.Key).ToDictionary(p => p.Key, StringComparer.Ordinal));
    }

    /// <summary>The last visit of each party that was met, since the day of the contact; those without are left
    /// out.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateOnly>> VisitsAsync(
        IReadOnlyList<CampaignContact> met, CancellationToken cancellationToken)
    {
        if (_parties is null || met.Count == 0)
            return new Dictionary<Guid, DateOnly>();
        var known = await _parties(
            [.. met.Select(c => c.PartyKey).Distinct(StringComparer.Ordinal)], cancellationToken);
        return met.Select(c => (c.Id, c.On, Last: known.GetValueOrDefault(c.PartyKey)?.LastVisitedOn))
            .Where(c => c.Last >= c.On).ToDictionary(c => c.Id, c => c.Last!.Value);
    }

    // A bank sees what it lent itself; everybody else the loans of the contacts that he sees.
    private static bool Sees(Viewer viewer, AttributedLoan loan, HashSet<Guid> seen) =>
        CampaignScope.BankOf(viewer) is { } bank ? loan.Loan.BankId == bank : seen.Contains(loan.Met.Contact.Id);

    private static IEnumerable<PartyContact> Of(
        IEnumerable<CampaignContact> contacts, IReadOnlyDictionary<string, PartyStanding> known) =>
        contacts.Select(c => new PartyContact(c, known.GetValueOrDefault(c.PartyKey)?.Key ?? c.PartyKey))
            .OrderBy(c => c.Contact.On).ThenBy(c => c.Contact.RecordedAt).ThenBy(c => c.Contact.Id);

    // A loan may belong to another campaign that met the party: those are looked at as well.
    private async Task<IReadOnlyList<AttributedLoan>> LoansAsync(
        OperationsContext context, IReadOnlyCollection<string> met, List<Guid> ids,
        IReadOnlyDictionary<string, PartyStanding> known, CancellationToken cancellationToken)
    {
        if (_drawdowns is null || met.Count == 0)
            return [];
        var roots = met.Select(k => known.GetValueOrDefault(k)?.Key ?? k)
            .Distinct(StringComparer.Ordinal).ToList();
        var loans = await _drawdowns(roots, cancellationToken);
        var borrowers = loans.Select(l => l.PartyKey).ToHashSet(StringComparer.Ordinal);
        var keys = known.Values.Where(p => borrowers.Contains(p.Key)).SelectMany(p => p.Keys)
            .Concat(borrowers).Distinct(StringComparer.Ordinal).ToList();
        var banks = await CountedAsync(context, cancellationToken);
        var rivals = new List<CampaignContact>();
        foreach (var some in keys.Chunk(Some))
        {
            rivals.AddRange(await context.Set<CampaignContact>().AsNoTracking()
                .Where(c => EF.Parameter(some).Contains(c.PartyKey)).ToListAsync(cancellationToken));
        }

        var aliases = known.Values.DistinctBy(p => p.Key).SelectMany(p => p.Keys.Select(k => (k, p)))
            .ToDictionary(p => p.k, p => p.p, StringComparer.Ordinal);
        var wanted = ids.ToHashSet();
        return
        [
            .. Attribution.Of(
                Of(rivals.Where(c => banks.ContainsKey(c.CampaignId)), aliases), loans, policy.Attribution(),
                (campaign, bank) => banks[campaign].Contains(bank))
                .Where(l => wanted.Contains(l.Met.Contact.CampaignId)),
        ];
    }

    // The banks of every campaign that counts.
    private async Task<Dictionary<Guid, HashSet<string>>> CountedAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var states = policy.CountedStates();
        var rows = await context.Set<Campaign>().AsNoTracking().Where(c => states.Contains(c.State))
            .SelectMany(c => c.Banks).ToListAsync(cancellationToken);
        return rows.GroupBy(b => b.CampaignId)
            .ToDictionary(g => g.Key, g => g.Select(b => b.BankId).ToHashSet(StringComparer.Ordinal));
    }
}
