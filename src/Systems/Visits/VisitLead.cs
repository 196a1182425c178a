namespace Huoshui.Systems.Visits;

/// <summary>线索: an entity that a bank met at an event of a campaign, for the street to visit. Only ever added. Owned
/// by <see cref="VisitLeads"/>.</summary>
public sealed class VisitLead
{
    /// <summary>Of the contact; the key.</summary>
    public Guid Id { get; init; }

    /// <summary>Whom.</summary>
    public Guid EntityId { get; init; }

    /// <summary>The name of the campaign, in Chinese.</summary>
    public string CampaignZh { get; init; } = string.Empty;

    /// <summary>The name of the campaign, in English.</summary>
    public string CampaignEn { get; init; } = string.Empty;

    /// <summary>The day of the contact, in Shanghai.</summary>
    public DateOnly On { get; init; }

    /// <summary>The beginning of that day: a visit from then on is the visit that was asked for.</summary>
    public DateTimeOffset Since { get; init; }
}
