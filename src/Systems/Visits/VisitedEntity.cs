using Huoshui.Operations;

namespace Huoshui.Systems.Visits;

/// <summary>经营主体: a firm or an individual business, once. Owned by <see cref="EntityBook"/>.</summary>
public sealed class VisitedEntity : IRevised
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>统一社会信用代码; null for an individual.</summary>
    public string? Usci { get; init; }

    /// <summary>Keyed hash of the identity number; null for a firm.</summary>
    public string? PersonKey { get; init; }

    /// <summary>Its name as first recorded, or as the register has it since; of an individual it is personal
    /// data.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>街道.</summary>
    public string StreetCode { get; set; } = string.Empty;

    /// <summary>管理区 of the street.</summary>
    public string DistrictCode { get; set; } = string.Empty;

    /// <summary>The entity that counts: itself, or the one it is merged into, over any number of merges.</summary>
    public Guid RootId { get; set; }

    /// <summary>The entity it is merged into; null for one that stands by itself.</summary>
    public Guid? MergedIntoId { get; set; }

    /// <summary>When it was first recorded.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>When its deregistration was confirmed; null while it lives.</summary>
    public DateTimeOffset? DeregisteredAt { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>Whether it is a person.</summary>
    public bool IsIndividual => PersonKey is not null;
}

/// <summary>合并: two entries of one entity. Only ever added, and undone.</summary>
public sealed class EntityMerge : IRevised
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>Which no longer counts.</summary>
    public Guid FromId { get; init; }

    /// <summary>Which counts.</summary>
    public Guid IntoId { get; init; }

    /// <summary>Who.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>回执: SHA-256 over every field above, lower-case hex: whoever has the merge can compute it again, and
    /// the audit log has it.</summary>
    public string ReceiptSha256 => CaseStep.Receipt(
        Id.ToString(), FromId.ToString(), IntoId.ToString(), Actor,
        Instants.ToMicroseconds(At).ToString(System.Globalization.CultureInfo.InvariantCulture), Reason);

    /// <summary>回执 of the undoing, over the one of the merge; null while it holds.</summary>
    public string? UndoneReceiptSha256 => UndoneAt is not { } at ? null : CaseStep.Receipt(
        ReceiptSha256, UndoneBy,
        Instants.ToMicroseconds(at).ToString(System.Globalization.CultureInfo.InvariantCulture), UndoneReason);

    /// <summary>Who undid it; null while it holds.</summary>
    public string? UndoneBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>Why.</summary>
    public string? UndoneReason { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

/// <summary>登记更正: what a visit found wrong in the register; a person of the district confirms or dismisses
/// it.</summary>
public sealed class EntityCorrection : IRevised
{
    /// <summary>The visit that found it; the key.</summary>
    public Guid VisitId { get; init; }

    /// <summary>Whose.</summary>
    public Guid EntityId { get; init; }

    /// <summary>A code of the list <c>correction</c>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>管理区 whose team decides; follows the entity while nothing is decided.</summary>
    public string DistrictCode { get; set; } = string.Empty;

    /// <summary>When it was found.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>True confirmed, false dismissed, null open.</summary>
    public bool? IsConfirmed { get; set; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Why.</summary>
    public string? Note { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

/// <summary>走访: one visit. Only ever added.</summary>
public sealed class Visit
{
    /// <summary>The id that the officer's device chose.</summary>
    public Guid Id { get; init; }

    /// <summary>Whom.</summary>
    public Guid EntityId { get; init; }

    /// <summary>街道 of the officer.</summary>
    public string StreetCode { get; init; } = string.Empty;

    /// <summary>管理区.</summary>
    public string DistrictCode { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When the server took it.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who recorded it.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>Those who came along: JSON of kind and name.</summary>
    public string Companions { get; init; } = string.Empty;

    /// <summary>Where, in words.</summary>
    public string Place { get; init; } = string.Empty;

    /// <summary>A code of the list <c>outcome</c>.</summary>
    public string Outcome { get; init; } = string.Empty;

    /// <summary>Whether the outcome counts in I01, by the pack of the day of recording.</summary>
    public bool IsCounted { get; init; }

    /// <summary>A code of the list <c>next</c>.</summary>
    public string NextStep { get; init; } = string.Empty;

    /// <summary>金额 of the need, in 分; null without a need.</summary>
    public long? NeedFen { get; init; }

    /// <summary>用途; null without a need.</summary>
    public string? NeedUse { get; init; }

    /// <summary>期限 in months; null without a need.</summary>
    public int? NeedMonths { get; init; }

    /// <summary>缓急; null without a need.</summary>
    public string? NeedUrgency { get; init; }

    /// <summary>Codes of the list <c>obstacle</c>, joined by commas.</summary>
    public string Obstacles { get; init; } = string.Empty;

    /// <summary>In words; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>Keyed hash of what was sent: another visit with the id is refused.</summary>
    public string ContentHash { get; init; } = string.Empty;

    /// <summary>回执: SHA-256 over id, entity, actor, time and content, lower-case hex.</summary>
    public string ReceiptSha256 { get; init; } = string.Empty;
}

/// <summary>The key of the keyed hashes, encrypted with the store's keys; one row.</summary>
public sealed class VisitSecret : IHashSecret
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>32 random bytes, encrypted.</summary>
    public string Protected { get; init; } = string.Empty;
}
