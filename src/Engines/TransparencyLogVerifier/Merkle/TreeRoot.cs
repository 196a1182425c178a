namespace Huoshui.TransparencyLogVerifier.Merkle;

/// <summary>The root of a whole tree from its entries, many hashes at once.</summary>
public static class TreeRoot
{
    private const int Chunk = 1024; // entries whose subtree is hashed in one go; a power of two

    /// <summary>The root (RFC 6962 §2.1).</summary>
    /// <param name="hash">Hash of the tree.</param>
    /// <param name="entries">All entries, in order.</param>
    public static Digest Of(TreeHash hash, ReadOnlySpan<ReadOnlyMemory<byte>> entries)
    {
        var subtrees = new List<Digest>((entries.Length / Chunk) + 1);
        var (leaves, left, right) = (new Digest[Chunk], new Digest[Chunk / 2], new Digest[Chunk / 2]);
        var whole = entries.Length / Chunk * Chunk;
        for (var begin = 0; begin < whole; begin += Chunk)
        {
            hash.Leaves(entries.Slice(begin, Chunk), leaves);
            subtrees.Add(Fold(hash, leaves, left, right));
        }

        var upper = new CompactRange(hash);
        subtrees.ForEach(subtree => upper.Append(subtree));
        var rest = new CompactRange(hash);
        foreach (var entry in entries[whole..])
            rest.Append(hash.Leaf(entry.Span));
        return rest.Size == 0 && whole > 0 ? upper.Root()
            : new CompactRange(hash, entries.Length, [.. upper.Roots, .. rest.Roots]).Root();
    }

    private static Digest Fold(TreeHash hash, Span<Digest> nodes, Span<Digest> left, Span<Digest> right)
    {
        for (var count = nodes.Length / 2; count >= 1; count /= 2)
        {
            for (var i = 0; i < count; i++)
                (left[i], right[i]) = (nodes[2 * i], nodes[(2 * i) + 1]);
            hash.Nodes(left[..count], right[..count], nodes);
        }

        return nodes[0];
    }
}
