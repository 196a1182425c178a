namespace Huoshui.Systems.Campaigns.Api;

/// <summary>A campaign as it is drafted or revised.</summary>
internal sealed record CampaignBody(
    Guid Id, string? NameZh, string? NameEn, string? Brand, string? Summary, DateOnly From, DateOnly To,
    IReadOnlyList<string>? Districts, IReadOnlyList<string>? Banks, Dictionary<string, long?>? Targets)
{
    public CampaignRequest Request() => new(
        Id, NameZh ?? "", NameEn ?? "", Brand ?? "", Summary ?? "", From, To, Districts ?? [], Banks ?? [],
        Targets ?? []);
}

/// <summary>A step of a campaign: announce, start, close, or cancel with words.</summary>
internal sealed record StepBody(string? Step, string? Words);

/// <summary>An event.</summary>
internal sealed record EventBody(
    Guid Id, DateOnly On, TimeOnly Begins, string? Place, string? District, string? Kind, int Expected,
    IReadOnlyList<string>? Hosts)
{
    public EventRequest Request() => new(
        Id, On, Begins, Place ?? "", District ?? "", Kind ?? "", Expected, Hosts ?? []);
}

/// <summary>How many came to an event.</summary>
internal sealed record CountBody(int? Actual);

/// <summary>A contact.</summary>
internal sealed record ContactBody(
    Guid Id, string? Code, bool IsIndividual, string? Name, string? Street, string? BankId, string? MetBy, DateOnly On,
    long? NeedYuan, bool Agrees)
{
    public ContactRequest Request() => new(
        Id, (Code ?? "").Trim().ToUpperInvariant(), IsIndividual, Name ?? "", Street ?? "", BankId, MetBy ?? "", On,
        NeedYuan, Agrees);
}

/// <summary>A campaign as the API shows it.</summary>
internal sealed record CampaignModel(
    Guid Id, string NameZh, string NameEn, string Brand, string Summary, DateOnly From, DateOnly To, string Organiser,
    string State, IReadOnlyList<string> Districts, IReadOnlyList<string> Banks)
{
    public static CampaignModel Of(Campaign c) => new(
        c.Id, c.NameZh, c.NameEn, c.Brand, c.Summary, c.From, c.To, c.Organiser, c.State,
        [.. c.Districts.Select(d => d.DistrictCode).Order(StringComparer.Ordinal)],
        [.. c.Banks.Select(b => b.BankId).Order(StringComparer.Ordinal)]);
}

/// <summary>An event as the API shows it; minutes after midnight in Shanghai.</summary>
internal sealed record EventModel(
    Guid Id, DateOnly On, int BeginMinute, string Place, string District, string Kind, int Expected, int? Actual,
    bool IsCancelled, IReadOnlyList<string> Hosts)
{
    public static EventModel Of(CampaignEvent e) => new(
        e.Id, e.On, e.BeginMinute, e.Place, e.DistrictCode, e.Kind, e.Expected, e.Actual, e.CancelledWhy is not null,
        [.. e.Hosts.Select(h => h.BankId)]);
}

/// <summary>A contact as the API shows it; amounts in 元.</summary>
internal sealed record ContactModel(
    Guid Id, Guid EventId, string? Code, string Name, string Street, string BankId, string MetBy, DateOnly On,
    decimal? NeedYuan, string Lead)
{
    private const decimal FenPerYuan = 100m;

    public static ContactModel Of(CampaignContact c, Registry.Viewer viewer) => new(
        c.Id, c.EventId, CampaignScope.Code(c.PartyKey, c.IsIndividual),
        CampaignScope.Name(viewer, c.Name, c.IsIndividual), c.StreetCode, c.BankId, c.MetBy, c.On,
        c.NeedFen / FenPerYuan, c.Lead);
}

/// <summary>Figures as the API shows them; amounts in 元.</summary>
internal sealed record FiguresModel(
    string Key, int Events, int Contacts, int Parties, int Leads, int Visited, int Needs, decimal NeedYuan, int Loans,
    decimal LoanYuan, int Renewals, decimal RenewalYuan)
{
    private const decimal FenPerYuan = 100m;

    public static FiguresModel Of(string key, CampaignFigures f) => new(
        key, f.Events, f.Contacts, f.Parties, f.Leads, f.Visited, f.Needs, f.NeedFen / FenPerYuan, f.Loans,
        f.LoanFen / FenPerYuan, f.Renewals, f.RenewalFen / FenPerYuan);
}
