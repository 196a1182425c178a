namespace Huoshui.Systems.Returns;

/// <summary>The reply that a write with an Idempotency-Key got, so that the same key gets the same reply.</summary>
public sealed class IdempotentReply
{
    /// <summary>Account name; a key belongs to its account.</summary>
    public required string Account { get; init; }

    /// <summary>The key as sent; at most 200 characters.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path and body: the same key with another request is refused.</summary>
    public required string RequestSha256 { get; init; }

    /// <summary>HTTP status of the reply; 0 while the first request still runs.</summary>
    public required int Status { get; set; }

    /// <summary>Body of the reply, JSON; empty when there was none.</summary>
    public required string Body { get; set; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
