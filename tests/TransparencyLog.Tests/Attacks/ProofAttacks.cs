using System.Text;
using Huoshui.TransparencyLog.Witnesses;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

public sealed class ProofAttacks
{
    [Fact]
    public async Task A_flipped_bit_in_any_byte_of_a_proof_is_refused()
    {
        using var log = await TestLog.CreateAsync(11);
        var proof = new LogReader(log.Folder).Prove(6).ToArray();
        Assert.Empty(ProofVerifier.Verify(proof, log.Policy).Refusals);
        for (var i = 0; i < proof.Length; i++)
        {
            byte[] flipped = [.. proof];
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.False(ProofVerifier.Verify(flipped, log.Policy).IsAccepted, $"byte {i}");
        }
    }

    [Fact]
    public async Task A_proof_cut_off_anywhere_or_made_longer_is_refused()
    {
        using var log = await TestLog.CreateAsync(11);
        var proof = new LogReader(log.Folder).Prove(6).ToArray();
        for (var length = 0; length < proof.Length; length += 3)
            Assert.False(ProofVerifier.Verify(proof.AsSpan(0, length), log.Policy).IsAccepted, $"length {length}");
        Assert.False(ProofVerifier.Verify([.. proof, (byte)'\n'], log.Policy).IsAccepted);
        Assert.False(ProofVerifier.Verify([.. proof, .. proof], log.Policy).IsAccepted);
        Assert.False(ProofVerifier.Verify(new byte[InclusionProof.LongestBytes + 1], log.Policy).IsAccepted);
    }

    [Theory]
    [InlineData("index 5")]
    [InlineData("index 7")]
    [InlineData("index 11")]
    [InlineData("index 9007199254740993")]
    [InlineData("index 9223372036854775807")]
    [InlineData("index 9223372036854775808")]
    [InlineData("index 06")]
    [InlineData("index -6")]
    [InlineData("index 6 ")]
    public async Task A_proof_of_another_index_is_refused(string index)
    {
        using var log = await TestLog.CreateAsync(11);
        var proof = Encoding.UTF8.GetString(new LogReader(log.Folder).Prove(6).ToArray());
        var changed = proof.Replace("index 6", index, StringComparison.Ordinal);
        Assert.False(ProofVerifier.Verify(Encoding.UTF8.GetBytes(changed), log.Policy).IsAccepted);
    }

    [Fact]
    public async Task The_proof_of_one_entry_does_not_prove_another()
    {
        using var log = await TestLog.CreateAsync(11);
        var proof = new LogReader(log.Folder).Prove(6, holdsEntry: false).ToArray();
        Assert.True(ProofVerifier.Verify(proof, log.Policy, TestLog.Entry(6)).IsAccepted);
        Assert.Equal("LOG1012", ProofVerifier.Verify(proof, log.Policy, TestLog.Entry(7)).Refusals.Single().Code);
        Assert.Equal("LOG1013", ProofVerifier.Verify(proof, log.Policy).Refusals.Single().Code);
        var held = new LogReader(log.Folder).Prove(6).ToArray();
        Assert.Contains("LOG1014", ProofVerifier.Verify(held, log.Policy, TestLog.Entry(7)).Refusals.Select(r => r.Code));
    }

    [Fact]
    public async Task A_checkpoint_of_a_newer_size_does_not_go_with_an_older_proof()
    {
        using var log = await TestLog.CreateAsync(11);
        var old = new LogReader(log.Folder).Prove(6);
        await log.AppendAsync(11, 5);
        var mixed = old with { Checkpoint = new LogReader(log.Folder).CheckpointNote };
        Assert.False(ProofVerifier.Verify(mixed.ToArray(), log.Policy).IsAccepted);
    }

    [Fact]
    public async Task An_inner_node_is_not_taken_for_an_entry()
    {
        using var log = await TestLog.CreateAsync(2);
        var leaves = Enumerable.Range(0, 2).Select(i => TreeHash.Sha256.Leaf(TestLog.Entry(i))).ToArray();
        byte[] node = [.. leaves[0].ToArray(), .. leaves[1].ToArray()];
        var proof = new InclusionProof(0, [], new LogReader(log.Folder).CheckpointNote, node);
        Assert.False(ProofVerifier.Verify(proof.ToArray(), log.Policy).IsAccepted);
    }

    [Fact]
    public async Task Under_a_checkpoint_of_size_0_nothing_is_proved_and_under_size_1_the_leaf_is_the_root()
    {
        using var log = await TestLog.CreateAsync();
        Assert.Equal("LOG2014", Assert.Throws<LogRefusedException>(() => new LogReader(log.Folder).Prove(0)).Reason.Code);
        var none = new InclusionProof(0, [], new LogReader(log.Folder).CheckpointNote, TestLog.Entry(0));
        Assert.Equal("LOG1011", ProofVerifier.Verify(none.ToArray(), log.Policy).Refusals.Single().Code);
        await log.AppendAsync(0, 1);
        var proof = new LogReader(log.Folder).Prove(0);
        Assert.Empty(proof.Hashes);
        Assert.True(ProofVerifier.Verify(proof.ToArray(), log.Policy).IsAccepted);
    }

    [Theory]
    [InlineData(1L << 53)]
    [InlineData(1L << 62)]
    public void In_a_tree_beyond_2_to_the_53_neighbours_are_told_apart(long full)
    {
        // A full tree of 2^53 (or 2^62) entries and one more: the last leaf has one sibling, the root of all the rest.
        var keys = Huoshui.TransparencyLog.Keys.LogKeys.Generate(TestLog.Origin);
        var (rest, leaf) = (TreeHash.Sha256.Of("the rest"u8), TreeHash.Sha256.Leaf(TestLog.Entry(1)));
        var head = new TreeHead(full + 1, TreeHash.Sha256.Node(rest, leaf));
        var note = keys.Sign(new Huoshui.TransparencyLogVerifier.Notes.Checkpoint(TestLog.Origin, head, []), default).ToArray();
        var policy = new VerificationPolicy([keys.Ed25519, keys.Sm2]);
        Assert.True(Verify(full).IsAccepted);
        foreach (var other in new[] { full - 1, full + 1, full + 2, 0 }) // 2^53 + 1 is 2^53 in JavaScript
            Assert.False(Verify(other).IsAccepted, $"{other}");

        ProofVerdict Verify(long index) =>
            ProofVerifier.Verify(new InclusionProof(index, [rest], note, TestLog.Entry(1)).ToArray(), policy);
    }

    [Fact]
    public async Task Without_the_quorum_of_witnesses_a_proof_is_refused()
    {
        using var log = await TestLog.CreateAsync(3);
        var witness = WitnessKeys.Generate("w.example/1").Public;
        var policy = new VerificationPolicy([log.Keys.Ed25519], [witness], 1);
        var verdict = ProofVerifier.Verify(new LogReader(log.Folder).Prove(1).ToArray(), policy);
        Assert.Equal("LOG1007", verdict.Refusals.Single().Code);
    }

    [Fact]
    public async Task A_lean_proof_holds_for_who_pins_Ed25519()
    {
        using var log = await TestLog.CreateAsync(300);
        var proof = new LogReader(log.Folder).Prove(1, isLean: true).ToArray();
        Assert.True(ProofVerifier.Verify(proof, new VerificationPolicy([log.Keys.Ed25519])).IsAccepted);
        Assert.True(proof.Length < new LogReader(log.Folder).Prove(1).ToArray().Length);
    }
}
