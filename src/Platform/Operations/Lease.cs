namespace Huoshui.Operations;

/// <summary>租约: a name that one process at a time may hold. Owned by <see cref="LeaseStore"/>.</summary>
public sealed class Lease
{
    /// <summary>What is held, e.g. <c>outbox</c>.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Who holds it; empty when nobody does.</summary>
    public string Owner { get; set; } = string.Empty;

    /// <summary>Grows by one with each new holder: a holder with an older number has lost it (fencing).</summary>
    public long Fence { get; set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A lease that was granted.</summary>
/// <param name="Name">What is held.</param>
/// <param name="Owner">Who holds it.</param>
/// <param name="Fence">The holder's number.</param>
/// <param name="ExpiresAt">Until when, unless renewed.</param>
public sealed record LeaseGrant(string Name, string Owner, long Fence, DateTimeOffset ExpiresAt);

/// <summary>Somebody else holds the lease now: what was being done must not be saved.</summary>
public sealed class LeaseLostException(string message) : Exception(message);
