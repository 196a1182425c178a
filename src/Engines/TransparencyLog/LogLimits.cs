namespace Huoshui.TransparencyLog;

/// <summary>Every limit of the log, in one place. Immutable.</summary>
public sealed record LogLimits
{
    /// <summary>Longest entry, in bytes: what the 16-bit length of an entry bundle can say.</summary>
    public const int LongestEntryBytes = 65_535;

    /// <summary>Longest name of an issuer and longest idempotency key, in bytes of UTF-8.</summary>
    public const int LongestKeyBytes = 255;

    /// <summary>Entries waiting to be written; who comes later waits. At least 1.</summary>
    public int MostOutstanding { get; init; } = 65_536;

    /// <summary>Most entries of one group commit, at least 1.</summary>
    public int MostEntriesOfBatch { get; init; } = 8_192;

    /// <summary>A group commit is closed when it is larger, in bytes.</summary>
    public int BatchBytes { get; init; } = 4 << 20;

    /// <summary>A segment of the write-ahead log is closed when it is larger, in bytes.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>An idempotency key is remembered for so many later entries.</summary>
    public int RememberedEntries { get; init; } = 1_000_000;

    /// <summary>How long a writer waits for another one to leave.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a checkpoint is published while entries come; null: only when asked.</summary>
    public TimeSpan? PublishInterval { get; init; }
}
