using System.Text;
using System.Text.Unicode;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Proofs;

/// <summary>
/// 分叉证据 Two checkpoints that one log signed and that cannot both be true; anybody with the log's key can check it.
/// </summary>
/// <remarks>
/// Of equal sizes the roots differ. Otherwise the hashes lead from the smaller size to the root of the larger
/// checkpoint,
/// and the root that they give for the smaller size is not the one that the log signed.
/// </remarks>
/// <param name="Hashes">
/// A consistency proof (RFC 9162 §2.1.4) of the larger tree, with its first hash also where the RFC leaves it out.
/// </param>
/// <param name="Smaller">The signed checkpoint of the smaller (or equal) size.</param>
/// <param name="Larger">The signed checkpoint of the larger size.</param>
public sealed record ForkProof(
    IReadOnlyList<Digest> Hashes, ReadOnlyMemory<byte> Smaller, ReadOnlyMemory<byte> Larger)
{
    /// <summary>Its first line.</summary>
    public const string Header = "huoshui/fork-proof@v1";

    private const int LongestBytes = 2 * SignedNote.LongestBytes;
    private const int Parts = 5; // hashes; text and signatures of two notes

    /// <summary>Whether a file begins as a proof of a fork does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith("huoshui/fork-proof@v1\n"u8);

    /// <summary>Reads a file.</summary>
    public static (ForkProof? Proof, Refusal? Refusal) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > LongestBytes || !IsOne(file) || !Utf8.IsValid(file))
            return Malformed("不是 UTF-8 的分叉证据", "it is no such file in UTF-8");
        var parts = Encoding.UTF8.GetString(file).Split("\n\n");
        if (parts.Length != Parts)
            return Malformed("须为哈希和两个检查点", "it holds hashes and two checkpoints");
        var lines = parts[0].Split('\n');
        var hashes = new List<Digest>();
        foreach (var line in lines.AsSpan(1))
        {
            if (!Digest.TryParse(line, out var hash) || hashes.Count > MerkleProof.LongestHashes)
                return Malformed("哈希不对", "a hash is wrong");
            hashes.Add(hash);
        }

        var smaller = Encoding.UTF8.GetBytes($"{parts[1]}\n\n{parts[2]}\n");
        return (new ForkProof(hashes, smaller, Encoding.UTF8.GetBytes($"{parts[3]}\n\n{parts[4]}")), null);
    }

    /// <summary>Judges a file: accepted means that the log is proved to have signed two histories.</summary>
    public static IReadOnlyList<Refusal> Verify(ReadOnlySpan<byte> file, VerificationPolicy policy)
    {
        var (proof, refusal) = Read(file);
        if (proof is null)
            return [refusal!];
        var smaller = CheckpointVerifier.Verify(proof.Smaller.Span, policy);
        var larger = CheckpointVerifier.Verify(proof.Larger.Span, policy);
        if (!smaller.IsAccepted || !larger.IsAccepted)
            return [.. smaller.Refusals, .. larger.Refusals];
        return proof.Contradicts(smaller.Checkpoint!.Head, larger.Checkpoint!.Head) ? [] : [Refusals.NoFork];
    }

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        var hashes = string.Concat(Hashes.Select(hash => hash.ToBase64() + "\n"));
        return [.. Encoding.UTF8.GetBytes($"{Header}\n{hashes}\n"), .. Smaller.Span, (byte)'\n', .. Larger.Span];
    }

    private bool Contradicts(TreeHead smaller, TreeHead larger)
    {
        if (smaller.Size == larger.Size)
            return Hashes.Count == 0 && smaller.Root != larger.Root;
        if (Hashes.Count == 0)
            return false;
        var path = long.IsPow2(smaller.Size) ? Hashes.Skip(1).ToArray() : [.. Hashes];
        return MerkleProof.ConsistencyRoots(TreeHash.Sha256, smaller.Size, larger.Size, Hashes[0], path) is { } roots
            && roots.New == larger.Root && roots.Old != smaller.Root;
    }

    private static (ForkProof?, Refusal?) Malformed(string zh, string en) => (null, Refusals.MalformedFork(zh, en));
}
