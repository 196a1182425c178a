using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>A key manifest that root keys signed, and its place in a trusted log.</summary>
/// <param name="Keys">The manifest.</param>
/// <param name="Origin">The log.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Text">What the root keys signed.</param>
/// <param name="Note">The note with its proof, as it was given.</param>
internal sealed record ManifestInLog(
    KeyManifest Keys, string Origin, long Index, ReadOnlyMemory<byte> Text, LoggedNote Note);

/// <summary>Which manifest is judged by.</summary>
/// <param name="Manifest">That manifest; null if there is none, or two of one number.</param>
/// <param name="Refusal">What speaks against it; null if nothing does.</param>
/// <param name="Fetched">Those that were fetched and that decided: of the highest number among them.</param>
internal sealed record ManifestChoice(
    ManifestInLog? Manifest, Refusal? Refusal, IReadOnlyList<ManifestInLog> Fetched)
{
    /// <summary>Whether that of the package is judged by, and none that was fetched.</summary>
    public bool IsCarried => Manifest is not null
        && (Fetched.Count == 0 || Manifest.Keys.Sequence > Fetched[0].Keys.Sequence);
}

/// <summary>Judges what an issuer signed by its key manifest and by the log.</summary>
internal sealed class IssuerCheck(TrustBundle trust, TrustedIssuer issuer, DateTimeOffset now, VerifierMemory? memory)
{
    // Without one that serves, what comes twice in one package is still judged once.
    private readonly VerifierMemory _memory = memory?.IsOf(trust) == true ? memory : new VerifierMemory(trust);

    /// <summary>
    /// The manifest to judge by: the newest that root keys signed and a trusted log holds. That of the package counts
    /// as far as the verifier's rule says; where it does not, it is told, and what else can be judged is judged by it.
    /// </summary>
    /// <param name="fetched">What the verifier fetched himself.</param>
    /// <param name="carried">What came with the package; null if nothing did.</param>
    public ManifestChoice Manifest(IEnumerable<LoggedNote> fetched, LoggedNote? carried)
    {
        var good = Newest([.. fetched.Select(ReadManifest).OfType<ManifestInLog>()]);
        var own = carried is null ? null : ReadManifest(carried);
        var newest = Newest([.. good, .. own is null ? [] : new[] { own }]);
        if (newest.Count == 0)
            return new ManifestChoice(null, PackageRefusals.NoManifest, good);
        if (newest.Count > 1 || good.Count > 1)
            return new ManifestChoice(null, PackageRefusals.TwoManifests, good);
        var isOwnLeftOut = trust.PackageManifest == PackageManifestRule.Never && good.Count > 0;
        var choice = new ManifestChoice(isOwnLeftOut ? good[0] : newest[0], null, good);
        var isBroken = carried is not null && own is null;
        return choice with { Refusal = isBroken ? PackageRefusals.BrokenManifest : Against(choice) };
    }

    private Refusal? Against(ManifestChoice choice)
    {
        var (issuedAt, until) = (choice.Manifest!.Keys.IssuedAt, choice.Manifest.Keys.ValidUntil);
        if (until <= now)
            return PackageRefusals.OldManifest(until);
        if (!choice.IsCarried)
            return null;
        if (choice.Fetched.Count == 0 && trust.PackageManifest != PackageManifestRule.Alone)
            return PackageRefusals.ManifestOfPackageOnly;
        return now - issuedAt > TimeSpan.FromHours(trust.ManifestHours)
            ? PackageRefusals.OldManifestOfPackage(issuedAt, trust.ManifestHours) : null;
    }

    /// <summary>The proof of an entry in one of the trusted logs; a refusal where the log is not trusted.</summary>
    public (ProofVerdict? Verdict, Refusal? Refusal) InLog(ReadOnlyMemory<byte> proof, LogEntry entry)
    {
        var (read, malformed) = InclusionProof.Read(proof.Span);
        if (read is null)
            return (null, malformed);
        var (origin, checkpoint) = _memory.Once(
            "checkpoint", read.Checkpoint.Span, () => JudgeCheckpoint(read.Checkpoint));
        return checkpoint is null ? (null, PackageRefusals.UnknownLog(origin))
            : (ProofVerifier.Judge(read, checkpoint, entry.ToArray()), null);
    }

    /// <summary>A judgement about a logged note: from memory where there is one and it was made before.</summary>
    public T Once<T>(string about, LoggedNote logged, Func<T> judge) => _memory.Once(about, logged, judge);

    /// <summary>The key of Ed25519 that a note names; null if it names none of the manifest.</summary>
    public static VerifierKey? Named(SignedNote note, KeyManifest manifest) => manifest.Keys.Select(k => k.Key)
        .FirstOrDefault(k => k.Kind == SignatureKind.Ed25519
            && note.Signatures.Any(s => s.KeyId == k.Id && s.Name == k.Name));

    /// <summary>
    /// The keys that signed, each valid at the time of signing and shown by the log not to have ended before. The time
    /// that the signer states serves to refuse only: he may have kept a key that has ended.
    /// </summary>
    /// <param name="note">What they signed.</param>
    /// <param name="manifest">The issuer's keys.</param>
    /// <param name="signedAt">When, as the text says.</param>
    /// <param name="log">The proof in the log, of which the place and the witnesses' times are taken.</param>
    public (IReadOnlyList<VerifierKey> Keys, Refusal? Refusal) Signed(
        SignedNote note, ManifestInLog manifest, DateTimeOffset signedAt, ProofVerdict log) =>
        Signed(Signers(note, manifest), manifest, signedAt, log);

    /// <summary>Keys of a manifest whose signatures hold, and one whose signature does not.</summary>
    public static (IReadOnlyList<VerifierKey> Signed, VerifierKey? Broken) Signers(
        SignedNote note, ManifestInLog manifest) =>
        SignedText.Signers(note, [.. manifest.Keys.Keys.Select(k => k.Key)]);

    /// <inheritdoc cref="Signed(SignedNote, ManifestInLog, DateTimeOffset, ProofVerdict)" />
    public (IReadOnlyList<VerifierKey> Keys, Refusal? Refusal) Signed(
        (IReadOnlyList<VerifierKey> Signed, VerifierKey? Broken) signers, ManifestInLog manifest,
        DateTimeOffset signedAt, ProofVerdict log)
    {
        var all = manifest.Keys.Keys;
        var (signed, broken) = signers;
        if (broken is not null)
            return ([], PackageRefusals.BadSignature(broken));
        var keys = all.Where(k => signed.Contains(k.Key)).ToList();
        var inTime = keys.Where(k => k.From <= signedAt && signedAt < k.Until).ToList();
        var usable = inTime.Where(k => IsBeforeEnd(k, manifest, log)).ToList();
        if (Lacking(usable) is not { } lacking)
            return ([.. usable.Select(k => k.Key)], null);
        return ([], inTime.Find(k => !usable.Contains(k)) is { } late
            ? late.CompromisedAt is null ? PackageRefusals.Backdated(late.Key, late.Until) : PackageRefusals.Compromised
            : keys.Find(k => !inTime.Contains(k)) is { } early ? PackageRefusals.OutsideOfTime(early.Key)
            : PackageRefusals.NotSigned(lacking));
    }

    /// <summary>When a quorum of witnesses had seen the checkpoint; null without a quorum.</summary>
    public DateTimeOffset? SeenAt(ProofVerdict log)
    {
        var times = log.Checkpoint?.Witnesses.GroupBy(w => w.Name, StringComparer.Ordinal)
            .Select(g => g.Min(w => w.Time)).Order().ToList() ?? [];
        return trust.Quorum > 0 && times.Count >= trust.Quorum ? times[trust.Quorum - 1] : null;
    }

    // Signed before its key ended: a quorum of witnesses saw it by then, and it does not stand in the log behind the
    // manifest that was issued after the end. Of a key that goes on, and without witnesses, there is nothing to show.
    private bool IsBeforeEnd(IssuerKey key, ManifestInLog manifest, ProofVerdict log)
    {
        var end = key.CompromisedAt ?? key.Until;
        var isBehind = log.Proof is { } proof && log.Checkpoint?.Checkpoint?.Origin == manifest.Origin
            && manifest.Keys.IssuedAt >= end && proof.Index > manifest.Index;
        if (isBehind)
            return false;
        if (SeenAt(log) is { } seen)
            return key.CompromisedAt is null ? seen < end + PackageVerifier.ClockSkew : seen < end;
        return key.CompromisedAt is null && key.Until > now;
    }

    private string? Lacking(List<IssuerKey> usable)
    {
        if (trust.IsAnySignatureEnough)
            return usable.Count > 0 ? null : "Ed25519 / SM2";
        return !usable.Exists(k => k.Key.Kind == SignatureKind.Ed25519) ? "Ed25519"
            : !usable.Exists(k => k.Key.Kind == SignatureKind.Sm2) ? "SM2" : null;
    }

    private (string Origin, CheckpointVerdict? Verdict) JudgeCheckpoint(ReadOnlyMemory<byte> file)
    {
        var origin = SignedNote.TryParse(file.Span) is { } note
            ? Checkpoint.TryParse(note.Text.Span)?.Origin ?? string.Empty : string.Empty;
        return (origin, trust.LogPolicy(origin) is { } policy ? CheckpointVerifier.Verify(file.Span, policy) : null);
    }

    // Those of the highest number, each text once; empty if there is none.
    private static List<ManifestInLog> Newest(List<ManifestInLog> manifests)
    {
        if (manifests.Count == 0)
            return [];
        var last = manifests.Max(m => m.Keys.Sequence);
        var newest = new List<ManifestInLog>();
        foreach (var manifest in manifests.Where(m => m.Keys.Sequence == last))
        {
            if (!newest.Exists(known => known.Text.Span.SequenceEqual(manifest.Text.Span)))
                newest.Add(manifest);
        }

        return newest;
    }

    private ManifestInLog? ReadManifest(LoggedNote logged) => Once(
        "manifest " + issuer.Name, logged, () => JudgeManifest(logged));

    private ManifestInLog? JudgeManifest(LoggedNote logged)
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
        return isSigned && InLog(logged.Proof, entry).Verdict is { IsAccepted: true } log
            ? new ManifestInLog(manifest, log.Checkpoint!.Checkpoint!.Origin, log.Proof!.Index, note.Text, logged)
            : null;
    }
}
