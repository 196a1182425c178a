using Huoshui.Diagnostics;
using Huoshui.Systems.Visits.Api;
using Huoshui.Systems.Visits.Photos;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>A phone to register.</summary>
internal sealed record DeviceBody(Guid Id, string? Name);

/// <summary>A phone that asks for its key.</summary>
internal sealed record OpenBody(int Unsynced);

/// <summary>A sync: what time the phone believes it is on the server, and its visits.</summary>
internal sealed record SyncBody(DateTimeOffset SentAt, IReadOnlyList<VisitBody?>? Visits);

/// <summary>Who is signed in, the token that every write carries in the header <c>X-Huoshui-Form</c>, and the server's
/// time.</summary>
internal sealed record SessionModel(string Account, string? Street, string? Form, DateTimeOffset Now);

/// <summary>A code of a list.</summary>
internal sealed record PhoneCode(string Id, string Zh, string En, bool NeedsNeed);

/// <summary>What a phone needs to know of the pack.</summary>
internal sealed record PhoneRules(
    IReadOnlyDictionary<string, int> Limits, IReadOnlyDictionary<string, IReadOnlyList<PhoneCode>> Lists,
    ConsentText Photos)
{
    private static readonly (string Name, string Parameter)[] Numbers =
    [
        ("contactDays", "phone_days_max"), ("warnDays", "phone_warn_days"), ("pinDigits", "phone_pin_digits"),
        ("pinTries", "phone_pin_tries"), ("clockMinutes", "clock_minutes"), ("visitDays", "visit_days_max"),
        ("visitorsMin", "visitors_min"), ("visitorsMax", "visitors_max"), ("needYuan", "need_yuan_max"),
        ("needMonths", "need_months_max"), ("textCharacters", "text_characters_max"), ("againDays", "again_days"),
        ("photoBytes", "photo_bytes_max"), ("photoSide", "photo_side_max"), ("photos", "photos_max"),
    ];

    private static readonly string[] Used = ["outcome", "next", "use", "urgency", "obstacle", "visitor"];

    public static PhoneRules Of(VisitPolicy policy)
    {
        var today = policy.Today();
        var (zh, en, version) = policy.Consent(ConsentKinds.Photos);
        return new PhoneRules(
            Numbers.ToDictionary(n => n.Name, n => (int)policy.Number(n.Parameter, today), StringComparer.Ordinal),
            Used.ToDictionary(
                id => id,
                IReadOnlyList<PhoneCode> (id) => [.. policy.Process.List(id).Codes.Select(c =>
                    new PhoneCode(c.Id, c.Title.Zh, c.Title.En, id == "outcome" && c.Is("need")))],
                StringComparer.Ordinal),
            new ConsentText(version, zh, en));
    }
}

/// <summary>授权书.</summary>
internal sealed record ConsentText(DateOnly Version, string Zh, string En);

/// <summary>A phone that is open.</summary>
internal sealed record OpeningModel(
    Guid Id, string Name, string Account, string Street, string StreetName, string Key, bool IsRenewed,
    DateTimeOffset Now, PhoneRules Rules);

/// <summary>A phone in a list.</summary>
internal sealed record DeviceModel(
    Guid Id, string Name, string Account, string Street, DateTimeOffset RegisteredAt, DateTimeOffset LastContactAt,
    int Unsynced, DateTimeOffset? EndedAt, bool? IsRevoked)
{
    public static DeviceModel Of(PhoneDevice d) => new(
        d.Id, d.Name, d.Account, d.StreetCode, d.RegisteredAt, d.LastContactAt, d.Unsynced, d.EndedAt, d.IsRevoked);
}

/// <summary>An entity of the grid; <c>Next</c> is what is to be done, null for nothing.</summary>
internal sealed record GridModel(
    Guid Id, string Name, string? Code, bool IsIndividual, DateTimeOffset? LastAt, string? Outcome, string? Next);

/// <summary>What became of a visit: <c>taken</c>, <c>known</c> (an earlier request had brought it) or
/// <c>refused</c>.</summary>
internal sealed record SyncedModel(
    Guid Id, string State, Guid? EntityId, string? Receipt, IReadOnlyList<RefusalModel> Refusals)
{
    public static SyncedModel Of(SyncedVisit one) => new(
        one.Id, !one.Answer.Succeeded ? "refused" : one.WasThere ? "known" : "taken", one.Answer.Value?.EntityId,
        one.Answer.Value?.ReceiptSha256, [.. one.Answer.Refusals.Select(RefusalModel.Of)]);
}

/// <summary>A refusal, with the field of the form that it is about; null for none.</summary>
internal sealed record RefusalModel(string Code, string? Field, string Zh, string En)
{
    public static RefusalModel Of(Diagnostic r) => new(r.Code, r.Source?.Name, r.Message.Zh, r.Message.En);
}

/// <summary>A photo that is kept.</summary>
internal sealed record PhotoModel(Guid Id, Guid VisitId, int Width, int Height, DateOnly DeleteOn)
{
    public static PhotoModel Of(VisitPhoto p) => new(p.Id, p.VisitId, p.Width, p.Height, p.DeleteOn);
}
