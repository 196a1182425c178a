using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Fields;

/// <summary>字段 A field that is shown, with what proves its place in the tree of fields.</summary>
/// <param name="Index">Number of its leaf, from 0.</param>
/// <param name="Name">Its name in the scenario.</param>
/// <param name="Value">Its value as the issuer wrote it.</param>
/// <param name="Salt">32 random bytes of its own.</param>
/// <param name="Sha256">Path to the root of the SHA-256 tree.</param>
/// <param name="Sm3">Path to the root of the SM3 tree.</param>
public sealed record ProvedField(
    int Index, string Name, string Value, ReadOnlyMemory<byte> Salt, IReadOnlyList<Digest> Sha256,
    IReadOnlyList<Digest> Sm3);

/// <summary>
/// 字段树 A Merkle tree over the fields of a record that the issuer extracted. Each leaf has a salt of its own, leaves of
/// noise fill it up to a power of two of at least 8, and their order is drawn: a shown field tells nothing of the rest.
/// </summary>
public static class FieldTree
{
    /// <summary>Most fields of a record.</summary>
    public const int MostFields = 256;

    /// <summary>Longest value, in bytes of UTF-8.</summary>
    public const int LongestValueBytes = 4096;

    private const int LeastLeaves = 8;
    private static readonly byte[] Domain = [.. "huoshui/field@v1"u8, 0];

    /// <summary>The roots and every field with its proof.</summary>
    /// <param name="fields">Names, each once, and values.</param>
    /// <exception cref="ArgumentException">Too many fields, a name twice, or a value too long.</exception>
    public static (Commitment Roots, int Size, IReadOnlyList<ProvedField> Fields) Build(
        IReadOnlyList<(string Name, string Value)> fields)
    {
        if (fields.Count is 0 or > MostFields || fields.DistinctBy(f => f.Name).Count() != fields.Count
            || fields.Any(f => Encoding.UTF8.GetByteCount(f.Value) > LongestValueBytes))
        {
            throw new ArgumentException($"1 to {MostFields} fields, each once, of {LongestValueBytes} bytes at most.",
                nameof(fields));
        }

        var size = Math.Max(LeastLeaves, (int)BitOperations.RoundUpToPowerOf2((uint)fields.Count));
        var order = Enumerable.Range(0, size).ToArray();
        RandomNumberGenerator.Shuffle<int>(order);
        var leaves = Noise(size);
        var salts = Noise(fields.Count);
        for (var i = 0; i < fields.Count; i++)
            leaves[order[i]] = Leaf(salts[i], fields[i].Name, fields[i].Value);
        var (sha256, sm3) = (Levels(TreeHash.Sha256, leaves), Levels(TreeHash.Sm3, leaves));
        var proved = fields.Select((field, i) => new ProvedField(
            order[i], field.Name, field.Value, salts[i], Path(sha256, order[i]), Path(sm3, order[i])));
        var roots = new Commitment(sha256[^1][0], sm3[^1][0]);
        return (roots, size, [.. proved.OrderBy(f => f.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Whether a field lies in the tree of some roots and size.</summary>
    public static bool Holds(ProvedField field, Commitment roots, int size)
    {
        var leaf = Leaf(field.Salt.Span, field.Name, field.Value);
        return Root(TreeHash.Sha256, field.Sha256) == roots.Sha256 && Root(TreeHash.Sm3, field.Sm3) == roots.Sm3;

        Digest? Root(TreeHash hash, IReadOnlyList<Digest> path) =>
            MerkleProof.InclusionRoot(hash, field.Index, size, hash.Leaf(leaf), [.. path]);
    }

    /// <summary>
    /// What a leaf hashes: a domain, the salt, the length of the name in 16 bits, the name and the value in UTF-8.
    /// </summary>
    public static byte[] Leaf(ReadOnlySpan<byte> salt, string name, string value)
    {
        var label = Encoding.UTF8.GetBytes(name);
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)label.Length));
        return [.. Domain, .. salt, .. length, .. label, .. Encoding.UTF8.GetBytes(value)];
    }

    private static List<byte[]> Noise(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(Commitment.SaltBytes))];

    private static List<Digest[]> Levels(TreeHash hash, List<byte[]> leaves)
    {
        var levels = new List<Digest[]> { leaves.ConvertAll(leaf => hash.Leaf(leaf)).ToArray() };
        while (levels[^1].Length > 1)
        {
            var below = levels[^1];
            var pairs = Enumerable.Range(0, below.Length / 2);
            levels.Add([.. pairs.Select(i => hash.Node(below[2 * i], below[(2 * i) + 1]))]);
        }

        return levels;
    }

    private static Digest[] Path(List<Digest[]> levels, int index) =>
        [.. levels.SkipLast(1).Select((level, depth) => level[(index >> depth) ^ 1])];
}
