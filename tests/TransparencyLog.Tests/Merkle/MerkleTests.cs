using CsCheck;
using Huoshui.TransparencyLogVerifier.Merkle;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Merkle;

public sealed class MerkleTests
{
    private const int Sizes = 66;

    // The eight entries and the roots of the reference implementation of RFC 6962.
    private static readonly string[] Entries =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    public static TheoryData<string> Hashes => new("SHA-256", "SM3");

    [Fact]
    public void The_roots_are_those_of_the_reference_implementation_of_RFC_6962()
    {
        var range = new CompactRange(TreeHash.Sha256);
        foreach (var (entry, root) in Entries.Zip(Roots))
        {
            range.Append(TreeHash.Sha256.Leaf(Convert.FromHexString(entry)));
            Assert.Equal(root, range.Root().ToString());
        }
    }

    [Fact]
    public void The_empty_tree_has_the_hash_of_nothing() => Assert.Equal(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        new CompactRange(TreeHash.Sha256).Root().ToString());

    // GB/T 32905, appendix A.1 and A.2.
    [Theory]
    [InlineData("616263", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")]
    [InlineData(
        "61626364616263646162636461626364616263646162636461626364616263646162636461626364616263646162636461626364616263646162636461626364",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")]
    public void SM3_gives_the_examples_of_the_standard(string message, string digest) =>
        Assert.Equal(digest, TreeHash.Sm3.Of(Convert.FromHexString(message)).ToString());

    [Theory]
    [MemberData(nameof(Hashes))]
    public void The_compact_range_has_the_root_of_the_definition(string name)
    {
        var hash = Hash(name);
        var leaves = NaiveTree.Leaves(hash, Sizes);
        var range = new CompactRange(hash);
        for (var size = 0; size <= Sizes; size++)
        {
            Assert.Equal(NaiveTree.Root(hash, leaves.AsSpan(0, size)), range.Root());
            Assert.Equal(range.Root(), new CompactRange(hash, size, range.Roots).Root());
            if (size < Sizes)
                range.Append(leaves[size]);
        }
    }

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Every_inclusion_proof_of_small_trees_holds_for_its_leaf_only(string name)
    {
        var hash = Hash(name);
        var leaves = NaiveTree.Leaves(hash, Sizes);
        for (var size = 1; size <= Sizes; size++)
        {
            var root = NaiveTree.Root(hash, leaves.AsSpan(0, size));
            for (var index = 0; index < size; index++)
            {
                var path = NaiveTree.Path(hash, index, leaves.AsSpan(0, size));
                Assert.Equal(root, MerkleProof.InclusionRoot(hash, index, size, leaves[index], path));
                var other = (index + 1) % size;
                if (size > 1)
                    Assert.NotEqual(root, MerkleProof.InclusionRoot(hash, other, size, leaves[index], path));
            }
        }
    }

    [Fact]
    public void A_proof_that_is_a_hash_longer_or_shorter_is_refused()
    {
        var hash = TreeHash.Sha256;
        var leaves = NaiveTree.Leaves(hash, Sizes);
        Gen.Select(Gen.Int[1, Sizes], Gen.Int[0, Sizes - 1]).Sample((size, index) =>
        {
            index %= size;
            var path = NaiveTree.Path(hash, index, leaves.AsSpan(0, size));
            Assert.Null(MerkleProof.InclusionRoot(hash, index, size, leaves[index], [.. path, leaves[0]]));
            if (path.Length > 0)
                Assert.Null(MerkleProof.InclusionRoot(hash, index, size, leaves[index], path.AsSpan(0, path.Length - 1)));
        });
    }

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Every_consistency_proof_of_small_trees_holds_and_a_changed_one_does_not(string name)
    {
        var hash = Hash(name);
        const int most = 34;
        var leaves = NaiveTree.Leaves(hash, most);
        for (var now = 0; now <= most; now++)
        {
            var head = new TreeHead(now, NaiveTree.Root(hash, leaves.AsSpan(0, now)));
            for (var old = 0; old <= now; old++)
            {
                var before = new TreeHead(old, NaiveTree.Root(hash, leaves.AsSpan(0, old)));
                var proof = NaiveTree.Consistency(hash, old, leaves.AsSpan(0, now));
                Assert.True(MerkleProof.IsConsistent(hash, before, head, proof));
                Assert.False(MerkleProof.IsConsistent(hash, before, head, [.. proof, leaves[0]]));
                for (var i = 0; i < proof.Length; i++)
                {
                    Digest[] changed = [.. proof];
                    changed[i] = hash.Of(changed[i].ToArray());
                    Assert.False(MerkleProof.IsConsistent(hash, before, head, changed));
                    Assert.False(MerkleProof.IsConsistent(hash, before, head, proof.AsSpan(0, i)));
                }
            }
        }
    }

    [Fact]
    public void A_tree_is_not_consistent_with_a_larger_one_or_another_of_its_size()
    {
        var hash = TreeHash.Sha256;
        var (a, b) = (hash.Of("a"u8), hash.Of("b"u8));
        Assert.False(MerkleProof.IsConsistent(hash, new TreeHead(2, a), new TreeHead(1, b), []));
        Assert.False(MerkleProof.IsConsistent(hash, new TreeHead(2, a), new TreeHead(2, b), []));
        Assert.False(MerkleProof.IsConsistent(hash, new TreeHead(0, a), new TreeHead(2, b), []));
        Assert.False(MerkleProof.IsConsistent(hash, new TreeHead(-1, a), new TreeHead(2, b), []));
    }

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Many_leaves_and_nodes_at_once_are_hashed_as_one_by_one(string name) =>
        Gen.Byte.Array[0, 300].Array[0, 70].Sample(entries =>
        {
            var hash = Hash(name);
            AssertSameLeaves(hash, entries);
            AssertSameLeaves(hash, [.. entries.Select(e => e.Length > 100 ? e[..100] : e)]);
            AssertSameLeaves(hash, [.. entries.Select((e, i) => new byte[60 + (i % 3)])]);
            var nodes = entries.Select(e => hash.Of(e)).ToArray();
            var parents = new Digest[nodes.Length];
            hash.Nodes(nodes, [.. nodes.Reverse()], parents);
            Assert.Equal(nodes.Zip(nodes.Reverse(), hash.Node), parents);
        }, iter: 60);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(3077)]
    public void The_root_of_a_whole_tree_is_that_of_the_definition(int count)
    {
        var entries = Enumerable.Range(0, count).Select(i => new ReadOnlyMemory<byte>(BitConverter.GetBytes(i))).ToArray();
        Assert.Equal(
            NaiveTree.Root(TreeHash.Sha256, NaiveTree.Leaves(TreeHash.Sha256, count)), TreeRoot.Of(TreeHash.Sha256, entries));
    }

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Many_inclusion_proofs_at_once_are_judged_as_one_by_one(string name) =>
        Gen.Int[1, Sizes].Select(Gen.Int[-1, Sizes].Array[0, 50]).Sample((size, indices) =>
        {
            var hash = Hash(name);
            var leaves = NaiveTree.Leaves(hash, Sizes + 1);
            var items = indices.Select((index, i) => ((long)index, leaves[Math.Max(0, index)],
                new ReadOnlyMemory<Digest>([
                    .. NaiveTree.Path(hash, Math.Clamp(index, 0, size - 1), leaves.AsSpan(0, size)),
                    .. leaves.Take(i % 5 == 0 ? 1 : 0)]))).ToList();
            var expected = items.Select(item => MerkleProof.InclusionRoot(hash, item.Item1, size, item.Item2, item.Item3.Span));
            Assert.Equal(expected, MerkleProof.InclusionRoots(hash, size, items));
        }, iter: 60);

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void An_index_outside_of_the_tree_has_no_root(long index, long size) =>
        Assert.Null(MerkleProof.InclusionRoot(TreeHash.Sha256, index, size, TreeHash.Sha256.Empty, []));

    [Theory]
    [InlineData(0)]
    [InlineData((1L << 53) + 1)]
    [InlineData(long.MaxValue - 1)]
    public void Sizes_beyond_2_to_the_53_are_counted_exactly(long index)
    {
        var hash = TreeHash.Sha256;
        var leaf = hash.Leaf("x"u8);
        var lengths = Enumerable.Range(0, 70).Where(length =>
            MerkleProof.InclusionRoot(hash, index, long.MaxValue, leaf, new Digest[length]) is not null);

        Assert.Equal(ExpectedLength(index, long.MaxValue), Assert.Single(lengths));
    }

    [Fact]
    public void A_digest_has_one_text_only()
    {
        var text = TreeHash.Sha256.Empty.ToBase64();
        Assert.True(Digest.TryParse(text, out var digest));
        Assert.Equal(TreeHash.Sha256.Empty, digest);
        Assert.False(Digest.TryParse(text.AsSpan(0, text.Length - 1), out _));
        Assert.False(Digest.TryParse(" " + text[1..], out _));
        Assert.False(Digest.TryParse(text.Replace("U=", "V=", StringComparison.Ordinal), out _)); // unused bits set
    }

    private static void AssertSameLeaves(TreeHash hash, byte[][] entries)
    {
        var leaves = new Digest[entries.Length];
        hash.Leaves(Array.ConvertAll(entries, e => new ReadOnlyMemory<byte>(e)), leaves);
        Assert.Equal(entries.Select(e => hash.Leaf(e)), leaves);
    }

    // The depth of a leaf by the definition: halve at the largest power of two.
    private static int ExpectedLength(long index, long size)
    {
        var depth = 0;
        for (; size > 1; depth++)
        {
            var k = 1L << (int)long.Log2(size - 1);
            (index, size) = index < k ? (index, k) : (index - k, size - k);
        }

        return depth;
    }

    private static TreeHash Hash(string name) => name == "SM3" ? TreeHash.Sm3 : TreeHash.Sha256;
}
