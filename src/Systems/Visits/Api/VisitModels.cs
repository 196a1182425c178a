using Huoshui.Registry;

namespace Huoshui.Systems.Visits.Api;

/// <summary>A visit as the API shows it.</summary>
internal sealed record VisitModel(
    Guid Id, Guid EntityId, string District, string Street, DateTimeOffset At, DateTimeOffset RecordedAt, string Actor,
    string Place, string Outcome, bool IsCounted, string NextStep, decimal? NeedYuan, string? NeedUse, int? NeedMonths,
    string? NeedUrgency, IReadOnlyList<string> Obstacles, string? Note, string Receipt)
{
    public static VisitModel Of(Visit v, Viewer viewer) => new(
        v.Id, v.EntityId, v.DistrictCode, v.StreetCode, v.At, v.RecordedAt, v.Actor,
        VisitScope.Words(viewer, v.Place), v.Outcome, v.IsCounted,
        v.NextStep, v.NeedFen / 100m, v.NeedUse, v.NeedMonths, v.NeedUrgency,
        v.Obstacles.Split(',', StringSplitOptions.RemoveEmptyEntries),
        v.Note is { } note ? VisitScope.Words(viewer, note) : null, v.ReceiptSha256);
}

/// <summary>An entity as the API shows it; a person's name is masked for whoever has no field class.</summary>
internal sealed record EntityModel(
    Guid Id, string? Usci, string Name, bool IsIndividual, string District, string Street, Guid RootId,
        Guid? MergedIntoId,
    DateTimeOffset? DeregisteredAt)
{
    public static EntityModel Of(VisitedEntity e, Viewer viewer) => new(
        e.Id, e.Usci, VisitScope.Masked(e.Name, e.IsIndividual, viewer is { SeesClear: true, AreaCode: not null }),
        e.IsIndividual, e.DistrictCode, e.StreetCode, e.RootId, e.MergedIntoId, e.DeregisteredAt);
}

/// <summary>A case in a list.</summary>
internal sealed record CaseModel(
    Guid Id, string Number, Guid EntityId, string Name, string District, string Street, string State, string Light,
    decimal NeedYuan, string NeedUse, int NeedMonths, string NeedUrgency, string? BankId, string? BankBasis,
    DateOnly? DueOn, decimal GrantedYuan, string? RatePercent, string? CreditId, bool IsCreditLoan, bool IsFirstLoan)
{
    public static CaseModel Of(FinancingCase c, Viewer viewer, CaseLight light) => new(
        c.Id, c.Number, c.EntityId, VisitScope.Masked(c.Name, c.IsIndividual, VisitScope.SeesClear(viewer, c)),
        c.DistrictCode, c.StreetCode, c.State, light.ToString().ToLowerInvariant(), c.NeedFen / 100m, c.NeedUse,
            c.NeedMonths,
        c.NeedUrgency, c.BankId, c.BankBasis, c.DueOn, c.GrantedFen / 100m, c.RatePercent, c.CreditId, c.IsCreditLoan,
        c.IsFirstLoan);
}

/// <summary>One case with everything that the viewer sees of it.</summary>
internal sealed record CaseDetailModel(
    CaseModel Case, ContactModel? Contact, IReadOnlyList<StepModel> Steps, IReadOnlyList<StandardModel> Standards,
    IReadOnlyList<ConsentModel> Consents, IReadOnlyList<DrawdownModel> Drawdowns)
{
    public static CaseDetailModel Of(FinancingCase c, Viewer viewer, CaseLight light, CaseContact contact)
    {
        var clear = VisitScope.SeesClear(viewer, c);
        return new CaseDetailModel(
            CaseModel.Of(c, viewer, light),
            !VisitScope.SeesContact(viewer, c) ? null : new ContactModel(
                VisitScope.Masked(contact.Name, true, clear), VisitScope.Masked(contact.Phone, true, clear)),
            [.. VisitList.StepsFor(viewer, c).Select(s => new StepModel(
                s.Sequence, s.Step, s.From, s.To, s.Actor, s.At, s.Note, s.Reason, s.BankId, s.ReceiptSha256))],
            [.. c.Standards.OrderBy(s => s.Sequence).ThenBy(s => s.Standard, StringComparer.Ordinal)
                .Select(s => new StandardModel(s.Sequence, s.Standard, s.IsMet, s.Evidence))],
            [.. c.Consents.OrderBy(s => s.GivenAt).ThenBy(s => s.Kind, StringComparer.Ordinal)
                .Select(s => new ConsentModel(s.Kind, s.Version, s.GivenAt, s.RevokedAt))],
            [.. c.Drawdowns.OrderBy(d => d.DrawnOn).ThenBy(d => d.IouId, StringComparer.Ordinal)
                .Select(d => new DrawdownModel(
                    d.BankId, d.IouId, d.AmountFen / 100m, d.DrawnOn, d.Kind, d.IsCounted))]);
    }
}

/// <summary>The person to call, masked for whoever has no field class.</summary>
internal sealed record ContactModel(string Name, string Phone);

/// <summary>A step with its receipt.</summary>
internal sealed record StepModel(
    int Sequence, string Step, string? From, string To, string Actor, DateTimeOffset At, string? Note, string? Reason,
    string? BankId, string Receipt);

/// <summary>One standard as it was judged.</summary>
internal sealed record StandardModel(int Sequence, string Standard, bool IsMet, string Evidence);

/// <summary>One consent.</summary>
internal sealed record ConsentModel(string Kind, DateOnly Version, DateTimeOffset GivenAt, DateTimeOffset? RevokedAt);

/// <summary>One 借据.</summary>
internal sealed record DrawdownModel(
    string BankId, string IouId, decimal AmountYuan, DateOnly DrawnOn, string Kind, bool IsCounted);

/// <summary>The funnel of a district; amounts in 元.</summary>
internal sealed record FunnelModel(
    string District, IReadOnlyDictionary<string, int> Entities, decimal NeedYuan, decimal GrantedYuan,
        decimal DrawnYuan,
    decimal ApartYuan)
{
    public static FunnelModel Of(DistrictFunnel f) => new(
        f.DistrictCode,
            f.Entities.ToDictionary(e => e.Key.ToString().ToLowerInvariant(), e => e.Value, StringComparer.Ordinal),
        f.NeedFen / 100m, f.GrantedFen / 100m, f.DrawnFen / 100m, f.ApartFen / 100m);
}
