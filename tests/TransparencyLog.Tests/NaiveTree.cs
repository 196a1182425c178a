using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Tests;

/// <summary>The definitions of RFC 6962 §2.1, word for word and slow: the oracle of everything clever.</summary>
internal static class NaiveTree
{
    public static Digest Root(TreeHash hash, ReadOnlySpan<Digest> leaves)
    {
        if (leaves.IsEmpty)
            return hash.Empty;
        if (leaves.Length == 1)
            return leaves[0];
        var k = Split(leaves.Length);
        return hash.Node(Root(hash, leaves[..k]), Root(hash, leaves[k..]));
    }

    public static Digest[] Path(TreeHash hash, int m, ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length == 1)
            return [];
        var k = Split(leaves.Length);
        return m < k
            ? [.. Path(hash, m, leaves[..k]), Root(hash, leaves[k..])]
            : [.. Path(hash, m - k, leaves[k..]), Root(hash, leaves[..k])];
    }

    public static Digest[] Consistency(TreeHash hash, int m, ReadOnlySpan<Digest> leaves) =>
        m == 0 ? [] : SubProof(hash, m, leaves, true);

    public static Digest[] Leaves(TreeHash hash, int count) =>
        [.. Enumerable.Range(0, count).Select(i => hash.Leaf(BitConverter.GetBytes(i)))];

    private static Digest[] SubProof(TreeHash hash, int m, ReadOnlySpan<Digest> leaves, bool isWhole)
    {
        if (m == leaves.Length)
            return isWhole ? [] : [Root(hash, leaves)];
        var k = Split(leaves.Length);
        return m <= k
            ? [.. SubProof(hash, m, leaves[..k], isWhole), Root(hash, leaves[k..])]
            : [.. SubProof(hash, m - k, leaves[k..], false), Root(hash, leaves[..k])];
    }

    private static int Split(int count)
    {
        var k = 1;
        while (k * 2 < count)
            k *= 2;
        return k;
    }
}
