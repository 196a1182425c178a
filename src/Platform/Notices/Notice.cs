namespace Huoshui.Notices;

/// <summary>提醒: one thing that concerns an audience. It names nobody and holds no business data: who may see those
/// opens <see cref="Href"/>. Only ever added, and deleted when its time is over.</summary>
public sealed class Notice
{
    /// <summary>The key: rises in the order in which notices were committed, with gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>A code of a pack's <c>notices.yaml</c>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>Whom it concerns; made by <see cref="Audiences"/>.</summary>
    public string Audience { get; init; } = string.Empty;

    /// <summary>What happened: the same event of a kind is told an audience once.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>A number that people quote and that tells nothing by itself; null for none.</summary>
    public string? Reference { get; init; }

    /// <summary>The place where it is dealt with, below the portal's address.</summary>
    public string Href { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Until when something is to be done, inclusive, in Shanghai; null when no day binds.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>How many things it tells of; at least 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether it was urgent on the day it was told.</summary>
    public bool IsUrgent { get; init; }
}

/// <summary>A notice as a system asks for it.</summary>
/// <param name="Kind">A code of a pack's <c>notices.yaml</c>; of an unknown one nothing is told.</param>
/// <param name="Audience">Of <see cref="Audiences"/>.</param>
/// <param name="Key">What happened, unique with kind and audience, at most <see cref="LongestKey"/>
/// characters.</param>
/// <param name="Href">Below the portal's address, begins with a slash.</param>
/// <param name="Reference">A number that tells nothing by itself; null for none.</param>
/// <param name="Due">Inclusive, in Shanghai; null for none.</param>
/// <param name="Count">How many things; at least 1.</param>
public sealed record NoticeDraft(
    string Kind, string Audience, string Key, string Href, string? Reference = null, DateOnly? Due = null,
    int Count = 1)
{
    /// <summary>Characters of a key, inclusive.</summary>
    public const int LongestKey = 120;
}

/// <summary>提醒已读 of one account: everything up to a notice, and single ones after it.</summary>
public sealed class NoticeReader
{
    /// <summary>The account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>Everything up to this number is read.</summary>
    public long ReadThrough { get; set; }
}

/// <summary>One notice that an account has read, beyond <see cref="NoticeReader.ReadThrough"/>.</summary>
public sealed class NoticeMark
{
    /// <summary>The account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>The notice.</summary>
    public long Sequence { get; init; }
}

/// <summary>What an account's 待办 of one kind was when it was last looked at for a digest.</summary>
public sealed class NoticeStanding
{
    /// <summary>The account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>A kind.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>How many waited.</summary>
    public int Total { get; set; }

    /// <summary>Short hashes of the places of the first of them, separated by spaces.</summary>
    public string Seen { get; set; } = string.Empty;
}
