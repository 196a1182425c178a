using System.Diagnostics;
using System.Security.Cryptography;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;
using Curve25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench verify</c>: inclusion checks, whole proof files, and the re-check of a whole tree, on one
/// core.
/// </summary>
internal sealed class ProofBench
{
    private const int Depth = 27;
    private const long Size = 100_000_000;
    private const int EntryBytes = 256;
    private const int Batch = 256;
    private const double GoalInclusion = 100_000;
    private const double GoalTree = 1_500_000;
    private const double GoalProofBytes = 2048;
    private const double GoalPackageRatio = 0.8;

    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(3);

    private readonly List<BenchFigure> _figures = [];
    private readonly byte[] _seed = SHA256.HashData("bench"u8);
    private byte[] _note = [];
    private byte[] _publicKey = [];
    private byte[] _once = [];

    /// <summary>Runs it.</summary>
    public static Task<IReadOnlyList<BenchFigure>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bench = new ProofBench();
        bench.Inclusion(TreeHash.Sha256, GoalInclusion);
        bench.Inclusion(TreeHash.Sm3, null);
        bench.Package();
        bench.Tree(settings.Rows, TreeHash.Sha256, GoalTree);
        bench._figures.AddRange(PackageBench.Run());
        return Task.FromResult<IReadOnlyList<BenchFigure>>(bench._figures);
    }

    private void Inclusion(TreeHash hash, double? goal)
    {
        var path = Enumerable.Range(0, Depth).Select(i => hash.Of([(byte)i])).ToArray();
        var leaf = hash.Leaf(_seed);
        Expect(MerkleProof.InclusionRoot(hash, 12_345_678, Size, leaf, path) is not null);
        var one = PerSecond(() => MerkleProof.InclusionRoot(hash, 12_345_678, Size, leaf, path), 1);
        var items = Enumerable.Range(0, Batch).Select(i =>
            (12_345_678L + i, leaf, new ReadOnlyMemory<Digest>(path))).ToList();
        var many = PerSecond(() => MerkleProof.InclusionRoots(hash, Size, items), Batch);
        Add($"{hash.Name}: inclusion checks at depth {Depth}, one at a time", one, "1/s");
        Add($"{hash.Name}: inclusion checks at depth {Depth}, {Batch} at a time", many, "1/s", atLeast: goal);
    }

    // A proof at 10^8 entries with an Ed25519 line of the log and two cosignatures, beside its library calls.
    private void Package()
    {
        var entry = new byte[EntryBytes];
        var path = Enumerable.Range(0, Depth).Select(i => TreeHash.Sha256.Of([(byte)i])).ToArray();
        const long index = 12_345_678;
        var root = MerkleProof.InclusionRoot(TreeHash.Sha256, index, Size, TreeHash.Sha256.Leaf(entry), path)!.Value;
        var policy = Sign(new Checkpoint("log.example.cn/crossborder", new TreeHead(Size, root), []));
        var proof = new InclusionProof(index, path, _note, null).ToArray();
        var whole = PerSecond(() => Expect(ProofVerifier.Verify(proof, policy, entry).IsAccepted), 1);
        var calls = PerSecond(() => LibraryCalls(entry, path), 1);
        Add("proof file at 10^8 entries, log and two witnesses, without entry", proof.Length, "bytes", GoalProofBytes);
        Add("whole proof file: checks", whole, "1/s");
        Add("whole proof file : its library calls", whole / calls, "ratio", atLeast: GoalPackageRatio);
    }

    private VerificationPolicy Sign(Checkpoint checkpoint)
    {
        var text = checkpoint.ToText();
        var log = VerifierKey.Ed25519(checkpoint.Origin, PublicKey());
        VerifierKey[] witnesses =
            [VerifierKey.Cosignature("witness.example.hk/w1", PublicKey()),
                VerifierKey.Cosignature("witness.example.cn/w2", PublicKey())];
        var lines = witnesses.Select(w => new NoteSignature(
            w.Name, w.Id,
            new Cosignature(1_795_000_000, SignEd25519(Cosignature.MessageAt(1_795_000_000, text))).ToArray()));
        _note = SignedNote.Of(text, [new NoteSignature(log.Name, log.Id, SignEd25519(text)), .. lines]).ToArray();
        return new VerificationPolicy([log], witnesses, witnesses.Length);
    }

    // What no verifier can leave out: three signatures, a leaf and the path.
    private bool LibraryCalls(byte[] entry, Digest[] path)
    {
        var (key, message) = (PublicKey(), _note[..150]);
        var signature = SignEd25519Once(message);
        var good = true;
        for (var i = 0; i < 3; i++)
            good &= Curve25519.Verify(signature, 0, key, 0, message, 0, message.Length);
        MerkleProof.InclusionRoot(TreeHash.Sha256, 12_345_678, Size, TreeHash.Sha256.Leaf(entry), path);
        return Expect(good);
    }

    private void Tree(int entries, TreeHash hash, double goal)
    {
        var all = new ReadOnlyMemory<byte>[entries];
        var bytes = new byte[EntryBytes + entries];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((i * 2_654_435_761L >> 13) & 0xff);
        for (var i = 0; i < entries; i++)
            all[i] = bytes.AsMemory(i, EntryBytes);
        var clock = Stopwatch.StartNew();
        var root = TreeRoot.Of(hash, all);
        var seconds = clock.Elapsed.TotalSeconds;
        Add($"{hash.Name}: re-check of a whole tree of {entries:N0} "
            + $"entries", entries / seconds, "entries/s", atLeast: goal);
        Expect(root != default);
    }

    private static double PerSecond(Action work, int each)
    {
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < Measure / 3;)
            work();
        var done = 0L;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < Measure; done += each)
            work();
        return done / clock.Elapsed.TotalSeconds;
    }

    private static bool Expect(bool good) =>
        good ? good : throw new InvalidOperationException("What is measured does not hold.");

    private byte[] PublicKey()
    {
        if (_publicKey.Length == 0)
        {
            _publicKey = new byte[Curve25519.PublicKeySize];
            Curve25519.GeneratePublicKey(_seed, 0, _publicKey, 0);
        }

        return _publicKey;
    }

    private byte[] SignEd25519Once(byte[] message) => _once.Length == 0 ? _once = SignEd25519(message) : _once;

    private byte[] SignEd25519(byte[] message)
    {
        var signature = new byte[Curve25519.SignatureSize];
        Curve25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    private void Add(string name, double value, string unit, double? atMost = null, double? atLeast = null) =>
        _figures.Add(new BenchFigure(name, value, unit, atMost, atLeast));
}
