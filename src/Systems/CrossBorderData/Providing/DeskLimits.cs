namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>Every limit of the provider's desk, in one place. Immutable.</summary>
public sealed record DeskLimits
{
    /// <summary>Longest idempotency key, in characters.</summary>
    public const int LongestKey = 200;

    /// <summary>How long an issued package is held in memory, for its download and for the same request
    /// again.</summary>
    public TimeSpan Held { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most packages held at once; the oldest go first.</summary>
    public int MostHeld { get; init; } = 4_096;

    /// <summary>Most bytes held at once; the oldest packages go first.</summary>
    public long HeldBytes { get; init; } = 256L << 20;

    /// <summary>Most packages that are issued at once; more wait.</summary>
    public int MostIssuing { get; init; } = 1_024;

    /// <summary>Share of the strictest age of a status list after which the desk publishes a new one by
    /// itself.</summary>
    public double PublishAfterShare { get; init; } = 0.5;

    /// <summary>How long the desk waits after a publication that failed.</summary>
    public TimeSpan AfterFailure { get; init; } = TimeSpan.FromMinutes(5);
}
