namespace Huoshui.Systems.Campaigns;

/// <summary>What is counted of campaigns. A party counts once in a row, whatever number of events it came to.</summary>
/// <param name="Events">场次 that take place; of a bank those that it hosts.</param>
/// <param name="Contacts">接触, each event and bank by itself.</param>
/// <param name="Parties">接触户数.</param>
/// <param name="Leads">Of these handed to the street.</param>
/// <param name="Visited">Of these visited since the day they were first met.</param>
/// <param name="Needs">Of the parties with a declared need.</param>
/// <param name="NeedFen">Of each party the need that it declared last, in 分.</param>
/// <param name="Loans">放款 of new money that belongs here, 笔.</param>
/// <param name="LoanFen">Their sum, in 分.</param>
/// <param name="Renewals">展期, 借新还旧 and 无还本续贷 that belong here, 笔.</param>
/// <param name="RenewalFen">Their sum, in 分.</param>
public sealed record CampaignFigures(
    int Events, int Contacts, int Parties, int Leads, int Visited, int Needs, long NeedFen, int Loans, long LoanFen,
    int Renewals, long RenewalFen)
{
    /// <summary>Nothing.</summary>
    public static CampaignFigures Nothing { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    internal static CampaignFigures Of(
        int events, IEnumerable<PartyContact> contacts, IEnumerable<AttributedLoan> loans,
        IReadOnlyDictionary<string, PartyStanding> parties)
    {
        var met = contacts.ToLookup(c => c.Party, StringComparer.Ordinal);
        var leads = met.Where(IsLead).ToList();
        var needs = met.Select(NeedOf).OfType<long>().ToList();
        var drawn = loans.ToLookup(l => l.Loan.IsCounted);
        return new CampaignFigures(
            events, met.Sum(g => g.Count()), met.Count, leads.Count, leads.Count(g => IsVisited(g, parties)),
            needs.Count, needs.Sum(), drawn[true].Count(), drawn[true].Sum(l => l.Loan.AmountFen),
            drawn[false].Count(), drawn[false].Sum(l => l.Loan.AmountFen));
    }

    /// <summary>Whether one of the contacts of a party was handed to the street.</summary>
    internal static bool IsLead(IEnumerable<PartyContact> met) => met.Any(c => c.Contact.Lead != LeadStates.None);

    /// <summary>Whether a party was visited since it was first met.</summary>
    internal static bool IsVisited(
        IGrouping<string, PartyContact> met, IReadOnlyDictionary<string, PartyStanding> parties) =>
        parties.GetValueOrDefault(met.Key)?.LastVisitedOn >= met.Min(c => c.Contact.On);

    /// <summary>The need that a party declared last, in 分; null for none.</summary>
    internal static long? NeedOf(IEnumerable<PartyContact> met) => met.Where(c => c.Contact.NeedFen is not null)
        .OrderBy(c => c.Contact.On).ThenBy(c => c.Contact.RecordedAt)
        .ThenBy(c => c.Contact.Id.ToString(), StringComparer.Ordinal).LastOrDefault()?.Contact.NeedFen;
}

/// <summary>The figures of one bank, district or campaign.</summary>
/// <param name="Key">机构ID, 管理区 or the campaign's id.</param>
/// <param name="Figures">The figures.</param>
public sealed record KeyedFigures(string Key, CampaignFigures Figures);

/// <summary>报表 of one campaign. Events, contacts and loans of the parts add up; a party that met two banks counts with
/// each, and once in the total.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Total">All of it that the viewer sees.</param>
/// <param name="ByBank">Contacts by the bank that met the party, loans by the bank that lent.</param>
/// <param name="ByDistrict">By the district of the party; events by that of the place.</param>
public sealed record CampaignReport(
    Campaign Campaign, CampaignFigures Total, IReadOnlyList<KeyedFigures> ByBank,
    IReadOnlyList<KeyedFigures> ByDistrict);

/// <summary>全市合计 over campaigns.</summary>
/// <param name="Rows">By campaign.</param>
/// <param name="Total">Each party once over all of them.</param>
/// <param name="PartiesOfRows">The parties of the rows, added up.</param>
/// <param name="Overlapping">Parties that two campaigns or more met.</param>
/// <param name="Pairs">Campaigns that met the same parties, and how many; the most first.</param>
public sealed record CityReport(
    IReadOnlyList<(Campaign Campaign, CampaignFigures Figures)> Rows, CampaignFigures Total, int PartiesOfRows,
    int Overlapping, IReadOnlyList<CampaignPair> Pairs);

/// <summary>Two campaigns with common parties.</summary>
/// <param name="One">A campaign.</param>
/// <param name="Other">Another.</param>
/// <param name="Parties">How many parties both met.</param>
public sealed record CampaignPair(Campaign One, Campaign Other, int Parties);
