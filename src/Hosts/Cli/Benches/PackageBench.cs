using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Fields;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.Cli.Benches;

/// <summary>
/// Whole packages for the border, on one core: a JSON document with its fields as a tree, consent, manifest and status
/// list, in a log of 10^8 entries with two witnesses. Once with everything judged anew, once as a batch judges them:
/// checkpoint, manifest and status list are known, and the issuer signs with Ed25519. Beside each the calls into the
/// libraries of signatures and hashes that no verifier can leave out, over the same bytes, taken turn by turn.
/// </summary>
internal sealed class PackageBench
{
    private const long Size = 100_000_000;
    private const long Index = 12_345_678;
    private const int Depth = 27;
    private const int Witnesses = 2;
    private const double GoalPerSecond = 3_500;
    private const double GoalRatio = 0.8;
    private const string Issuer = "issuer.example.cn/bank";
    private const string Purpose = "loan";

    private static readonly DateTimeOffset Day = new(2026, 11, 30, 2, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(6);

    private readonly Digest[] _path = [.. Enumerable.Range(0, Depth).Select(i => TreeHash.Sha256.Of([(byte)i]))];
    private readonly StatementKeys _log = StatementKeys.Generate("log.example.cn/crossborder"); // signs as a log does
    private readonly HolderKeys[] _witnesses = [HolderKeys.Generate(), HolderKeys.Generate()];
    private readonly StatementKeys _root = StatementKeys.Generate(Issuer);
    private readonly StatementKeys _keys = StatementKeys.Generate(Issuer);
    private readonly bool _isEd25519Alone;
    private readonly List<BenchFigure> _figures = [];

    private PackageBench(bool isEd25519Alone) => _isEd25519Alone = isEd25519Alone;

    /// <summary>Runs it.</summary>
    public static IReadOnlyList<BenchFigure> Run()
    {
        var (anew, known) = (new PackageBench(isEd25519Alone: false), new PackageBench(isEd25519Alone: true));
        anew.Anew();
        known.Known();
        return [.. anew._figures, .. known._figures];
    }

    private void Anew()
    {
        var (package, question) = Make();
        var (whole, calls) = Turns(
            () => Verify(package, question), () => LibraryCalls(package, question, isKnown: false));
        _figures.Add(new BenchFigure("whole package", package.Length, "bytes"));
        _figures.Add(new BenchFigure("whole package, all anew, Ed25519 and SM2: checks", whole, "1/CPU s"));
        _figures.Add(new BenchFigure(
            "whole package, all anew : its library calls", whole / calls, "ratio", AtLeast: GoalRatio));
    }

    private void Known()
    {
        var (package, question) = Make();
        var (whole, calls) = Turns(
            () => Verify(package, question with { Memory = question.Memory }),
            () => LibraryCalls(package, question, isKnown: true));
        _figures.Add(new BenchFigure(
            "whole package, checkpoint known, issuer Ed25519: checks", whole, "1/CPU s", AtLeast: GoalPerSecond));
        _figures.Add(new BenchFigure(
            "whole package, checkpoint known : its library calls", whole / calls, "ratio", AtLeast: GoalRatio));
    }

    private (byte[] Package, PackageQuestion Question) Make()
    {
        var until = Day.AddDays(90);
        var keys = new List<IssuerKey> { new(_keys.Ed25519, Day.AddDays(-1), until, null) };
        if (!_isEd25519Alone)
            keys.Add(new IssuerKey(_keys.Sm2, Day.AddDays(-1), until, null));
        var manifest = new KeyManifest(Issuer, 1, Day.AddHours(-2), Day.AddDays(7), keys);
        var manifestNote = _root.SignNote(manifest.ToText());
        var loggedManifest = new LoggedNote(manifestNote, Prove(manifest.Entry(manifestNote, _root.Ed25519.Id)));
        var list = new StatusList(Issuer, 0, 1, Day.AddHours(-1), Day.AddDays(7), new byte[StatusList.SizeBytes]);
        var listNote = _keys.SignNote(list.ToText());
        var loggedList = new LoggedNote(listNote, Prove(list.Entry(listNote, _keys.Ed25519.Id)));
        var (signed, refusal) = SignedPackage.Sign(Draft(), _keys);
        var package = signed is null ? throw new InvalidOperationException(refusal!.En)
            : signed.Complete(Prove(signed.Entry), loggedManifest).ToArray();
        var trust = Trust();
        return (package, new PackageQuestion
        {
            Trust = trust,
            Now = Day.AddHours(1),
            Purpose = Purpose,
            StatusLists = [loggedList],
            Manifests = [loggedManifest],
            Memory = _isEd25519Alone ? new VerifierMemory(trust) : null,
        });
    }

    private TrustBundle Trust() => new()
    {
        Logs = [_isEd25519Alone ? [_log.Ed25519] : [_log.Ed25519, _log.Sm2]],
        Witnesses = [.. _witnesses.Select(Witness)],
        Quorum = Witnesses,
        Issuers = [new TrustedIssuer(Issuer, "甲银行", "Bank A", "B0001", [_root.Ed25519, _root.Sm2])],
        StatusHours = 24,
        IsAnySignatureEnough = _isEd25519Alone,
    };

    private static PackageDraft Draft() => new()
    {
        Scenario = "crossborder/creditreport",
        ScenarioCode = 1,
        Direction = "southbound",
        IssuedAt = Day,
        ExpiresAt = Day.AddDays(30),
        Purposes = [Purpose],
        Form = DocumentForm.Json,
        MediaType = "application/json",
        Document = Encoding.UTF8.GetBytes(
            """{"company":{"name":"示例有限公司","usci":"91440300MA5EXAMPLE"},"report_date":"2026-11-29","report_no":"R1","""
            + """ "summary":{"balance_yuan":"9100.00","open_loans":2,"rating":"AA-"}}"""),
        Consent = CanonicalJson.Write(new JsonObject { ["language"] = "zh-CN", ["text"] = new string('意', 200) }),
        FieldsKind = FieldsKind.Tree,
        Fields = [("balance_yuan", "9100.00"), ("name", "示例有限公司"), ("rating", "AA-"), ("report_date", "2026-11-29")],
        StatusIndex = 4711,
    };

    // The place of an entry in a tree of 10^8, under a checkpoint that the log and the witnesses signed.
    private byte[] Prove(LogEntry entry)
    {
        var leaf = TreeHash.Sha256.Leaf(entry.ToArray());
        var root = MerkleProof.InclusionRoot(TreeHash.Sha256, Index, Size, leaf, _path)!.Value;
        var text = new Checkpoint(_log.Name, new TreeHead(Size, root), []).ToText();
        var seconds = Day.AddSeconds(30).ToUnixTimeSeconds();
        var lines = _witnesses.Select(witness => new NoteSignature(
            Witness(witness).Name, Witness(witness).Id,
            new Cosignature(seconds, Signature(witness, Cosignature.MessageAt(seconds, text))).ToArray()));
        var note = SignedNote.TryParse(_log.SignNote(text))!.With(lines).ToArray();
        return new InclusionProof(Index, _path, note, null).ToArray();
    }

    private VerifierKey Witness(HolderKeys keys) => VerifierKey.Cosignature(
        $"witness.example/w{Array.IndexOf(_witnesses, keys)}",
        Convert.FromBase64String(keys.Public.ToString().Split('+', 3)[2]).AsSpan(1));

    private static byte[] Signature(HolderKeys keys, ReadOnlySpan<byte> message) =>
        SignedNote.TryParse(keys.SignNote([.. message]))!.Signatures[0].Signature.ToArray();

    private static void Verify(byte[] package, PackageQuestion question)
    {
        var verdict = PackageVerifier.Verify(package, question);
        if (!verdict.IsAccepted || !verdict.IsDocumentProved || verdict.Fields.Count == 0)
        {
            throw new InvalidOperationException(
                "What is measured is not accepted: " + string.Join(' ', verdict.Refusals.Select(r => r.En)));
        }
    }

    // Signatures over the same texts, commitments over the same bytes, the leaf and path of each proof, the fields.
    private void LibraryCalls(byte[] package, PackageQuestion question, bool isKnown)
    {
        var parts = _parts ??= PackageParts.Read(package).Parts!;
        var statement = _statement ??= new Signed(parts[PartNames.Statement]!, [.. IssuerKeys()]);
        var good = statement.Verify();
        Commit(parts[PartNames.Statement]!);
        Commit(parts[PartNames.Document]!);
        Commit(parts[PartNames.Consent]!);
        Walk();
        foreach (var field in _fields ??= FieldFile.TryRead(parts[PartNames.FieldTree]!)!)
            good &= Walk(TreeHash.Sha256, field, field.Sha256) && Walk(TreeHash.Sm3, field, field.Sm3);
        if (!isKnown)
        {
            foreach (var (logged, keys) in _logged ??= Logged(question))
            {
                good &= keys.Verify();
                Commit(logged.Note.Span);
                Walk();
            }

            // The manifest stands in the package and is at hand, the same bytes: it need be judged once.
            foreach (var checkpoint in _checkpoints ??= Checkpoints(parts, question))
                good &= checkpoint.Verify();
        }

        if (!good)
            throw new InvalidOperationException("A library call does not hold.");
    }

    private PackageParts? _parts;
    private Signed? _statement;
    private IReadOnlyList<ProvedField>? _fields;
    private List<(LoggedNote, Signed)>? _logged;
    private List<Signed>? _checkpoints;

    private IEnumerable<VerifierKey> IssuerKeys() =>
        _isEd25519Alone ? [_keys.Ed25519] : [_keys.Ed25519, _keys.Sm2];

    private List<(LoggedNote, Signed)> Logged(PackageQuestion question)
    {
        var root = new Signed(question.Manifests[0].Note.ToArray(), [_root.Ed25519, _root.Sm2]);
        return
        [
            (question.Manifests[0], root),
            (question.StatusLists[0], new Signed(question.StatusLists[0].Note.ToArray(), [.. IssuerKeys()])),
        ];
    }

    private List<Signed> Checkpoints(PackageParts parts, PackageQuestion question)
    {
        VerifierKey[] keys = [_log.Ed25519, _log.Sm2, .. _witnesses.Select(Witness)];
        ReadOnlyMemory<byte>[] proofs =
        [
            parts[PartNames.Proof], question.Manifests[0].Proof, question.StatusLists[0].Proof,
        ];
        return [.. proofs.Select(p => new Signed(InclusionProof.Read(p.Span).Proof!.Checkpoint.ToArray(), keys))];
    }

    private static void Commit(ReadOnlySpan<byte> content) =>
        Commitment.Of(CommitmentTags.Document, new byte[Commitment.SaltBytes], content);

    private void Walk() => MerkleProof.InclusionRoot(
        TreeHash.Sha256, Index, Size, TreeHash.Sha256.Leaf(new byte[LogEntry.Length]), _path);

    private static bool Walk(TreeHash hash, ProvedField field, IReadOnlyList<Digest> path) => MerkleProof.InclusionRoot(
        hash, field.Index, 1 << path.Count, hash.Leaf(FieldTree.Leaf(field.Salt.Span, field.Name, field.Value)),
            [.. path])
        is not null;

    // Turn by turn, so that caches and clock rates that others change take from both.
    private static (double First, double Second) Turns(Action first, Action second)
    {
        const int each = 20;
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < Measure / 3;)
        {
            first();
            second();
        }

        var (ofFirst, ofSecond, rounds) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (; ofFirst + ofSecond < Measure; rounds += each)
        {
            ofFirst += Timed(first, each);
            ofSecond += Timed(second, each);
        }

        return (rounds / ofFirst.TotalSeconds, rounds / ofSecond.TotalSeconds);
    }

    // Processor time of this process, which has one thread at work: what else runs on the machine does not count.
    private static TimeSpan Timed(Action work, int times)
    {
        var begun = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < times; i++)
            work();
        return Environment.CpuUsage.TotalTime - begun;
    }

    /// <summary>The signatures of a note by some keys, taken apart beforehand.</summary>
    private sealed class Signed
    {
        private readonly byte[] _text;
        private readonly List<(VerifierKey Key, byte[] Signature)> _lines = [];

        public Signed(byte[] note, IReadOnlyList<VerifierKey> keys)
        {
            var read = SignedNote.TryParse(note)!;
            _text = read.Text.ToArray();
            foreach (var line in read.Signatures)
            {
                if (keys.FirstOrDefault(k => k.Id == line.KeyId && k.Name == line.Name) is { } key)
                    _lines.Add((key, line.Signature.ToArray()));
            }
        }

        public bool Verify() => _lines.TrueForAll(line => line.Key.Verify(_text, line.Signature));
    }
}
