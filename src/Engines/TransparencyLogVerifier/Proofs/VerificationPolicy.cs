using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Proofs;

/// <summary>验证策略 Whom a verifier trusts, pinned beforehand.</summary>
public sealed class VerificationPolicy
{
    /// <summary>Takes the keys.</summary>
    /// <param name="logKeys">Keys of one log, all with the same name: its origin. At least one.</param>
    /// <param name="witnesses">Keys of witnesses (kind <see cref="SignatureKind.Cosignature"/>).</param>
    /// <param name="quorum">How many different witnesses must have signed, from 0 to their number.</param>
    /// <exception cref="ArgumentException">A key is of the wrong kind, or the quorum cannot be reached.</exception>
    public VerificationPolicy(
        IReadOnlyList<VerifierKey> logKeys, IReadOnlyList<VerifierKey>? witnesses = null, int quorum = 0)
    {
        witnesses ??= [];
        if (logKeys.Count == 0
            || logKeys.Any(key => key.Kind == SignatureKind.Cosignature || key.Name != logKeys[0].Name))
        {
            throw new ArgumentException("The keys of one log have one name and are no witness keys.", nameof(logKeys));
        }

        if (witnesses.Any(key => key.Kind != SignatureKind.Cosignature))
            throw new ArgumentException("The key of a witness is of type 0x04.", nameof(witnesses));
        if (quorum < 0 || quorum > witnesses.Select(key => key.Name).Distinct(StringComparer.Ordinal).Count())
            throw new ArgumentException("The quorum lies between 0 and the number of witnesses.", nameof(quorum));
        LogKeys = logKeys;
        Witnesses = witnesses;
        Quorum = quorum;
    }

    /// <summary>Keys of the log; all of them must have signed, unless <see cref="AnyLogKey"/>.</summary>
    public IReadOnlyList<VerifierKey> LogKeys { get; }

    /// <summary>Keys of witnesses.</summary>
    public IReadOnlyList<VerifierKey> Witnesses { get; }

    /// <summary>How many different witnesses must have signed.</summary>
    public int Quorum { get; }

    /// <summary>One of the log's keys suffices (Ed25519 or SM2); by default all pinned keys must have signed.</summary>
    public bool AnyLogKey { get; init; }

    /// <summary>Origin of the log.</summary>
    public string Origin => LogKeys[0].Name;
}

/// <summary>A witness's signature that was verified.</summary>
/// <param name="Name">Name of the witness.</param>
/// <param name="Time">When it signed, by its own clock.</param>
public sealed record WitnessStatement(string Name, DateTimeOffset Time);

/// <summary>What came out about a checkpoint.</summary>
public sealed record CheckpointVerdict
{
    /// <summary>Why it is not accepted; empty when it is.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>What the log states; null if it could not be read. To be trusted only when accepted.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>The log's keys whose signatures were verified.</summary>
    public IReadOnlyList<VerifierKey> VerifiedKeys { get; init; } = [];

    /// <summary>The witnesses whose signatures were verified.</summary>
    public IReadOnlyList<WitnessStatement> Witnesses { get; init; } = [];

    /// <summary>Root of the twin SM3 tree where its key is pinned and signed; null otherwise.</summary>
    public Merkle.Digest? TwinRoot { get; init; }

    /// <summary>Signature lines of keys that are not pinned: they say nothing.</summary>
    public int IgnoredSignatures { get; init; }

    /// <summary>Whether nothing speaks against it.</summary>
    public bool IsAccepted => Refusals.Count == 0;
}
