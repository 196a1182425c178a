using Huoshui.Operations;

namespace Huoshui.Casework;

/// <summary>Where an edition of a list stands.</summary>
public enum ListState
{
    /// <summary>已立项: nobody was looked at yet.</summary>
    Draft,

    /// <summary>已拟定: candidates and excluded by the rule, each with reasons.</summary>
    Candidates,

    /// <summary>公示中: objections are taken and answered.</summary>
    Published,

    /// <summary>异议已办结: the days are over, every objection is answered.</summary>
    Answered,

    /// <summary>已定稿: never changes again.</summary>
    Final,

    /// <summary>已被取代: a later edition is in force.</summary>
    Superseded,

    /// <summary>已作废: was never in force.</summary>
    Discarded,
}

/// <summary>
/// 名单的一期: one edition of a list, from the rule to the final list. Owned by <see cref="ListWork"/>; every step is
/// kept with actor, time and receipt.
/// </summary>
public sealed class ListEdition : IRevised
{
    private readonly List<ListStep> _steps = [];

    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>The list, by the id of its <c>list.yaml</c>.</summary>
    public string ListId { get; init; } = string.Empty;

    /// <summary>期次: <c>2026</c> or <c>2026-11</c>.</summary>
    public string Period { get; init; } = string.Empty;

    /// <summary>数据日期: the day of the facts and of the rule.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>Where it stands.</summary>
    public ListState State { get; private set; }

    /// <summary>The list while this edition is in the making, else null; unique: one at a time.</summary>
    public string? OpenKey { get; private set; }

    /// <summary>The list while this edition is in force, else null; unique.</summary>
    public string? CurrentKey { get; private set; }

    /// <summary>List and period once it is final, else null; unique.</summary>
    public string? FinalKey { get; private set; }

    /// <summary>The edition in force when the candidates were built; null for the first.</summary>
    public Guid? PreviousId { get; set; }

    /// <summary>Version of the pack whose rule built it; null before.</summary>
    public string? PackHash { get; set; }

    /// <summary>Who built the candidates; null before. He neither publishes nor finalises.</summary>
    public string? BuiltBy { get; set; }

    /// <summary>Candidates by the rule.</summary>
    public int Listed { get; set; }

    /// <summary>Excluded by the rule.</summary>
    public int Excluded { get; set; }

    /// <summary>When it was published; null before.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>The last day of the publicity, inclusive, by the rule of the day of publication.</summary>
    public DateOnly? PublicityTo { get; set; }

    /// <summary>The last day for objections, inclusive.</summary>
    public DateOnly? ObjectionsTo { get; set; }

    /// <summary>The day since which it is in force; null before.</summary>
    public DateOnly? FinalOn { get; set; }

    /// <summary>The day since which a later edition is in force; null before.</summary>
    public DateOnly? SupersededOn { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>Its history, in no order; <see cref="ListStep.Sequence"/> has it.</summary>
    public IReadOnlyList<ListStep> Steps => _steps;

    /// <summary>Takes a step.</summary>
    internal void Move(ListStep step)
    {
        _steps.Add(step);
        State = step.To;
        OpenKey = step.To is ListState.Final or ListState.Superseded or ListState.Discarded ? null : ListId;
        CurrentKey = step.To == ListState.Final ? ListId : null;
        FinalKey = step.To is ListState.Final or ListState.Superseded ? $"{ListId}/{Period}" : null;
    }
}
