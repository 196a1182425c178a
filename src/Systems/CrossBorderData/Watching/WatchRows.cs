using Huoshui.Operations;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>节点状态 What is known of a log or a witness. Owned by <see cref="NodeWatch"/>.</summary>
public sealed class NodeState : IRevised
{
    /// <summary>The node's id in the file of nodes.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>Origin of the log, or name of the witness, that the state belongs to.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>One of <see cref="NodeHealth"/>.</summary>
    public string Health { get; set; } = string.Empty;

    /// <summary>Size of the last checkpoint that verified; of a witness: of the largest log that it cosigned.</summary>
    public long Size { get; set; }

    /// <summary>Root of that checkpoint, Base64; empty before the first, and for witnesses.</summary>
    public string Root { get; set; } = string.Empty;

    /// <summary>That checkpoint as it was signed; empty before the first, and for witnesses.</summary>
    public byte[] Checkpoint { get; set; } = [];

    /// <summary>Entries that were read and led to the root.</summary>
    public long Read { get; set; }

    /// <summary>Roots of the complete subtrees over the entries that were read, 32 bytes each, largest first.</summary>
    public byte[] Subtrees { get; set; } = [];

    /// <summary>When it was asked last.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>When it answered last; null if never.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>When its size changed last; null if never.</summary>
    public DateTimeOffset? GrewAt { get; set; }

    /// <summary>How long the last answer took, in milliseconds.</summary>
    public int Milliseconds { get; set; }

    /// <summary>Proofs of forks that it keeps as a witness.</summary>
    public int Forks { get; set; }

    /// <summary>A checkpoint of the log that contradicts <see cref="Checkpoint"/>: evidence; null if there was
    /// none.</summary>
    public byte[]? Contradiction { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

/// <summary>What a round can say of a node, the worst that holds.</summary>
public static class NodeHealth
{
    /// <summary>All is well.</summary>
    public const string Good = "good";

    /// <summary>Its entries are being read: not yet compared to the end.</summary>
    public const string Catching = "catching";

    /// <summary>Nobody signed or wrote for too long.</summary>
    public const string Old = "old";

    /// <summary>It does not answer.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>What it answers cannot be read or is not signed by its keys.</summary>
    public const string Invalid = "invalid";

    /// <summary>It shows fewer entries than before.</summary>
    public const string RolledBack = "rolledback";

    /// <summary>It shows another history than before.</summary>
    public const string Forked = "forked";
}

/// <summary>监测读数 What a round found; the history of growth. Grain: node and moment.</summary>
public sealed class NodeReading
{
    /// <summary>The node.</summary>
    public string NodeId { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Size of the log.</summary>
    public long Size { get; init; }

    /// <summary>One of <see cref="NodeHealth"/>.</summary>
    public string Health { get; init; } = string.Empty;

    /// <summary>How long the answer took, in milliseconds.</summary>
    public int Milliseconds { get; init; }
}

/// <summary>条目计数 Entries of a log by hour of issue, kind, scenario and key: all that can be counted without knowing
/// anybody.</summary>
public sealed class EntryCount
{
    /// <summary>The log.</summary>
    public string NodeId { get; init; } = string.Empty;

    /// <summary>Hours since 1970-01-01 UTC.</summary>
    public long Hour { get; init; }

    /// <summary>1 statement, 2 status list, 3 key manifest, 0 for what is no entry of ours.</summary>
    public int Kind { get; init; }

    /// <summary>Code of the scenario; 0 for lists and manifests.</summary>
    public int Scenario { get; init; }

    /// <summary>ID of the key that signed.</summary>
    public long KeyId { get; init; }

    /// <summary>How many.</summary>
    public long Count { get; set; }
}

/// <summary>拒收计数 Submissions that a node's gate refused, by hour and code.</summary>
public sealed class RefusalCount
{
    /// <summary>The log.</summary>
    public string NodeId { get; init; } = string.Empty;

    /// <summary>Hours since 1970-01-01 UTC.</summary>
    public long Hour { get; init; }

    /// <summary>The code (XBD202x).</summary>
    public string Code { get; init; } = string.Empty;

    /// <summary>How many.</summary>
    public long Count { get; set; }
}
