namespace Huoshui.Systems.Returns;

/// <summary>Every limit of the system in one place; tested at the limit.</summary>
public sealed record FilingLimits
{
    /// <summary>Largest upload, bytes, inclusive.</summary>
    public long UploadBytes { get; init; } = 8L << 30;

    /// <summary>Largest file of a simple multipart upload, bytes, inclusive; larger ones use tus.</summary>
    public long FormBytes { get; init; } = 64L << 20;

    /// <summary>Largest part of an upload that carries a checksum, bytes, inclusive: it is held apart until it is
    /// verified.</summary>
    public long ChecksumPartBytes { get; init; } = 64L << 20;

    /// <summary>How long an unfinished upload is kept after its last part.</summary>
    public TimeSpan UploadLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an unfinished upload may pause before it no longer holds up the submission, exclusive.</summary>
    public TimeSpan UploadPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Unfinished uploads of one account at a time, inclusive.</summary>
    public int OpenUploads { get; init; } = 50;

    /// <summary>How long a reply is kept for its Idempotency-Key.</summary>
    public TimeSpan ReplyLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Characters of a reason or an explanation, inclusive.</summary>
    public int NoteCharacters { get; init; } = 2000;

    /// <summary>Rows of a findings download in xlsx, inclusive; CSV has no limit.</summary>
    public int SheetRows { get; init; } = 200_000;

    /// <summary>Rows of a page of the API, inclusive.</summary>
    public int PageRows { get; init; } = 500;

    /// <summary>How often two uploads at once are merged before the slower one is refused.</summary>
    public int MergeAttempts { get; init; } = 5;

    /// <summary>
    /// How long a file that no row names stays untouched before it is an orphan: far longer than any job runs.
    /// </summary>
    public TimeSpan OrphanAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The shortest age that a sweep may be asked for, inclusive; no job may run longer.</summary>
    public TimeSpan LeastOrphanAge { get; init; } = TimeSpan.FromHours(24);
}
