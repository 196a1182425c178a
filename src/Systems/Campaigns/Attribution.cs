namespace Huoshui.Systems.Campaigns;

/// <summary>The rule by which loans belong to contacts, as the pack has it.</summary>
/// <param name="DaysOf">Days of a contact of a day within which a loan belongs to it.</param>
/// <param name="TakesFirst">The earliest contact wins; else the latest.</param>
/// <param name="OnlyParticipating">Only loans of banks that take part in the campaign.</param>
public sealed record AttributionRule(Func<DateOnly, int> DaysOf, bool TakesFirst, bool OnlyParticipating);

/// <summary>A contact as the rule looks at it.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Party">The key of the party that counts.</param>
public sealed record PartyContact(CampaignContact Contact, string Party);

/// <summary>归属: a loan with the contact that it belongs to.</summary>
/// <param name="Loan">The loan.</param>
/// <param name="Met">The contact.</param>
public sealed record AttributedLoan(PartyDrawdown Loan, PartyContact Met);

/// <summary>
/// 归属: every loan to at most one contact, and so to one campaign. A contact has a claim to the loans of its party
/// drawn from its day to N days later, both included. Of several the latest day wins (or the earliest, by the rule); of
/// one day a contact of the lending bank, then the campaign with the smallest id, then the contact with the smallest
/// id, as their text has it.
/// </summary>
public static class Attribution
{
    /// <summary>Attributes loans.</summary>
    /// <param name="contacts">Every contact of the parties, in every campaign that counts.</param>
    /// <param name="loans">Their loans, each 借据 once.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="takesPart">Whether a bank takes part in a campaign.</param>
    /// <returns>Those that belong to a contact, in the order of the loans.</returns>
    public static IReadOnlyList<AttributedLoan> Of(
        IEnumerable<PartyContact> contacts, IEnumerable<PartyDrawdown> loans, AttributionRule rule,
        Func<Guid, string, bool> takesPart)
    {
        ArgumentNullException.ThrowIfNull(loans);
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(takesPart);
        var byParty = contacts.ToLookup(c => c.Party, StringComparer.Ordinal);
        var found = new List<AttributedLoan>();
        foreach (var loan in loans.DistinctBy(l => (l.BankId, l.IouId)))
        {
            var claims = byParty[loan.PartyKey].Where(c => Claims(c.Contact, loan, rule)
                && (!rule.OnlyParticipating || takesPart(c.Contact.CampaignId, loan.BankId)));
            if (Winner(claims, loan, rule) is { } met)
                found.Add(new AttributedLoan(loan, met));
        }

        return found;
    }

    private static bool Claims(CampaignContact contact, PartyDrawdown loan, AttributionRule rule) =>
        loan.DrawnOn >= contact.On && loan.DrawnOn.DayNumber - contact.On.DayNumber <= rule.DaysOf(contact.On);

    private static PartyContact? Winner(IEnumerable<PartyContact> claims, PartyDrawdown loan, AttributionRule rule) =>
        claims.OrderBy(c => rule.TakesFirst ? c.Contact.On.DayNumber : -c.Contact.On.DayNumber)
            .ThenBy(c => c.Contact.BankId == loan.BankId ? 0 : 1)
            .ThenBy(c => c.Contact.CampaignId.ToString(), StringComparer.Ordinal)
            .ThenBy(c => c.Contact.Id.ToString(), StringComparer.Ordinal).FirstOrDefault();
}
