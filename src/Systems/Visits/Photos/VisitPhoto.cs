namespace Huoshui.Systems.Visits.Photos;

/// <summary>走访照片: one photo of a visit; the picture itself is an encrypted file. Owned by
/// <see cref="PhotoDesk"/>.</summary>
public sealed class VisitPhoto
{
    /// <summary>The id that the sender chose.</summary>
    public Guid Id { get; init; }

    /// <summary>Of which visit.</summary>
    public Guid VisitId { get; init; }

    /// <summary>1 for the first photo of the visit; unique in it.</summary>
    public int Ordinal { get; init; }

    /// <summary>Whom the visit was to.</summary>
    public Guid EntityId { get; init; }

    /// <summary>Who added it.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>授权书的版本 that was agreed to on the spot.</summary>
    public DateOnly ConsentVersion { get; init; }

    /// <summary>Width of the kept picture, pixels.</summary>
    public int Width { get; init; }

    /// <summary>Height of the kept picture, pixels.</summary>
    public int Height { get; init; }

    /// <summary>Keyed hash of what was sent: another picture with the id is refused.</summary>
    public string ContentHash { get; init; } = string.Empty;

    /// <summary>SHA-256 of the kept picture, lower-case hex.</summary>
    public string Sha256 { get; init; } = string.Empty;

    /// <summary>到期删除: the first day on which it is no longer kept, in Shanghai, by the pack of the day it was
    /// added.</summary>
    public DateOnly DeleteOn { get; init; }

    /// <summary>When it was deleted; null while it is kept.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Whether it was deleted because consent was revoked; else its time was over. Null while it is
    /// kept.</summary>
    public bool? IsRevoked { get; set; }
}
