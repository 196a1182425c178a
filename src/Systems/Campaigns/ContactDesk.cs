using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>A contact as it is recorded.</summary>
/// <param name="Id">Chosen by the form: the same id is the same contact.</param>
/// <param name="Code">统一社会信用代码, or the identity number of a person (kept as a keyed hash only).</param>
/// <param name="IsIndividual">Whether <paramref name="Code"/> is an identity number.</param>
/// <param name="Name">Its name.</param>
/// <param name="StreetCode">街道, nine digits.</param>
/// <param name="BankId">机构ID; of a bank's own people null is their bank.</param>
/// <param name="MetBy">Who of the bank met it.</param>
/// <param name="On">The day.</param>
/// <param name="NeedYuan">Declared need, whole 元; null for none.</param>
/// <param name="Agrees">Whether the party agreed to be visited by the street; a person has to.</param>
public sealed record ContactRequest(
    Guid Id, string Code, bool IsIndividual, string Name, string StreetCode, string? BankId, string MetBy, DateOnly On,
    long? NeedYuan, bool Agrees)
{
    /// <summary>Keyed hash of the identity number; null for a firm, and before it is made.</summary>
    internal string? PersonKey { get; init; }
}

/// <summary>登记接触: a bank records whom it met, the organiser for any bank of the campaign. Whoever agreed becomes a
/// lead of the street in the same transaction. Thread safe.</summary>
public sealed class ContactDesk
{
    /// <summary>Most characters of a party's name.</summary>
    public const int LongestPartyName = 100;

    /// <summary>Most characters of the name of who met it.</summary>
    public const int LongestPerson = 40;

    private const long FenPerYuan = 100;

    private readonly CampaignPolicy _policy;
    private readonly CampaignWork _work;
    private readonly OfferLead? _offer;
    private readonly HashIdentity? _hash;
    private readonly TimeProvider _time;

    /// <summary>Works on the operations store, by the pack and the clock; offers leads to who takes them.</summary>
    public ContactDesk(
        IDbContextFactory<OperationsContext> contexts, CampaignPolicy policy, IEnumerable<OfferLead> offers,
        IEnumerable<HashIdentity> hashes, TimeProvider time) =>
        (_policy, _time, _offer, _hash, _work) = (
            policy, time, offers.FirstOrDefault(), hashes.FirstOrDefault(), new CampaignWork(contexts, time));

    /// <summary>Records one contact.</summary>
    public async Task<CampaignAnswer<CampaignContact>> RecordAsync(
        Viewer viewer, Guid campaignId, Guid eventId, ContactRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        request = await KnownByAsync(request, cancellationToken);
        return await _work.InAsync<CampaignContact>(viewer, campaignId, async (context, campaign) =>
        {
            var one = await EventAsync(context, campaignId, eventId, cancellationToken);
            if (Refused(viewer, campaign, one) is { } refusal)
                return CampaignAnswer<CampaignContact>.No(refusal);
            var added = await AddAsync(context, viewer, campaign, one!, request, cancellationToken);
            if (added.Value is { } contact && context.Entry(contact).State == EntityState.Added)
                context.Audit(viewer.AccountName, "campaign.contact", $"campaign/{campaignId}", About(contact));
            return added;
        }, cancellationToken);
    }

    /// <summary>Whether a viewer may record contacts at an event.</summary>
    public bool May(Viewer viewer, Campaign campaign, CampaignEvent one) => Refused(viewer, campaign, one) is null;

    /// <summary>Records rows of a file in one transaction; what is refused is told with its line.</summary>
    /// <returns>How many were added, and how many were there already.</returns>
    internal async Task<(int Added, int Known, Diagnostic? Refusal)> RecordAsync(
        Viewer viewer, Guid campaignId, Guid eventId, IReadOnlyList<(int Line, ContactRequest Row)> rows,
        Action<IReadOnlyList<(int Line, Diagnostic Why)>> tell, CancellationToken cancellationToken)
    {
        rows = [.. await Task.WhenAll(rows.Select(
            async r => (r.Line, await KnownByAsync(r.Row, cancellationToken))))];
        var (refused, added, known) = (new List<(int, Diagnostic)>(), 0, 0);
        var done = await _work.InAsync<Campaign>(viewer, campaignId, async (context, campaign) =>
        {
            (added, known) = (0, 0); // again from the beginning when somebody was first
            refused.Clear();
            var one = await EventAsync(context, campaignId, eventId, cancellationToken);
            if (Refused(viewer, campaign, one) is { } refusal)
                return CampaignAnswer<Campaign>.No(refusal);
            foreach (var (line, row) in rows)
            {
                var answer = await AddAsync(context, viewer, campaign, one!, row, cancellationToken);
                if (answer.Refusals.Any(r => r.Code == CampaignRefusals.Twice.Code))
                    known++;
                else if (answer.Succeeded)
                    added++;
                refused.AddRange(answer.Refusals.Where(r => r.Code != CampaignRefusals.Twice.Code)
                    .Take(1).Select(r => (line, r)));
            }

            context.Audit(
                viewer.AccountName, "campaign.import", $"campaign/{campaignId}", new { eventId, added, known });
            return CampaignAnswer<Campaign>.Yes(campaign);
        }, cancellationToken);
        if (done.Succeeded)
            tell(refused);
        return done.Succeeded ? (added, known, null) : (0, 0, done.Refusals[0]);
    }

    // Before the transaction: the key of the hash may have to be made.
    private async Task<ContactRequest> KnownByAsync(ContactRequest request, CancellationToken cancellationToken) =>
        request.IsIndividual && _hash is not null && CampaignFields.IsCode(request.Code, isIndividual: true)
            ? request with { PersonKey = await _hash(request.Code, cancellationToken) } : request;

    private static object About(CampaignContact contact) => new { contact.EventId, contact.BankId, contact.Lead };

    private static Task<CampaignEvent?> EventAsync(
        OperationsContext context, Guid campaignId, Guid eventId, CancellationToken cancellationToken) =>
        context.Set<CampaignEvent>().SingleOrDefaultAsync(
            e => e.Id == eventId && e.CampaignId == campaignId, cancellationToken);

    private Diagnostic? Refused(Viewer viewer, Campaign campaign, CampaignEvent? one)
    {
        if (one is null)
            return CampaignRefusals.NotFound;
        var isOfHouse = CampaignScope.BankOf(viewer) is { } bank ? campaign.Has(bank)
            : CampaignScope.Organises(viewer, campaign) || CampaignScope.TeamArea(viewer) == one.DistrictCode;
        if (!_policy.May(viewer, CampaignSteps.Contact) || !isOfHouse)
            return CampaignScope.BankOf(viewer) is null ? CampaignRefusals.NotYours : CampaignRefusals.NotTakingPart;
        return !_policy.Process.Step(CampaignSteps.Contact).CanFollow(campaign.State)
            ? CampaignRefusals.NotNow(_policy.Process.State(campaign.State).Title.Zh)
            : one.CancelledWhy is not null ? CampaignRefusals.EventOff : null;
    }

    private async Task<CampaignAnswer<CampaignContact>> AddAsync(
        OperationsContext context, Viewer viewer, Campaign campaign, CampaignEvent one, ContactRequest request,
        CancellationToken cancellationToken)
    {
        var bank = request.BankId ?? CampaignScope.BankOf(viewer) ?? string.Empty;
        var wrong = Wrong(viewer, campaign, one, request, bank);
        if (wrong.Count > 0)
            return CampaignAnswer<CampaignContact>.No(wrong);
        var contacts = context.Set<CampaignContact>();
        if (await contacts.FindAsync([request.Id], cancellationToken) is { } known)
        {
            return known.EventId == one.Id && known.BankId == bank && known.Name == request.Name.Trim()
                ? CampaignAnswer<CampaignContact>.Yes(known)
                : CampaignAnswer<CampaignContact>.No(CampaignRefusals.Used);
        }

        if (!request.IsIndividual
            && await IsThereAsync(context, one.Id, request.Code, bank, cancellationToken))
        {
            return CampaignAnswer<CampaignContact>.No(CampaignRefusals.Twice.At("code"));
        }

        async Task<bool> IsNewAsync(string key) => !await IsThereAsync(context, one.Id, key, bank, cancellationToken);
        if (await PartyAsync(context, campaign, request, IsNewAsync, cancellationToken) is not { } party)
            return CampaignAnswer<CampaignContact>.No(CampaignRefusals.NoStreet.At("street"));
        if (!await IsNewAsync(party.PartyKey))
            return CampaignAnswer<CampaignContact>.No(CampaignRefusals.Twice.At("code"));
        var added = Made(viewer, campaign, one, request, party, bank);
        context.Add(added);
        return CampaignAnswer<CampaignContact>.Yes(added);
    }

    private static async Task<bool> IsThereAsync(
        OperationsContext context, Guid eventId, string partyKey, string bank, CancellationToken cancellationToken) =>
        context.Set<CampaignContact>().Local.Any(
            c => c.EventId == eventId && c.PartyKey == partyKey && c.BankId == bank)
        || await context.Set<CampaignContact>().AnyAsync(
            c => c.EventId == eventId && c.PartyKey == partyKey && c.BankId == bank, cancellationToken);

    // Who does not agree is not told to anybody: a firm is known by its code and the street as it was told.
    private async Task<OfferedLead?> PartyAsync(
        OperationsContext context, Campaign campaign, ContactRequest request, Func<string, Task<bool>> isNew,
        CancellationToken cancellationToken)
    {
        var district = await context.Set<Street>().Where(s => s.Code == request.StreetCode).Select(s => s.DistrictCode)
            .SingleOrDefaultAsync(cancellationToken);
        if (district is null)
            return null;
        if (!request.Agrees || _offer is null)
            return new OfferedLead(request.Code, request.StreetCode, district, IsInWork: false);
        return await _offer(context, new LeadOffer(
            request.Id, request.IsIndividual ? null : request.Code, request.PersonKey, request.Name.Trim(),
            request.StreetCode, request.On,
            new LocalizedText(campaign.NameZh, campaign.NameEn.Length > 0 ? campaign.NameEn : campaign.NameZh)),
            isNew, cancellationToken);
    }

    private List<Diagnostic> Wrong(
        Viewer viewer, Campaign campaign, CampaignEvent one, ContactRequest request, string bank)
    {
        var (today, own) = (_policy.Today(), CampaignScope.BankOf(viewer));
        var (days, most) = (_policy.Whole("contact_days_max", one.On), _policy.LargestNeedYuan(one.On));
        return
        [
            .. new[]
            {
                CampaignFields.IsCode(request.Code, request.IsIndividual)
                    ? null : CampaignRefusals.WrongCode.At("code"),
                Line(request.Name, "名称", "The name", LongestPartyName)?.At("name"),
                request.StreetCode.Length == 0 ? CampaignRefusals.NoStreet.At("street") : null,
                !campaign.Has(bank) || (own is not null && own != bank)
                    ? CampaignRefusals.NotTakingPart.At("bank") : null,
                Line(request.MetBy, "接待人", "Who met it", LongestPerson)?.At("met_by"),
                request.On < one.On || request.On > campaign.To || request.On > today
                    ? CampaignRefusals.BeforeEvent.At("on") : null,
                request.On.DayNumber < today.DayNumber - days ? CampaignRefusals.TooOld(days).At("on") : null,
                request.NeedYuan is { } need && (need < 1 || need > most)
                    ? CampaignRefusals.Need(most).At("need") : null,
                request.IsIndividual && (!request.Agrees || _offer is null || _hash is null)
                    ? CampaignRefusals.NoConsent.At("agrees") : null,
            }.OfType<Diagnostic>(),
        ];
    }

    private static Diagnostic? Line(string? text, string zh, string en, int most) =>
        CampaignFields.Text(text, zh, en, most)
        ?? (text!.Any(char.IsControl) ? CampaignRefusals.Text(zh, en, most) : null);

    private CampaignContact Made(
        Viewer viewer, Campaign campaign, CampaignEvent one, ContactRequest request, OfferedLead party, string bank) =>
        new()
        {
            Id = request.Id,
            CampaignId = campaign.Id,
            EventId = one.Id,
            PartyKey = party.PartyKey,
            IsIndividual = request.IsIndividual,
            Name = request.Name.Trim(),
            StreetCode = party.StreetCode,
            DistrictCode = party.DistrictCode,
            BankId = bank,
            MetBy = request.MetBy.Trim(),
            On = request.On,
            NeedFen = request.NeedYuan * FenPerYuan,
            Lead = !request.Agrees || _offer is null ? LeadStates.None
                : party.IsInWork ? LeadStates.InWork : LeadStates.Offered,
            RecordedBy = viewer.AccountName,
            RecordedAt = _time.Now(),
        };
}
