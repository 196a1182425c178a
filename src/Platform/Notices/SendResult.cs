namespace Huoshui.Notices;

/// <summary>What became of a try to send.</summary>
internal enum SendOutcome
{
    /// <summary>The other side took it.</summary>
    Taken,

    /// <summary>Not now: it is tried again.</summary>
    Failed,

    /// <summary>The other side refused it for good.</summary>
    Refused,

    /// <summary>Its channel is off or has another address by now.</summary>
    NotWanted,
}

/// <summary>The end of a try.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">A word of ours; null when it was taken.</param>
internal sealed record SendResult(SendOutcome Outcome, string? Error = null)
{
    public static SendResult Taken { get; } = new(SendOutcome.Taken);

    public static SendResult Failed(string error) => new(SendOutcome.Failed, error);

    public static SendResult Refused(string error) => new(SendOutcome.Refused, error);
}
