using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Proofs;

/// <summary>Judges a signed checkpoint by a policy. Offline, thread safe, does not throw for any bytes.</summary>
public static class CheckpointVerifier
{
    private const long LatestUnixSeconds = 253_402_300_799; // 9999-12-31: what a DateTimeOffset can say

    /// <summary>Judges the bytes of a checkpoint of a SHA-256 log.</summary>
    public static CheckpointVerdict Verify(ReadOnlySpan<byte> note, VerificationPolicy policy) =>
        Verify(note, policy, TreeHash.Sha256);

    /// <summary>Judges the bytes of a checkpoint.</summary>
    /// <param name="note">The whole note.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="hash">Hash of the tree: decides the root of the empty one.</param>
    public static CheckpointVerdict Verify(ReadOnlySpan<byte> note, VerificationPolicy policy, TreeHash hash)
    {
        if (SignedNote.TryParse(note) is not { } signed)
            return Refused(Refusals.MalformedNote);
        if (Checkpoint.TryParse(signed.Text.Span) is not { } checkpoint)
            return Refused(Refusals.MalformedCheckpoint);
        var verdict = Signatures(signed, policy) with { Checkpoint = checkpoint };
        List<Refusal> refusals = [.. verdict.Refusals];
        if (checkpoint.Origin != policy.Origin)
            refusals.Add(Refusals.OtherOrigin(checkpoint.Origin, policy.Origin));
        if (checkpoint.Head.Size == 0 && checkpoint.Head.Root != hash.Empty)
            refusals.Add(Refusals.EmptyTreeWithRoot);
        return verdict with { Refusals = refusals };
    }

    private static CheckpointVerdict Signatures(SignedNote note, VerificationPolicy policy)
    {
        var refusals = new List<Refusal>();
        var verified = new List<(VerifierKey Key, NoteSignature Line)>();
        var ignored = 0;
        foreach (var line in note.Signatures)
        {
            var key = policy.LogKeys.Concat(policy.Witnesses)
                .FirstOrDefault(k => k.Id == line.KeyId && k.Name == line.Name);
            if (key is null)
                ignored++;
            else if (key.Verify(note.Text.Span, line.Signature.Span))
                verified.Add((key, line));
            else
                refusals.Add(Refusals.BadSignature(key));
        }

        refusals.AddRange(Missing(policy, verified.ConvertAll(v => v.Key)));
        return new CheckpointVerdict
        {
            Refusals = refusals,
            VerifiedKeys = [.. verified.Select(v => v.Key).Where(policy.LogKeys.Contains).Distinct()],
            Witnesses = [.. verified.Where(v => v.Key.Kind == SignatureKind.Cosignature).Select(Statement)],
            TwinRoot = verified.Where(v => v.Key.Kind == SignatureKind.Sm3Twin)
                .Select(v => TwinRoot.TryRead(v.Line.Signature.Span)?.Root).FirstOrDefault(),
            IgnoredSignatures = ignored,
        };
    }

    private static IEnumerable<Refusal> Missing(VerificationPolicy policy, List<VerifierKey> verified)
    {
        var absent = policy.LogKeys.Where(key => !verified.Contains(key)).ToList();
        if (!policy.AnyLogKey || absent.Count == policy.LogKeys.Count)
        {
            foreach (var key in absent)
                yield return Refusals.NotSigned(key);
        }

        var witnesses = policy.Witnesses.Where(verified.Contains)
            .Select(key => key.Name).Distinct(StringComparer.Ordinal).Count();
        if (witnesses < policy.Quorum)
            yield return Refusals.NoQuorum(witnesses, policy.Quorum);
    }

    private static WitnessStatement Statement((VerifierKey Key, NoteSignature Line) verified)
    {
        var seconds = Cosignature.TryRead(verified.Line.Signature.Span)!.UnixSeconds;
        return new WitnessStatement(
            verified.Key.Name, DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, LatestUnixSeconds)));
    }

    private static CheckpointVerdict Refused(Refusal refusal) => new() { Refusals = [refusal] };
}
