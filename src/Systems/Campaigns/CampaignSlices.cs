using Huoshui.Registry;

namespace Huoshui.Systems.Campaigns;

/// <summary>Parts of <see cref="CampaignFacts"/>, and the rows behind them.</summary>
internal static class CampaignSlices
{
    /// <summary>The district of a party: that of the register, else the one that was told when it was met.</summary>
    public static string DistrictOf(this CampaignFacts facts, PartyContact contact) =>
        facts.Parties.GetValueOrDefault(contact.Party)?.DistrictCode ?? contact.Contact.DistrictCode;

    /// <summary>Of one campaign.</summary>
    public static CampaignFacts Of(this CampaignFacts facts, Guid campaign) => facts with
    {
        Campaigns = [.. facts.Campaigns.Where(c => c.Id == campaign)],
        Events = [.. facts.Events.Where(e => e.CampaignId == campaign)],
        Contacts = [.. facts.Contacts.Where(c => c.Contact.CampaignId == campaign)],
        Loans = [.. facts.Loans.Where(l => l.Met.Contact.CampaignId == campaign)],
    };

    /// <summary>The figures of a bank, of a district, or of all (null).</summary>
    public static CampaignFigures Figures(this CampaignFacts facts, string? bank, string? district) =>
        CampaignFigures.Of(
            facts.Events.Count(e => (bank is null || e.Hosts.Any(h => h.BankId == bank))
                && (district is null || e.DistrictCode == district)),
            facts.ContactsOf(bank, district), facts.DrawnOf(bank, district), facts.Parties);

    /// <summary>The parties behind a number, by the day they were first met.</summary>
    public static IReadOnlyList<CampaignParty> PartiesOf(
        this CampaignFacts facts, Viewer viewer, CampaignRows which, string? bank, string? district)
    {
        var drawn = facts.DrawnOf(null, null).Where(l => l.Loan.IsCounted)
            .ToLookup(l => l.Met.Party, StringComparer.Ordinal);
        return
        [
            .. facts.ContactsOf(bank, district).GroupBy(c => c.Party, StringComparer.Ordinal)
                .Where(g => which switch
                {
                    CampaignRows.Leads => CampaignFigures.IsLead(g),
                    CampaignRows.Visited =>
                        CampaignFigures.IsLead(g) && CampaignFigures.IsVisited(g, facts.Parties),
                    CampaignRows.Needs => CampaignFigures.NeedOf(g) is not null,
                    _ => true,
                })
                .Select(g => facts.PartyOf(
                    viewer, g, [.. drawn[g.Key].Where(l => bank is null || l.Loan.BankId == bank)]))
                .OrderBy(p => p.FirstOn).ThenBy(p => p.Code, StringComparer.Ordinal)
                .ThenBy(p => p.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The loans behind a number, by day.</summary>
    public static IReadOnlyList<CampaignLoan> LoansOf(
        this CampaignFacts facts, Viewer viewer, bool isCounted, string? bank, string? district)
    {
        var own = CampaignScope.BankOf(viewer);
        return
        [
            .. facts.DrawnOf(bank, district).Where(l => l.Loan.IsCounted == isCounted)
                .Select(l => new CampaignLoan(
                    l.Loan, CampaignScope.Name(viewer, l.Met.Contact.Name, l.Met.Contact.IsIndividual),
                    CampaignScope.Code(l.Met.Contact.PartyKey, l.Met.Contact.IsIndividual), l.Met.Contact.On,
                    own is null || own == l.Met.Contact.BankId ? l.Met.Contact.BankId : null,
                    l.Met.Contact.CampaignId)),
        ];
    }

    /// <summary>Campaigns by pairs with common parties.</summary>
    public static IReadOnlyList<CampaignPair> PairsOf(this CampaignFacts facts, IReadOnlyList<List<Guid>> met)
    {
        var order = facts.Campaigns.Select((c, n) => (c, n)).ToDictionary(p => p.c.Id, p => p.n);
        var counts = met.SelectMany(m => m.SelectMany(_ => m, (a, b) => (a, b)))
            .Where(p => order[p.a] < order[p.b]).CountBy(p => p);
        return
        [
            .. counts.OrderByDescending(c => c.Value).ThenBy(c => order[c.Key.a]).ThenBy(c => order[c.Key.b])
                .Select(c => new CampaignPair(
                    facts.Campaigns[order[c.Key.a]], facts.Campaigns[order[c.Key.b]], c.Value)),
        ];
    }

    private static IEnumerable<PartyContact> ContactsOf(this CampaignFacts facts, string? bank, string? district) =>
        facts.Contacts.Where(c => (bank is null || c.Contact.BankId == bank)
            && (district is null || facts.DistrictOf(c) == district));

    private static IEnumerable<AttributedLoan> DrawnOf(this CampaignFacts facts, string? bank, string? district) =>
        facts.Loans.Where(l => (bank is null || l.Loan.BankId == bank)
            && (district is null || facts.DistrictOf(l.Met) == district));

    private static CampaignParty PartyOf(
        this CampaignFacts facts, Viewer viewer, IGrouping<string, PartyContact> met, List<AttributedLoan> drawn)
    {
        var last = met.Last();
        var contact = last.Contact;
        var party = facts.Parties.GetValueOrDefault(met.Key);
        var lead = met.Select(c => c.Contact.Lead)
            .MinBy(l => l == LeadStates.Offered ? 0 : l == LeadStates.InWork ? 1 : 2)!;
        return new CampaignParty(
            CampaignScope.Name(viewer, contact.Name, contact.IsIndividual),
            CampaignScope.Code(met.Key, contact.IsIndividual), facts.DistrictOf(last),
            party?.StreetCode ?? contact.StreetCode, met.Count(), met.Min(c => c.Contact.On),
            [.. met.Select(c => c.Contact.BankId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            lead, CampaignFigures.IsVisited(met, facts.Parties) ? party?.LastVisitedOn : null,
            CampaignFigures.NeedOf(met), drawn.Count, drawn.Sum(l => l.Loan.AmountFen));
    }
}
