namespace Huoshui.Systems.Visits.Phone;

/// <summary>走访手机: one installation of the officer's pages, with the key of its local records. Owned by
/// <see cref="PhoneDesk"/>.</summary>
public sealed class PhoneDevice
{
    /// <summary>The id that the phone chose.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>街道 of the account at the last contact.</summary>
    public string StreetCode { get; set; } = string.Empty;

    /// <summary>管理区 of the street.</summary>
    public string DistrictCode { get; set; } = string.Empty;

    /// <summary>What its owner calls it.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The key of the local records, encrypted with the store's keys; null once it has ended: what the phone
    /// still holds can then be read by nobody.</summary>
    public string? ProtectedKey { get; set; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it last asked for its key, its grid or a sync.</summary>
    public DateTimeOffset LastContactAt { get; set; }

    /// <summary>Visits that were not synced, as the phone said at the last contact.</summary>
    public int Unsynced { get; set; }

    /// <summary>When it was revoked or signed out; null while it works.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Who ended it; null while it works.</summary>
    public string? EndedBy { get; set; }

    /// <summary>True revoked, false signed out; null while it works.</summary>
    public bool? IsRevoked { get; set; }
}
