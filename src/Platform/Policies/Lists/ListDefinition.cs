using Huoshui.Diagnostics;
using Huoshui.Policies.Processes;

namespace Huoshui.Policies.Lists;

/// <summary>How often a list has a new edition.</summary>
public enum ListPeriod
{
    /// <summary>每年: the edition is called <c>2026</c>.</summary>
    Year,

    /// <summary>每月: the edition is called <c>2026-11</c>.</summary>
    Month,
}

/// <summary>How a value of a member stands on the public page.</summary>
public enum ListShow
{
    /// <summary>不公开.</summary>
    Hidden,

    /// <summary>脱敏.</summary>
    Masked,

    /// <summary>明示; of a person it is masked all the same.</summary>
    Clear,
}

/// <summary>Acts on a list of which the pack says who may do them.</summary>
public enum ListAct
{
    /// <summary>拟定: open an edition, build its candidates, discard it.</summary>
    Build,

    /// <summary>公示, by another person than who built it.</summary>
    Publish,

    /// <summary>答复异议, and end the publicity.</summary>
    Answer,

    /// <summary>定稿, by another person than who built it.</summary>
    Finalise,

    /// <summary>提出异议.</summary>
    Object,

    /// <summary>查看 the working pages.</summary>
    See,
}

/// <summary>名单: what a pack's <c>list.yaml</c> says of a list; the rule is the pack's decision, days are its
/// parameters. Immutable, thread safe.</summary>
/// <param name="Id">As addresses and the store call it: <c>firstloan</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Period">How often it has an edition.</param>
/// <param name="IsUsci">Whether the key of a subject is its 统一社会信用代码, whose check digits are looked at when
/// somebody types it.</param>
public sealed record ListDefinition(string Id, LocalizedText Title, ListPeriod Period, bool IsUsci)
{
    /// <summary>The part of the decision's answer that says whether a subject is a candidate.</summary>
    public required string Output { get; init; }

    /// <summary>The codes of <see cref="Output"/> that mean a candidate.</summary>
    public required IReadOnlyList<string> Listed { get; init; }

    /// <summary>The part of the answer that has the reasons as codes.</summary>
    public required string Reasons { get; init; }

    /// <summary>What everybody may see.</summary>
    public required ListPublicity Public { get; init; }

    /// <summary>Names of the parameters that hold its days.</summary>
    public required ListDays Days { get; init; }

    /// <summary>Roles that may do an act.</summary>
    public required IReadOnlyDictionary<ListAct, IReadOnlyList<string>> Who { get; init; }

    /// <summary>异议事项: codes with the field <c>effect</c>: what an objection that is upheld does.</summary>
    public required ProcessList ObjectionKinds { get; init; }

    /// <summary>答复理由: codes with the field <c>upheld</c>.</summary>
    public required ProcessList AnswerReasons { get; init; }
}

/// <summary>公开范围.</summary>
/// <param name="DuringPublicity">Whether everybody sees the candidates while they are under publicity.</param>
/// <param name="Final">Whether everybody sees the final list.</param>
/// <param name="Name">How the name of a subject that is no person stands there.</param>
/// <param name="Key">How its key stands there.</param>
/// <param name="Facts">Facts of the decision that stand there.</param>
public sealed record ListPublicity(
    bool DuringPublicity, bool Final, ListShow Name, ListShow Key, IReadOnlyList<string> Facts);

/// <summary>期限: names of whole-numbered parameters.</summary>
/// <param name="Publicity">公示 in working days, the day of publication not counted.</param>
/// <param name="Objection">Working days from the publication in which objections are taken.</param>
/// <param name="Answer">Working days from an objection to its answer.</param>
/// <param name="Warning">Working days before the last day of the answer from which its light is amber.</param>
/// <param name="PerAccount">Most objections of one account to one edition.</param>
/// <param name="UpdateMonth">Month in which the edition of a year is due; null for a list of every month.</param>
/// <param name="UpdateDay">Day of the month on which an edition is due.</param>
public sealed record ListDays(
    string Publicity, string Objection, string Answer, string Warning, string PerAccount, string? UpdateMonth,
    string UpdateDay)
{
    /// <summary>Every parameter that is named.</summary>
    public IReadOnlyList<string> Names =>
    [
        Publicity, Objection, Answer, Warning, PerAccount, UpdateDay,
        .. UpdateMonth is null ? [] : new[] { UpdateMonth },
    ];
}

/// <summary>What an objection does when it is upheld: the values of the field <c>effect</c>.</summary>
public static class ObjectionEffects
{
    /// <summary>移出.</summary>
    public const string Strike = "strike";

    /// <summary>补入.</summary>
    public const string Add = "add";

    /// <summary>Nothing: words are corrected.</summary>
    public const string None = "none";

    /// <summary>Every value.</summary>
    public static IReadOnlyList<string> All { get; } = [Strike, Add, None];
}
