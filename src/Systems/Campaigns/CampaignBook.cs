using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>A campaign with what belongs to it.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Events">Its events, cancelled ones too, by day.</param>
/// <param name="Steps">办理记录; empty for the public.</param>
public sealed record CampaignView(
    Campaign Campaign, IReadOnlyList<CampaignEvent> Events, IReadOnlyList<CampaignStep> Steps);

/// <summary>An event with the contacts that the viewer sees.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Event">The event.</param>
/// <param name="Contacts">A page of contacts, the latest first.</param>
/// <param name="Total">Contacts of all pages.</param>
/// <param name="Visits">By the id of a contact of the page: the last visit since; those without are left out.</param>
/// <param name="Imports">The latest imports that the viewer sees, without their reports.</param>
public sealed record EventView(
    Campaign Campaign, CampaignEvent Event, IReadOnlyList<CampaignContact> Contacts, int Total,
    IReadOnlyDictionary<Guid, DateOnly> Visits, IReadOnlyList<CampaignImport> Imports);

/// <summary>What a list of parties or loans shows.</summary>
public enum CampaignRows
{
    /// <summary>Every party that was met.</summary>
    Parties,

    /// <summary>Those handed to the street.</summary>
    Leads,

    /// <summary>Those of them visited since.</summary>
    Visited,

    /// <summary>Those with a declared need.</summary>
    Needs,
}

/// <summary>A party of a campaign.</summary>
/// <param name="Name">Its name as the viewer may read it.</param>
/// <param name="Code">统一社会信用代码; null for a person.</param>
/// <param name="DistrictCode">管理区.</param>
/// <param name="StreetCode">街道.</param>
/// <param name="Contacts">How often it was met.</param>
/// <param name="FirstOn">When it was met first.</param>
/// <param name="Banks">机构ID of the banks that met it.</param>
/// <param name="Lead">One of <see cref="LeadStates"/>: the best of its contacts.</param>
/// <param name="VisitedOn">When it was visited last, since it was met first; null for never.</param>
/// <param name="NeedFen">The need that it declared last, in 分; null for none.</param>
/// <param name="Loans">放款 of new money that belongs here, 笔.</param>
/// <param name="LoanFen">Their sum, in 分.</param>
public sealed record CampaignParty(
    string Name, string? Code, string DistrictCode, string StreetCode, int Contacts, DateOnly FirstOn,
    IReadOnlyList<string> Banks, string Lead, DateOnly? VisitedOn, long? NeedFen, int Loans, long LoanFen);

/// <summary>A loan that belongs to a campaign.</summary>
/// <param name="Loan">The loan.</param>
/// <param name="Name">The borrower's name as the viewer may read it.</param>
/// <param name="Code">统一社会信用代码; null for a person.</param>
/// <param name="MetOn">The day of the contact that it belongs to.</param>
/// <param name="MetByBank">机构ID of the bank that met the borrower; null for a bank that did not itself.</param>
/// <param name="CampaignId">The campaign.</param>
public sealed record CampaignLoan(
    PartyDrawdown Loan, string Name, string? Code, DateOnly MetOn, string? MetByBank, Guid CampaignId);

/// <summary>查阅 of campaigns: lists, reports, and the rows behind each number. Thread safe.</summary>
public sealed class CampaignBook
{
    /// <summary>Imports shown of an event.</summary>
    public const int MostImports = 10;

    private readonly IDbContextFactory<OperationsContext> _contexts;
    private readonly CampaignPolicy _policy;
    private readonly CampaignFactReader _facts;

    /// <summary>Reads the operations store; asks other systems about parties and their loans.</summary>
    public CampaignBook(
        IDbContextFactory<OperationsContext> contexts, CampaignPolicy policy, IEnumerable<FindParties> parties,
        IEnumerable<FindDrawdowns> drawdowns) =>
        (_contexts, _policy, _facts) =
            (contexts, policy, new CampaignFactReader(contexts, policy, parties, drawdowns));

    /// <summary>Whether a viewer reads figures and rows; the public reads what, when and where.</summary>
    public static bool Works(Viewer viewer) => CampaignScope.Works(viewer);

    /// <summary>Campaigns that a viewer sees, the latest first.</summary>
    public async Task<IReadOnlyList<Campaign>> ListAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return await CampaignScope.Whole(CampaignScope.Campaigns(context, viewer)).AsNoTracking()
            .OrderByDescending(c => c.From).ThenByDescending(c => c.Id).ToListAsync(cancellationToken);
    }

    /// <summary>One campaign; null if there is none or it is not the viewer's to see.</summary>
    public async Task<CampaignView?> OneAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        if (await CampaignScope.OneAsync(context, viewer, id, cancellationToken) is not { } one)
            return null;
        var events = await context.Set<CampaignEvent>().AsNoTracking().Include(e => e.Hosts)
            .Where(e => e.CampaignId == id).OrderBy(e => e.On).ThenBy(e => e.BeginMinute).ThenBy(e => e.Id)
            .ToListAsync(cancellationToken);
        var steps = !CampaignScope.Works(viewer) ? [] : await context.Set<CampaignStep>().AsNoTracking()
            .Where(s => s.CampaignId == id).OrderBy(s => s.At).ThenBy(s => s.Id).ToListAsync(cancellationToken);
        return new CampaignView(one, events, steps);
    }

    /// <summary>One event with a page of its contacts; null if there is none, or the viewer does not work with
    /// campaigns.</summary>
    public async Task<EventView?> EventAsync(
        Viewer viewer, Guid campaignId, Guid eventId, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(page);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var campaign = !CampaignScope.Works(viewer) ? null
            : await CampaignScope.OneAsync(context, viewer, campaignId, cancellationToken);
        var one = campaign is null ? null : await context.Set<CampaignEvent>().AsNoTracking().Include(e => e.Hosts)
            .SingleOrDefaultAsync(e => e.Id == eventId && e.CampaignId == campaignId, cancellationToken);
        if (one is null)
            return null;
        var contacts = CampaignScope.Contacts(context, viewer).AsNoTracking().Where(c => c.EventId == eventId);
        var total = await contacts.CountAsync(cancellationToken);
        var rows = await contacts.OrderByDescending(c => c.RecordedAt).ThenByDescending(c => c.Id)
            .Skip(Math.Max(page.Offset, 0)).Take(Math.Clamp(page.Limit, 1, PageRequest.LargestLimit))
            .ToListAsync(cancellationToken);
        return new EventView(
            campaign!, one, rows, total, await _facts.VisitsAsync(rows, cancellationToken), await ImportsAsync(context, viewer, campaign!, one, cancellationToken));
    }

    /// <summary>The refused rows of an import as CSV; null if there is none or it is not the viewer's to see.</summary>
    public async Task<string?> ImportReportAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var import = await context.Set<CampaignImport>().AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
        var one = import is null ? null : await context.Set<CampaignEvent>().AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == import.EventId, cancellationToken);
        var campaign = one is null ? null
            : await CampaignScope.OneAsync(context, viewer, one.CampaignId, cancellationToken);
        return campaign is not null && SeesImport(viewer, campaign, import!) ? import!.Report : null;
    }

    /// <summary>The report of a campaign; null if there is none, or the viewer does not work with campaigns.</summary>
    public async Task<CampaignReport?> ReportAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        if (await FactsAsync(viewer, id, isOfOthersToo: true, cancellationToken) is not { } facts)
            return null;
        var banks = facts.Campaigns[0].Banks.Select(b => b.BankId)
            .Concat(facts.Contacts.Select(c => c.Contact.BankId)).Concat(facts.Loans.Select(l => l.Loan.BankId))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var districts = facts.Campaigns[0].Districts.Select(d => d.DistrictCode)
            .Concat(facts.Contacts.Select(facts.DistrictOf)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        var own = CampaignScope.BankOf(viewer);
        return new CampaignReport(
            facts.Campaigns[0], facts.Figures(null, null),
            [.. banks.Where(b => own is null || own == b).Select(b => new KeyedFigures(b, facts.Figures(b, null)))],
            [.. districts.Select(d => new KeyedFigures(d, facts.Figures(null, d)))]);
    }

    /// <summary>The parties behind a number of the report; null as there.</summary>
    public async Task<IReadOnlyList<CampaignParty>?> PartiesAsync(
        Viewer viewer, Guid id, CampaignRows which, string? bank, string? district,
        CancellationToken cancellationToken) =>
        await FactsAsync(viewer, id, isOfOthersToo: false, cancellationToken) is { } facts
            ? facts.PartiesOf(viewer, which, bank, district) : null;

    /// <summary>The loans behind a number of the report; null as there.</summary>
    public async Task<IReadOnlyList<CampaignLoan>?> LoansAsync(
        Viewer viewer, Guid id, bool isCounted, string? bank, string? district, CancellationToken cancellationToken) =>
        await FactsAsync(viewer, id, isOfOthersToo: true, cancellationToken) is { } facts
            ? facts.LoansOf(viewer, isCounted, bank, district) : null;

    /// <summary>Every contact of the viewer, over all campaigns that count, each party once: 我的线索.</summary>
    public async Task<IReadOnlyList<CampaignParty>> MineAsync(Viewer viewer, CancellationToken cancellationToken) =>
        (await CityFactsAsync(viewer, null, isOfOthersToo: false, cancellationToken))
            .PartiesOf(viewer, CampaignRows.Parties, null, null);

    /// <summary>全市合计 over the campaigns that count and that the viewer sees: each party once.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="year">Of their first day; null for all.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task<CityReport> CityAsync(Viewer viewer, int? year, CancellationToken cancellationToken)
    {
        var facts = await CityFactsAsync(viewer, year, isOfOthersToo: true, cancellationToken);
        var rows = facts.Campaigns.Select(c => (c, facts.Of(c.Id).Figures(null, null))).ToList();
        var total = facts.Figures(null, null);
        var met = facts.Contacts.GroupBy(c => c.Party, StringComparer.Ordinal)
            .Select(g => g.Select(c => c.Contact.CampaignId).Distinct().ToList()).Where(m => m.Count > 1).ToList();
        return new CityReport(rows, total, rows.Sum(r => r.Item2.Parties), met.Count, facts.PairsOf(met));
    }

    private async Task<CampaignFacts?> FactsAsync(
        Viewer viewer, Guid id, bool isOfOthersToo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!CampaignScope.Works(viewer))
            return null;
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var one = await CampaignScope.OneAsync(context, viewer, id, cancellationToken);
        return one is null ? null : await _facts.ReadAsync(viewer, [one], isOfOthersToo, cancellationToken);
    }

    private async Task<CampaignFacts> CityFactsAsync(
        Viewer viewer, int? year, bool isOfOthersToo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var states = _policy.CountedStates();
        var campaigns = !CampaignScope.Works(viewer) ? [] : await ListAsync(viewer, cancellationToken);
        return await _facts.ReadAsync(
            viewer, [.. campaigns.Where(c => states.Contains(c.State) && (year is null || c.From.Year == year))],
            isOfOthersToo, cancellationToken);
    }

    private static async Task<IReadOnlyList<CampaignImport>> ImportsAsync(
        OperationsContext context, Viewer viewer, Campaign campaign, CampaignEvent one,
        CancellationToken cancellationToken)
    {
        var imports = context.Set<CampaignImport>().AsNoTracking().Where(i => i.EventId == one.Id);
        if (CampaignScope.BankOf(viewer) is { } bank)
            imports = imports.Where(i => i.BankId == bank);
        else if (!viewer.IsRegulator && !CampaignScope.Organises(viewer, campaign))
            imports = imports.Where(i => i.Actor == viewer.AccountName);
        return await imports.OrderByDescending(i => i.At).ThenByDescending(i => i.Id).Take(MostImports)
            .Select(i => new CampaignImport
            {
                Id = i.Id,
                EventId = i.EventId,
                BankId = i.BankId,
                Actor = i.Actor,
                At = i.At,
                FileName = i.FileName,
                Rows = i.Rows,
                Added = i.Added,
                Known = i.Known,
                Rejected = i.Rejected,
            }).ToListAsync(cancellationToken);
    }

    private static bool SeesImport(Viewer viewer, Campaign campaign, CampaignImport import) =>
        CampaignScope.BankOf(viewer) is { } bank ? import.BankId == bank
            : viewer.IsRegulator || CampaignScope.Organises(viewer, campaign) || import.Actor == viewer.AccountName;
}
