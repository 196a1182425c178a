using System.Text;
using CsCheck;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Notes;

public sealed class SignedNoteTests
{
    private const string Text = "log.example.cn/test\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n";

    // The note of the specification (C2SP signed-note). Its key is not published there: the form only.
    private const string Salvatore =
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        + "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

    // The example of golang.org/x/mod/sumdb/note, with its key.
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private const string PetersNote =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void The_note_of_the_specification_is_read_and_written_back()
    {
        var note = SignedNote.TryParse(Encoding.UTF8.GetBytes(Salvatore))!;
        Assert.EndsWith("sera.\n", Encoding.UTF8.GetString(note.Text.Span), StringComparison.Ordinal);
        Assert.Equal(0x367ba04bu, Assert.Single(note.Signatures).KeyId);
        Assert.Equal(Salvatore, Encoding.UTF8.GetString(note.ToArray()));
    }

    [Fact]
    public void A_note_that_Go_signed_is_accepted()
    {
        var key = VerifierKey.TryParse(Peter)!;
        Assert.Equal(Peter, key.ToString());
        var note = SignedNote.TryParse(Encoding.UTF8.GetBytes(PetersNote))!;
        Assert.True(key.Verify(note.Text.Span, note.Signatures[0].Signature.Span));
        Assert.False(key.Verify("x"u8, note.Signatures[0].Signature.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\nno dash name AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAAAAA=")] // no newline
    [InlineData("text\n\n— name AAAA\n")] // three bytes: no signature behind the key ID
    [InlineData("text\n\n— name AAAAAAB=\n")] // unused bits
    [InlineData("text\n\n— name AAAA AAA=\n")]
    [InlineData("text\n\n— na+me AAAAAAA=\n")]
    [InlineData("text\n\n—  AAAAAAA=\n")]
    [InlineData("te\txt\n\n— name AAAAAAA=\n")]
    [InlineData("te\rxt\n\n— name AAAAAAA=\n")]
    public void A_malformed_note_is_refused(string note) =>
        Assert.Null(SignedNote.TryParse(Encoding.UTF8.GetBytes(note)));

    [Fact]
    public void A_note_that_is_not_UTF8_is_refused() => Assert.Null(
        SignedNote.TryParse([0xff, .. Encoding.UTF8.GetBytes(Salvatore)]));

    [Fact]
    public void A_note_may_have_as_many_signatures_as_the_limit_says()
    {
        var line = new NoteSignature("name", 1, new byte[] { 1 });
        var most = SignedNote.Of("text\n"u8, [.. Enumerable.Repeat(line, SignedNote.MostSignatures)]);
        Assert.NotNull(SignedNote.TryParse(most.ToArray()));
        Assert.Null(SignedNote.TryParse(most.With([line]).ToArray()));
    }

    private static readonly VerificationPolicy SomePolicy = Policy(LogKeys.Generate("a"));

    [Fact]
    public void No_bytes_make_reading_throw() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        _ = SignedNote.TryParse(bytes);
        _ = Checkpoint.TryParse(bytes);
        _ = InclusionProof.Read(bytes);
        _ = ForkProof.Read([.. "huoshui/fork-proof@v1\n"u8, .. bytes]);
        _ = ProofVerifier.Verify([.. "c2sp.org/tlog-proof@v1\nindex 0\n\n"u8, .. bytes], SomePolicy);
    }, iter: 300);

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("9007199254740993", 9_007_199_254_740_993L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_are_read_to_2_to_the_63(string text, long size) => Assert.Equal(size, Checkpoint.Number(text));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("９")]
    [InlineData("9223372036854775808")]
    public void A_size_has_one_way_to_be_written(string text) => Assert.Null(Checkpoint.Number(text));

    [Theory]
    [InlineData("origin\n1\n")]
    [InlineData("origin\n01\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n")]
    [InlineData("\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n")]
    [InlineData("origin\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=\n")]
    [InlineData("origin\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoA==\n")]
    [InlineData("origin\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\nx\n")]
    public void A_malformed_checkpoint_is_refused(string text) =>
        Assert.Null(Checkpoint.TryParse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("name+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // hash of another key
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T=")]
    [InlineData("PeterNeumann+c74f20a3+A")]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("")]
    public void A_malformed_verifier_key_is_refused(string vkey) => Assert.Null(VerifierKey.TryParse(vkey));

    [Fact]
    public void Every_kind_of_key_is_written_and_read_back()
    {
        var keys = LogKeys.Generate("a.example/b");
        foreach (var key in new[] { keys.Ed25519, keys.Sm2, keys.Sm2.Twin(), VerifierKey.Cosignature("w", new byte[32]) })
        {
            var read = VerifierKey.TryParse(key.ToString())!;
            Assert.Equal((key.Kind, key.Name, key.Id), (read.Kind, read.Name, read.Id));
        }
    }

    [Fact]
    public void A_pinned_key_that_did_not_sign_refuses_the_checkpoint_unless_one_suffices()
    {
        var keys = LogKeys.Generate("log.example.cn/test");
        var signed = SignedNote.TryParse(Sign(keys))!;
        var lean = SignedNote.Of(signed.Text.Span, signed.Signatures[0]).ToArray();
        Assert.Equal("LOG1006", Assert.Single(CheckpointVerifier.Verify(lean, Policy(keys)).Refusals).Code);
        var any = new VerificationPolicy([keys.Ed25519, keys.Sm2]) { AnyLogKey = true };
        Assert.Empty(CheckpointVerifier.Verify(lean, any).Refusals);
        var none = SignedNote.Of(signed.Text.Span, new NoteSignature("somebody", 1, new byte[64])).ToArray();
        Assert.Equal(["LOG1006", "LOG1006"], CheckpointVerifier.Verify(none, any).Refusals.Select(r => r.Code));
    }

    [Fact]
    public void Signatures_of_unknown_keys_are_counted_and_say_nothing()
    {
        var keys = LogKeys.Generate("log.example.cn/test");
        var note = SignedNote.TryParse(Sign(keys))!.With([new NoteSignature("somebody", 7, new byte[] { 1, 2 })]);
        var verdict = CheckpointVerifier.Verify(note.ToArray(), Policy(keys));
        Assert.True(verdict.IsAccepted);
        Assert.Equal(2, verdict.IgnoredSignatures); // and the line of the twin tree, which is not pinned here
    }

    [Fact]
    public void A_broken_signature_of_a_known_key_refuses_the_whole()
    {
        var keys = LogKeys.Generate("log.example.cn/test");
        var note = SignedNote.TryParse(Sign(keys))!;
        var broken = note.With([note.Signatures[0] with { Signature = new byte[64] }]);
        Assert.Equal("LOG1004", Assert.Single(CheckpointVerifier.Verify(broken.ToArray(), Policy(keys)).Refusals).Code);
    }

    [Fact]
    public void A_checkpoint_of_another_log_is_refused()
    {
        var mine = LogKeys.Generate("log.example.cn/mine");
        var verdict = CheckpointVerifier.Verify(Sign(LogKeys.Generate("log.example.cn/test")), Policy(mine));
        Assert.Contains("LOG1003", verdict.Refusals.Select(r => r.Code));
    }

    [Fact]
    public void A_tree_of_size_0_with_a_root_is_refused()
    {
        var keys = LogKeys.Generate("log.example.cn/test");
        var root = TreeHash.Sha256.Of("x"u8);
        var note = keys.Sign(new Checkpoint(keys.Origin, new TreeHead(0, root), []), root).ToArray();
        Assert.Equal("LOG1005", Assert.Single(CheckpointVerifier.Verify(note, Policy(keys)).Refusals).Code);
    }

    private static byte[] Sign(LogKeys keys) =>
        keys.Sign(Checkpoint.TryParse(Encoding.UTF8.GetBytes(Text))! with { Origin = keys.Origin }, TreeHash.Sm3.Empty).ToArray();

    private static VerificationPolicy Policy(LogKeys keys) => new([keys.Ed25519, keys.Sm2]);
}
