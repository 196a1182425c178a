using System.Numerics;

namespace Huoshui.TransparencyLogVerifier.Merkle;

/// <summary>
/// 默克尔证明 Inclusion and consistency proofs (RFC 9162 §2.1.3.2 and §2.1.4.2). A proof of any length but the only right
/// one is refused. Sizes and indices are 0 to 2^63 - 1.
/// </summary>
public static class MerkleProof
{
    /// <summary>The longest proof that a tree of up to 2^63 - 1 leaves can need.</summary>
    public const int LongestHashes = 63;

    /// <summary>The root that a leaf and its inclusion proof lead to.</summary>
    /// <param name="hash">Hash of the tree.</param>
    /// <param name="index">Number of the leaf, from 0.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="leaf">Hash of the entry.</param>
    /// <param name="proof">From the sibling of the leaf to the child of the root.</param>
    /// <returns>Null if the index lies outside of the tree or the proof has not the right length.</returns>
    public static Digest? InclusionRoot(
        TreeHash hash, long index, long size, Digest leaf, ReadOnlySpan<Digest> proof)
    {
        if (index < 0 || index >= size)
            return null;
        var (first, last) = (index, size - 1);
        var root = leaf;
        foreach (var sibling in proof)
        {
            if (last == 0)
                return null;
            if ((first & 1) == 1 || first == last)
            {
                root = hash.Node(sibling, root);
                SkipLonelyLevels(ref first, ref last);
            }
            else
            {
                root = hash.Node(root, sibling);
            }

            first >>= 1;
            last >>= 1;
        }

        return last == 0 ? root : null;
    }

    /// <summary>
    /// The roots that many leaves of one tree and their inclusion proofs lead to, as <see cref="InclusionRoot"/>.
    /// </summary>
    /// <param name="hash">Hash of the tree.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="items">Index, hash of the entry and proof of each.</param>
    /// <returns>One an item, in order; null where there is none.</returns>
    public static Digest?[] InclusionRoots(
        TreeHash hash, long size, IReadOnlyList<(long Index, Digest Leaf, ReadOnlyMemory<Digest> Proof)> items)
    {
        var walks = new InclusionWalk[items.Count];
        for (var i = 0; i < walks.Length; i++)
            walks[i] = new InclusionWalk(items[i].Index, size, items[i].Leaf, items[i].Proof);
        var (active, left, right) = (new int[walks.Length], new Digest[walks.Length], new Digest[walks.Length]);
        var parents = new Digest[walks.Length];
        while (true)
        {
            var count = 0;
            for (var i = 0; i < walks.Length; i++)
            {
                if (walks[i].Next(out left[count], out right[count]))
                    active[count++] = i;
            }

            if (count == 0)
                return Array.ConvertAll(walks, walk => walk.Root);
            hash.Nodes(left.AsSpan(0, count), right.AsSpan(0, count), parents);
            for (var i = 0; i < count; i++)
                walks[active[i]].Take(parents[i]);
        }
    }

    /// <summary>The old and the new root that a consistency proof leads to.</summary>
    /// <param name="hash">Hash of the tree.</param>
    /// <param name="oldSize">Leaves of the old tree, at least 1.</param>
    /// <param name="newSize">Leaves of the new tree, more than the old.</param>
    /// <param name="oldRoot">Stands for the first hash of the proof where RFC 9162 leaves it out.</param>
    /// <param name="proof">The hashes in the order of RFC 9162.</param>
    /// <returns>Null if the sizes are not such, or the proof has not the right length.</returns>
    public static (Digest Old, Digest New)? ConsistencyRoots(
        TreeHash hash, long oldSize, long newSize, Digest oldRoot, ReadOnlySpan<Digest> proof)
    {
        if (oldSize < 1 || oldSize >= newSize)
            return null;
        var isComplete = BitOperations.IsPow2(oldSize);
        if (!isComplete && proof.IsEmpty)
            return null;
        var seed = isComplete ? oldRoot : proof[0];
        var zeros = BitOperations.TrailingZeroCount(oldSize);
        var walk = new ConsistencyWalk(hash, (oldSize - 1) >> zeros, (newSize - 1) >> zeros, seed);
        return walk.Follow(isComplete ? proof : proof[1..]);
    }

    /// <summary>Whether the tree of the old root is the beginning of the tree of the new one.</summary>
    /// <remarks>From size 0 and between equal sizes the proof is empty; equal sizes have equal roots.</remarks>
    public static bool IsConsistent(
        TreeHash hash, TreeHead old, TreeHead now, ReadOnlySpan<Digest> proof)
    {
        if (old.Size < 0 || old.Size > now.Size)
            return false;
        if (old.Size == 0)
            return proof.IsEmpty && old.Root == hash.Empty;
        if (old.Size == now.Size)
            return proof.IsEmpty && old.Root == now.Root;
        return ConsistencyRoots(hash, old.Size, now.Size, old.Root, proof) is { } roots
            && roots.Old == old.Root && roots.New == now.Root;
    }

    private static void SkipLonelyLevels(ref long first, ref long last)
    {
        while ((first & 1) == 0 && first != 0)
        {
            first >>= 1;
            last >>= 1;
        }
    }

    private struct InclusionWalk(long index, long size, Digest leaf, ReadOnlyMemory<Digest> proof)
    {
        private readonly bool _isInside = index >= 0 && index < size;
        private long _first = index;
        private long _last = size - 1;
        private Digest _root = leaf;
        private int _step;

        public readonly Digest? Root => _isInside && _last == 0 && _step == proof.Length ? _root : null;

        // The two children of the next node; false when there is none.
        public bool Next(out Digest left, out Digest right)
        {
            (left, right) = (default, default);
            if (!_isInside || _step == proof.Length || _last == 0)
                return false;
            var sibling = proof.Span[_step];
            if ((_first & 1) == 1 || _first == _last)
            {
                (left, right) = (sibling, _root);
                SkipLonelyLevels(ref _first, ref _last);
            }
            else
            {
                (left, right) = (_root, sibling);
            }

            return true;
        }

        public void Take(Digest parent)
        {
            _root = parent;
            _first >>= 1;
            _last >>= 1;
            _step++;
        }
    }

    private ref struct ConsistencyWalk(TreeHash hash, long first, long last, Digest seed)
    {
        private long _first = first;
        private long _last = last;

        public (Digest Old, Digest New)? Follow(ReadOnlySpan<Digest> path)
        {
            var (old, now) = (seed, seed);
            foreach (var node in path)
            {
                if (_last == 0)
                    return null;
                if ((_first & 1) == 1 || _first == _last)
                {
                    old = hash.Node(node, old);
                    now = hash.Node(node, now);
                    SkipLonelyLevels(ref _first, ref _last);
                }
                else
                {
                    now = hash.Node(now, node);
                }

                _first >>= 1;
                _last >>= 1;
            }

            return _last == 0 ? (old, now) : null;
        }
    }
}

/// <summary>树头 Size and root of a tree.</summary>
/// <param name="Size">Leaves, 0 or more.</param>
/// <param name="Root">Root hash.</param>
public readonly record struct TreeHead(long Size, Digest Root);
