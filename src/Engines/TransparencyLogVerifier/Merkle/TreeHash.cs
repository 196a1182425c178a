using System.Buffers;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace Huoshui.TransparencyLogVerifier.Merkle;

/// <summary>树哈希 The hashing of a Merkle tree (RFC 6962 §2.1) over one hash function. Thread safe.</summary>
public abstract class TreeHash
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int NodeLength = 1 + (2 * Digest.Size);
    private const int OnStack = 1024;

    private protected TreeHash()
    {
    }

    /// <summary>SHA-256: the tree of C2SP.</summary>
    public static TreeHash Sha256 { get; } = new Sha256Tree();

    /// <summary>SM3 (GB/T 32905): the twin tree.</summary>
    public static TreeHash Sm3 { get; } = new Sm3Tree();

    /// <summary>The hash function: SHA-256 or SM3.</summary>
    public abstract string Name { get; }

    /// <summary>The root of a tree without leaves: the hash of nothing.</summary>
    public Digest Empty => Of([]);

    /// <summary>The plain hash of some bytes.</summary>
    public abstract Digest Of(ReadOnlySpan<byte> data);

    /// <summary>The hash of a leaf: H(0x00 ‖ entry).</summary>
    public Digest Leaf(ReadOnlySpan<byte> entry)
    {
        if (entry.Length < OnStack)
        {
            Span<byte> small = stackalloc byte[OnStack];
            return Prefixed(small, entry);
        }

        var large = ArrayPool<byte>.Shared.Rent(1 + entry.Length);
        var digest = Prefixed(large, entry);
        ArrayPool<byte>.Shared.Return(large);
        return digest;
    }

    /// <summary>The hash of an inner node: H(0x01 ‖ left ‖ right).</summary>
    public Digest Node(Digest left, Digest right)
    {
        Span<byte> message = stackalloc byte[NodeLength];
        message[0] = NodePrefix;
        left.CopyTo(message[1..]);
        right.CopyTo(message[(1 + Digest.Size)..]);
        return Of(message);
    }

    private Digest Prefixed(Span<byte> buffer, ReadOnlySpan<byte> entry)
    {
        buffer[0] = LeafPrefix;
        entry.CopyTo(buffer[1..]);
        return Of(buffer[..(1 + entry.Length)]);
    }

    private sealed class Sha256Tree : TreeHash
    {
        public override string Name => "SHA-256";

        public override Digest Of(ReadOnlySpan<byte> data)
        {
            Span<byte> hash = stackalloc byte[Digest.Size];
            SHA256.HashData(data, hash);
            return new Digest(hash);
        }
    }

    private sealed class Sm3Tree : TreeHash
    {
        [ThreadStatic]
        private static SM3Digest? _digest;

        public override string Name => "SM3";

        public override Digest Of(ReadOnlySpan<byte> data)
        {
            var digest = _digest ??= new SM3Digest();
            Span<byte> hash = stackalloc byte[Digest.Size];
            digest.BlockUpdate(data);
            digest.DoFinal(hash);
            return new Digest(hash);
        }
    }
}
