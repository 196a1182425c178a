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

    /// <summary>The hashes of many leaves: fast where many neighbours have about the same length.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="leaves">One hash an entry.</param>
    public virtual void Leaves(ReadOnlySpan<ReadOnlyMemory<byte>> entries, Span<Digest> leaves)
    {
        for (var i = 0; i < entries.Length; i++)
            leaves[i] = Leaf(entries[i].Span);
    }

    /// <summary>
    /// The hashes of many inner nodes: <c>parents[i]</c> is that of <c>left[i]</c> and <c>right[i]</c>.
    /// </summary>
    public virtual void Nodes(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> parents)
    {
        for (var i = 0; i < left.Length; i++)
            parents[i] = Node(left[i], right[i]);
    }

    private Digest Prefixed(Span<byte> buffer, ReadOnlySpan<byte> entry)
    {
        buffer[0] = LeafPrefix;
        entry.CopyTo(buffer[1..]);
        return Of(buffer[..(1 + entry.Length)]);
    }

    private sealed class Sha256Tree : TreeHash
    {
        private const int BlockBytes = 64;
        private const int NodeBlocks = 2;

        public override string Name => "SHA-256";

        public override void Leaves(ReadOnlySpan<ReadOnlyMemory<byte>> entries, Span<Digest> leaves)
        {
            while (entries.Length >= Sha256Lanes.Lanes && Sha256Lanes.IsSupported)
            {
                if (!TryLeaves(entries[..Sha256Lanes.Lanes], leaves))
                    base.Leaves(entries[..Sha256Lanes.Lanes], leaves);
                entries = entries[Sha256Lanes.Lanes..];
                leaves = leaves[Sha256Lanes.Lanes..];
            }

            base.Leaves(entries, leaves);
        }

        public override void Nodes(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> parents)
        {
            const int room = NodeBlocks * BlockBytes;
            Span<byte> messages = stackalloc byte[Sha256Lanes.Lanes * room];
            Span<int> lengths = stackalloc int[Sha256Lanes.Lanes];
            lengths.Fill(NodeLength);
            while (left.Length >= Sha256Lanes.Lanes && Sha256Lanes.IsSupported)
            {
                messages.Clear();
                for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
                {
                    var message = messages.Slice(lane * room, room);
                    message[0] = NodePrefix;
                    left[lane].CopyTo(message[1..]);
                    right[lane].CopyTo(message[(1 + Digest.Size)..]);
                }

                Sha256Lanes.Hash(messages, lengths, NodeBlocks, parents);
                left = left[Sha256Lanes.Lanes..];
                right = right[Sha256Lanes.Lanes..];
                parents = parents[Sha256Lanes.Lanes..];
            }

            base.Nodes(left, right, parents);
        }

        // Sixteen entries that take the same number of blocks; false if they do not.
        private static bool TryLeaves(ReadOnlySpan<ReadOnlyMemory<byte>> entries, Span<Digest> leaves)
        {
            var blocks = Sha256Lanes.Blocks(1 + entries[0].Length);
            Span<int> lengths = stackalloc int[Sha256Lanes.Lanes];
            for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
            {
                lengths[lane] = 1 + entries[lane].Length;
                if (Sha256Lanes.Blocks(lengths[lane]) != blocks)
                    return false;
            }

            var room = blocks * BlockBytes;
            var buffer = ArrayPool<byte>.Shared.Rent(Sha256Lanes.Lanes * room);
            var messages = buffer.AsSpan(0, Sha256Lanes.Lanes * room);
            messages.Clear();
            for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
                entries[lane].Span.CopyTo(messages[((lane * room) + 1)..]);
            Sha256Lanes.Hash(messages, lengths, blocks, leaves);
            ArrayPool<byte>.Shared.Return(buffer);
            return true;
        }

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
