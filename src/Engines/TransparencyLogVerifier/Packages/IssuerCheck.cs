using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>Judges what an issuer signed by its key manifest and by the log.</summary>
internal sealed class IssuerCheck(
    TrustBundle trust, TrustedIssuer issuer, DateTimeOffset now, VerifiedNotes? known = null)
{
    /// <summary>The newest manifest that root keys signed and a trusted log holds.</summary>
    public (KeyManifest? Manifest, LoggedNote? Note, Refusal? Refusal) Manifest(IEnumerable<LoggedNote> notes)
    {
        var good = notes.Select(note => (note, manifest: Known("manifest", note, () => ReadManifest(note))))
            .Where(pair => pair.manifest is not null).ToList();
        if (good.Count == 0)
            return (null, null, PackageRefusals.NoManifest);
        var last = good.Max(pair => pair.manifest!.Sequence);
        var newest = good.Where(pair => pair.manifest!.Sequence == last).ToList();
        var texts = newest.Select(pair => Convert.ToBase64String(pair.manifest!.ToText()));
        if (texts.Distinct(StringComparer.Ordinal).Count() > 1)
            return (null, null, PackageRefusals.TwoManifests);
        var manifest = newest[0].manifest!;
        var old = manifest.ValidUntil > now ? null : PackageRefusals.OldManifest(manifest.ValidUntil);
        return (manifest, newest[0].note, old);
    }

    /// <summary>What a list or a manifest was verified as before, or is now.</summary>
    public T? Known<T>(string use, LoggedNote note, Func<T?> verify)
        where T : class =>
        known is null ? verify() : known.Of(trust, $"{use}\n{issuer.Name}", note, verify);

    /// <summary>The proof of an entry in one of the trusted logs; a refusal where the log is not trusted.</summary>
    public (ProofVerdict? Verdict, Refusal? Refusal) InLog(ReadOnlyMemory<byte> proof, LogEntry entry)
    {
        var (read, malformed) = InclusionProof.Read(proof.Span);
        if (read is null)
            return (null, malformed);
        var origin = SignedNote.TryParse(read.Checkpoint.Span) is { } note
            ? Checkpoint.TryParse(note.Text.Span)?.Origin ?? string.Empty : string.Empty;
        return trust.LogPolicy(origin) is { } policy
            ? (ProofVerifier.Verify(proof.Span, policy, entry.ToArray()), null)
            : (null, PackageRefusals.UnknownLog(origin));
    }

    /// <summary>The key of Ed25519 that a note names; null if it names none of the manifest.</summary>
    public static VerifierKey? Named(SignedNote note, KeyManifest manifest) => manifest.Keys.Select(k => k.Key)
        .FirstOrDefault(k => k.Kind == SignatureKind.Ed25519
            && note.Signatures.Any(s => s.KeyId == k.Id && s.Name == k.Name));

    /// <summary>
    /// The keys that signed, each valid at the time of signing and not compromised before it was witnessed.
    /// </summary>
    /// <param name="note">What they signed.</param>
    /// <param name="manifest">The issuer's keys.</param>
    /// <param name="signedAt">When, as the text says.</param>
    /// <param name="log">The proof in the log, of which the witnesses' times are taken.</param>
    public (IReadOnlyList<VerifierKey> Keys, Refusal? Refusal) Signed(
        SignedNote note, KeyManifest manifest, DateTimeOffset signedAt, ProofVerdict log)
    {
        var (signed, broken) = SignedText.Signers(note, [.. manifest.Keys.Select(k => k.Key)]);
        if (broken is not null)
            return ([], PackageRefusals.BadSignature(broken));
        var keys = manifest.Keys.Where(k => signed.Contains(k.Key)).ToList();
        var inTime = keys.Where(k => k.From <= signedAt && signedAt < k.Until).ToList();
        var seen = SeenAt(log);
        var usable = inTime.Where(k => k.CompromisedAt is null || seen < k.CompromisedAt).Select(k => k.Key).ToList();
        if (Lacking(usable) is not { } lacking)
            return (usable, null);
        return ([], inTime.Count > usable.Count ? PackageRefusals.Compromised
            : keys.Count > inTime.Count ? PackageRefusals.OutsideOfTime(keys.First(k => !inTime.Contains(k)).Key)
            : PackageRefusals.NotSigned(lacking));
    }

    /// <summary>When a quorum of witnesses had seen the checkpoint; null without a quorum.</summary>
    public DateTimeOffset? SeenAt(ProofVerdict log)
    {
        var times = log.Checkpoint?.Witnesses.GroupBy(w => w.Name, StringComparer.Ordinal)
            .Select(g => g.Min(w => w.Time)).Order().ToList() ?? [];
        return trust.Quorum > 0 && times.Count >= trust.Quorum ? times[trust.Quorum - 1] : null;
    }

    private string? Lacking(List<VerifierKey> usable)
    {
        if (trust.IsAnySignatureEnough)
            return usable.Count > 0 ? null : "Ed25519 / SM2";
        return !usable.Exists(k => k.Kind == SignatureKind.Ed25519) ? "Ed25519"
            : !usable.Exists(k => k.Kind == SignatureKind.Sm2) ? "SM2" : null;
    }

    private KeyManifest? ReadManifest(LoggedNote logged)
    {
        if (SignedNote.TryParse(logged.Note.Span) is not { } note
            || KeyManifest.TryRead(note.Text.Span) is not { } manifest || manifest.Issuer != issuer.Name)
        {
            return null;
        }

        var (signed, broken) = SignedText.Signers(note, issuer.Roots);
        var isSigned = broken is null
            && (trust.IsAnySignatureEnough ? signed.Count > 0 : issuer.Roots.All(signed.Contains));
        var root = issuer.Roots.First(k => k.Kind == SignatureKind.Ed25519);
        var entry = manifest.Entry(logged.Note.Span, root.Id);
        return isSigned && InLog(logged.Proof, entry).Verdict is { IsAccepted: true } ? manifest : null;
    }
}
