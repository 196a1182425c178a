using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Proofs;

/// <summary>What came out about a proof file.</summary>
/// <param name="Refusals">Why it is not accepted; empty when it is.</param>
/// <param name="Proof">What was read; null if it could not be read.</param>
/// <param name="Checkpoint">The verdict on its checkpoint; null if it was not reached.</param>
/// <param name="Entry">The entry that is proved; null where there is none.</param>
public sealed record ProofVerdict(
    IReadOnlyList<Refusal> Refusals,
    InclusionProof? Proof,
    CheckpointVerdict? Checkpoint,
    ReadOnlyMemory<byte>? Entry)
{
    /// <summary>Whether nothing speaks against it.</summary>
    public bool IsAccepted => Refusals.Count == 0;
}

/// <summary>
/// 离线验证 Judges a C2SP tlog-proof with pinned keys only: no network, no files, no clock. Thread safe; does not throw for
/// any bytes.
/// </summary>
public static class ProofVerifier
{
    /// <summary>Judges a proof file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="entry">The entry to be proved; null: the one that the file holds as extra data.</param>
    public static ProofVerdict Verify(
        ReadOnlySpan<byte> file, VerificationPolicy policy, ReadOnlyMemory<byte>? entry = null)
    {
        var (proof, refusal) = InclusionProof.Read(file);
        if (proof is null)
            return new ProofVerdict([refusal!], null, null, entry);
        return Judge(proof, CheckpointVerifier.Verify(proof.Checkpoint.Span, policy), entry);
    }

    /// <summary>Judges a proof whose checkpoint was judged.</summary>
    internal static ProofVerdict Judge(
        InclusionProof proof, CheckpointVerdict checkpoint, ReadOnlyMemory<byte>? entry)
    {
        List<Refusal> refusals = [.. checkpoint.Refusals];
        if (entry is { } given && proof.Extra is { } held && !given.Span.SequenceEqual(held.Span))
            refusals.Add(Refusals.OtherEntry);
        var proved = entry ?? proof.Extra;
        if (proved is null)
            refusals.Add(Refusals.NoEntry);
        else if (checkpoint.Checkpoint is { } read && Inclusion(proof, read.Head, proved.Value.Span) is { } wrong)
            refusals.Add(wrong);
        return new ProofVerdict(refusals, proof, checkpoint, proved);
    }

    private static Refusal? Inclusion(InclusionProof proof, TreeHead head, ReadOnlySpan<byte> entry)
    {
        if (proof.Index >= head.Size)
            return Refusals.IndexOutside(proof.Index, head.Size);
        var hash = TreeHash.Sha256;
        var root = MerkleProof.InclusionRoot(hash, proof.Index, head.Size, hash.Leaf(entry), [.. proof.Hashes]);
        return root == head.Root ? null : Refusals.NotIncluded;
    }
}
