using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.AuditTree;

/// <summary>Where the audit tree lies and how often it is signed and compared.</summary>
public sealed record AuditTreeOptions
{
    /// <summary>The folder of the log, <c>DATA/audit-log</c>; not to be served.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The last signed checkpoint, by which a tree that was put back to an older point is recognised. Never part of a
    /// backup; best on another disk than <see cref="Folder"/>.
    /// </summary>
    public required string SignedState { get; init; }

    /// <summary>Opens the signing keys; null: a random one, kept in the folder.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Identity of a new log; null: <c>huoshui.local/audit/…</c> with eight random digits.</summary>
    public string? Origin { get; init; }

    /// <summary>How often new leaves are entered, a checkpoint is signed and what changed is compared.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Rows that did not change and are compared again in each interval, by turns: so many rows a time go
    /// round the whole log. 0: only what changed.</summary>
    public int RowsOfTurn { get; init; } = 2_000;

    /// <summary>Witnesses that are asked to sign each checkpoint.</summary>
    public IReadOnlyList<AuditWitness> Witnesses { get; init; } = [];

    /// <summary>The options of a data folder: everything in it, the default interval.</summary>
    public static AuditTreeOptions Of(string dataFolder) => new()
    {
        Folder = Path.Combine(dataFolder, "audit-log"),
        SignedState = Path.Combine(dataFolder, "audit-log.signed-checkpoint"),
    };
}

/// <summary>A witness of the audit tree (C2SP tlog-witness).</summary>
/// <param name="Address">Its submission prefix.</param>
/// <param name="Key">Its key, of the kind cosignature.</param>
public sealed record AuditWitness(Uri Address, VerifierKey Key);
