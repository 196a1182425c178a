using Huoshui.Operations;

namespace Huoshui.Systems.Campaigns;

/// <summary>场次: one event of a campaign. Owned by <see cref="EventDesk"/>.</summary>
public sealed class CampaignEvent : IRevised
{
    private readonly List<EventHost> _hosts = [];

    /// <summary>The key; chosen by the form, so that sending it again is harmless.</summary>
    public Guid Id { get; init; }

    /// <summary>Which campaign.</summary>
    public Guid CampaignId { get; init; }

    /// <summary>The day, in Shanghai.</summary>
    public DateOnly On { get; init; }

    /// <summary>When it begins, in minutes after midnight in Shanghai, 0 to 1439.</summary>
    public int BeginMinute { get; init; }

    /// <summary>Where, in words.</summary>
    public string Place { get; init; } = string.Empty;

    /// <summary>管理区 of the place.</summary>
    public string DistrictCode { get; init; } = string.Empty;

    /// <summary>A code of the pack's list <c>event</c>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>Participants expected.</summary>
    public int Expected { get; init; }

    /// <summary>Participants counted; null until somebody counted them.</summary>
    public int? Actual { get; set; }

    /// <summary>Who added it.</summary>
    public string AddedBy { get; init; } = string.Empty;

    /// <summary>When it was added.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>Why it does not take place; null while it does.</summary>
    public string? CancelledWhy { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>Banks that host it.</summary>
    public IReadOnlyList<EventHost> Hosts => _hosts;

    /// <summary>Adds a host, to an event that is written as it was.</summary>
    public void Host(string bankId) => HostedBy([bankId]);

    internal void HostedBy(IEnumerable<string> banks) =>
        _hosts.AddRange(banks.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(b => new EventHost { EventId = Id, BankId = b }));
}

/// <summary>A bank that hosts an event.</summary>
public sealed class EventHost
{
    /// <summary>Which event.</summary>
    public Guid EventId { get; init; }

    /// <summary>机构ID.</summary>
    public string BankId { get; init; } = string.Empty;
}

/// <summary>接触: a party met at an event, by somebody of a bank. Only ever added. Owned by
/// <see cref="ContactDesk"/>.</summary>
public sealed class CampaignContact
{
    /// <summary>The key; chosen by the form, so that sending it again is harmless.</summary>
    public Guid Id { get; init; }

    /// <summary>Which campaign.</summary>
    public Guid CampaignId { get; init; }

    /// <summary>Which event.</summary>
    public Guid EventId { get; init; }

    /// <summary>统一社会信用代码, or the key by which the system that knows visits calls a person.</summary>
    public string PartyKey { get; init; } = string.Empty;

    /// <summary>Whether it is a person.</summary>
    public bool IsIndividual { get; init; }

    /// <summary>Its name as it was told; of a person personal data.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>街道 of the party when it was met.</summary>
    public string StreetCode { get; init; } = string.Empty;

    /// <summary>管理区 of the street.</summary>
    public string DistrictCode { get; init; } = string.Empty;

    /// <summary>机构ID of the bank.</summary>
    public string BankId { get; init; } = string.Empty;

    /// <summary>Who of the bank met it.</summary>
    public string MetBy { get; init; } = string.Empty;

    /// <summary>The day, in Shanghai.</summary>
    public DateOnly On { get; init; }

    /// <summary>Declared need, in 分; null for none.</summary>
    public long? NeedFen { get; init; }

    /// <summary>What became of the lead: one of <see cref="LeadStates"/>.</summary>
    public string Lead { get; init; } = string.Empty;

    /// <summary>Who recorded it.</summary>
    public string RecordedBy { get; init; } = string.Empty;

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}

/// <summary>What became of the lead of a contact.</summary>
public static class LeadStates
{
    /// <summary>The party did not agree to be visited: none was offered.</summary>
    public const string None = "none";

    /// <summary>The street has it to visit.</summary>
    public const string Offered = "offered";

    /// <summary>The street was at work on it already.</summary>
    public const string InWork = "in_work";
}

/// <summary>一次导入 of contacts: what became of a file.</summary>
public sealed class CampaignImport
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>Which event.</summary>
    public Guid EventId { get; init; }

    /// <summary>机构ID of who imported; empty for the organiser.</summary>
    public string BankId { get; init; } = string.Empty;

    /// <summary>The account.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When it was done.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>As the file was called.</summary>
    public string FileName { get; init; } = string.Empty;

    /// <summary>Rows read, the header not counted.</summary>
    public int Rows { get; init; }

    /// <summary>Contacts added.</summary>
    public int Added { get; init; }

    /// <summary>Rows whose contact was there already.</summary>
    public int Known { get; init; }

    /// <summary>Rows that were refused.</summary>
    public int Rejected { get; init; }

    /// <summary>The refused rows as CSV: line, column, code and reason, no value of a cell.</summary>
    public string Report { get; init; } = string.Empty;
}
