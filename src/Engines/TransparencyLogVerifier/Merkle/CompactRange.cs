using System.Numerics;

namespace Huoshui.TransparencyLogVerifier.Merkle;

/// <summary>
/// 紧凑区间 The roots of the complete subtrees that cover the leaves [0, <see cref="Size"/>): all that is needed to
/// add a leaf
/// and to know the root. Not thread safe.
/// </summary>
public sealed class CompactRange
{
    private readonly TreeHash _hash;
    private readonly List<Digest> _roots = []; // left to right: a larger subtree before a smaller one

    /// <summary>A tree without leaves.</summary>
    public CompactRange(TreeHash hash) => _hash = hash;

    /// <summary>A tree that is known by its complete subtrees.</summary>
    /// <param name="hash">Hash of the tree.</param>
    /// <param name="size">Leaves, 0 or more.</param>
    /// <param name="roots">One a set bit of <paramref name="size"/>, largest subtree first.</param>
    /// <exception cref="ArgumentException">Not as many roots as set bits.</exception>
    public CompactRange(TreeHash hash, long size, IReadOnlyList<Digest> roots)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (roots.Count != BitOperations.PopCount((ulong)size))
            throw new ArgumentException($"A range of {size} leaves has another number of roots.", nameof(roots));
        _hash = hash;
        _roots.AddRange(roots);
        Size = size;
    }

    /// <summary>How many leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The roots of the complete subtrees, largest first.</summary>
    public IReadOnlyList<Digest> Roots => _roots;

    /// <summary>Adds the hash of a leaf.</summary>
    /// <param name="leaf">Hash of the entry.</param>
    /// <param name="completed">
    /// Told of every subtree that is complete now: its height (0: the leaf itself), its number at this height and
    /// its root,
    /// lowest first; null if nobody asks.
    /// </param>
    public void Append(Digest leaf, Action<int, long, Digest>? completed = null)
    {
        completed?.Invoke(0, Size, leaf);
        var node = leaf;
        var height = 0;
        for (var rest = Size; (rest & 1) == 1; rest >>= 1)
        {
            node = _hash.Node(_roots[^1], node);
            _roots.RemoveAt(_roots.Count - 1);
            height++;
            completed?.Invoke(height, rest >> 1, node);
        }

        _roots.Add(node);
        Size = checked(Size + 1);
    }

    /// <summary>The root of the whole tree (RFC 6962 §2.1).</summary>
    public Digest Root()
    {
        if (_roots.Count == 0)
            return _hash.Empty;
        var root = _roots[^1];
        for (var i = _roots.Count - 2; i >= 0; i--)
            root = _hash.Node(_roots[i], root);
        return root;
    }
}
