namespace Huoshui.Operations;

/// <summary>待发消息: a message saved with the change it tells of and delivered afterwards, at least once.</summary>
public sealed class OutboxMessage
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>Who listens.</summary>
    public string Topic { get; init; } = string.Empty;

    /// <summary>JSON.</summary>
    public string Payload { get; init; } = "null";

    /// <summary>When it was published; messages of one change keep their order.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this; later after a failed delivery.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When every listener had taken it; null while it waits.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Failed deliveries.</summary>
    public int Failures { get; set; }

    /// <summary>Why the last delivery failed.</summary>
    public string? Error { get; set; }
}

/// <summary>Takes messages of one topic. The same message may come twice. Register it as a singleton.</summary>
public interface IOutboxListener
{
    /// <summary>The topic.</summary>
    string Topic { get; }

    /// <summary>Takes a message; an exception means: again, later.</summary>
    Task HandleAsync(OutboxMessage message, CancellationToken cancellationToken);
}
