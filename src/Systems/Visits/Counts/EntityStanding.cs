namespace Huoshui.Systems.Visits.Counts;

/// <summary>
/// 现状: what the events of one entity come to, kept beside it by <see cref="VisitCounts"/> so that a list finds it by
/// an index. The stages and amounts of a family stand with the one that counts.
/// </summary>
public sealed class EntityStanding
{
    /// <summary>The entity; the key.</summary>
    public Guid EntityId { get; init; }

    /// <summary>The entity that counts.</summary>
    public Guid RootId { get; init; }

    /// <summary>管理区.</summary>
    public string DistrictCode { get; init; } = string.Empty;

    /// <summary>街道.</summary>
    public string StreetCode { get; init; } = string.Empty;

    /// <summary>When the entity was first recorded.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>The stages of the funnel that the family reached, one bit each (<see cref="BitOf"/>); 0 for an entity
    /// that is merged into another.</summary>
    public int Stages { get; init; }

    /// <summary>需求金额 of the family's cases, in 分; 0 for an entity merged into another, as the next three.</summary>
    public long NeedFen { get; init; }

    /// <summary>授信金额, in 分.</summary>
    public long GrantedFen { get; init; }

    /// <summary>放款金额 that counts in I02, in 分.</summary>
    public long DrawnFen { get; init; }

    /// <summary>放款金额 shown apart, in 分.</summary>
    public long ApartFen { get; init; }

    /// <summary>Its own latest visit; null without one.</summary>
    public Guid? LastVisitId { get; init; }

    /// <summary>What waits to be done: the next step of its latest visit, <see cref="VisitSteps.First"/> for a family
    /// that nobody visited; null once it is done or the entity is deregistered.</summary>
    public string? Next { get; init; }

    /// <summary>Whether a 登记更正 of it is open.</summary>
    public bool IsDisputed { get; init; }

    /// <summary>The bit of a stage.</summary>
    public static int BitOf(FunnelStage stage) => 1 << (int)stage;
}

/// <summary>计数: one counter. Changed by differences in the transaction of the events that it counts.</summary>
public sealed class VisitCount
{
    /// <summary>One of <see cref="CountKinds"/>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>管理区; empty where the kind has none.</summary>
    public string District { get; init; } = string.Empty;

    /// <summary>街道; empty where the kind has none.</summary>
    public string Street { get; init; } = string.Empty;

    /// <summary>机构ID; empty where the kind has none.</summary>
    public string Bank { get; init; } = string.Empty;

    /// <summary>What of the kind; empty where the kind has one thing only.</summary>
    public string Code { get; init; } = string.Empty;

    /// <summary>Entities, visits, cases or 分.</summary>
    public long Value { get; init; }
}

/// <summary>What is counted.</summary>
internal static class CountKinds
{
    /// <summary>Entities, merged ones too, by district and street; under <see cref="Families"/> without
    /// them.</summary>
    public const string Entities = "entities";

    /// <summary>Families by district, street and stage of the funnel.</summary>
    public const string Stage = "stage";

    /// <summary>分 by district, street and <see cref="Need"/>, <see cref="Granted"/>, <see cref="Drawn"/> or
    /// <see cref="Apart"/>.</summary>
    public const string Fen = "fen";

    /// <summary>Entities by district, street and what waits to be done.</summary>
    public const string Next = "next";

    /// <summary>Entities with an open correction, by district and street.</summary>
    public const string Disputed = "disputed";

    /// <summary>Open corrections by district.</summary>
    public const string Correction = "correction";

    /// <summary>Visits by district and street of the officer.</summary>
    public const string Visit = "visit";

    /// <summary>Cases by district, street and state.</summary>
    public const string State = "state";

    /// <summary>Cases that a bank sees, by bank and state.</summary>
    public const string BankState = "bank_state";

    /// <summary>Steps with a bank, by district, bank and step.</summary>
    public const string BankStep = "bank_step";

    /// <summary>放款 that counts, in 分, by district and bank.</summary>
    public const string BankDrawn = "bank_drawn";

    /// <summary>授信 by district and street, in 元: <see cref="Granted"/> all of it, <see cref="Credit"/> without
    /// collateral, <see cref="First"/> to first-time borrowers; <see cref="Weighted"/> times the rate in
    /// 0.0001 %.</summary>
    public const string Grant = "grant";

    /// <summary>Counted visits by district of the officer and day (days since 1970-01-01 in Shanghai).</summary>
    public const string VisitDay = "visit_day";

    /// <summary>放款 that counts, in 分, by district and day (yyyy-MM-dd).</summary>
    public const string DrawnDay = "drawn_day";

    /// <summary>Not a counter: by what the counters were made whole; its code is the version.</summary>
    public const string Whole = "whole";

    public const string Need = "need";
    public const string Granted = "granted";
    public const string Drawn = "drawn";
    public const string Apart = "apart";
    public const string Families = "families";
    public const string Credit = "credit";
    public const string First = "first";
    public const string Weighted = "weighted";
}
