using System.Text;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Math;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

public sealed class SignatureAttacks
{
    private static readonly byte[] Message = "message digest"u8.ToArray();

    private readonly Sm2SigningKey _signer = Sm2SigningKey.Generate();
    private readonly Sm2Key _key;
    private readonly byte[] _signature;
    private readonly BigInteger _r;
    private readonly BigInteger _s;

    public SignatureAttacks()
    {
        _key = Sm2Key.TryRead(_signer.PublicKey)!;
        _signature = _signer.Sign(Message);
        var sequence = Asn1Sequence.GetInstance(_signature);
        _r = DerInteger.GetInstance(sequence[0]).PositiveValue;
        _s = DerInteger.GetInstance(sequence[1]).PositiveValue;
    }

    private static BigInteger N => Sm2Key.Domain.N;

    [Fact]
    public void The_signature_itself_holds() => Assert.True(_key.Verify(Message, _signature));

    [Fact]
    public void SM2_with_another_distinguishing_identifier_is_refused()
    {
        Assert.False(_key.Verify(Message, _signature, "ALICE123@YAHOO.COM"u8));
        Assert.False(_key.Verify(Message, _signature, ""u8));
        Assert.True(_key.Verify(Message, _signature, "1234567812345678"u8));
    }

    [Fact]
    public void R_and_s_out_of_range_are_refused()
    {
        foreach (var (r, s) in new[]
        {
            (BigInteger.Zero, _s), (_r, BigInteger.Zero), (N, _s), (_r, N), (_r.Add(N), _s), (_r, _s.Add(N)),
            (_r.Negate(), _s), (_r, _s.Negate()), (_r, N.Subtract(_r)), (BigInteger.Zero, BigInteger.Zero),
        })
        {
            Assert.False(_key.Verify(Message, Der(r, s)));
        }
    }

    [Fact]
    public void The_mirrored_s_of_ECDSA_is_not_valid_in_SM2() =>
        Assert.False(_key.Verify(Message, Der(_r, N.Subtract(_s))));

    [Fact]
    public void A_signature_that_is_not_strict_DER_is_refused()
    {
        byte[] longLength = [0x30, 0x81, (byte)(_signature.Length - 2), .. _signature[2..]];
        byte[] padded = [0x30, (byte)(_signature[1] + 1), 0x02, (byte)(_signature[3] + 1), 0x00, .. _signature[4..]];
        byte[] trailing = [.. _signature, 0x00];
        byte[] inner = [0x30, (byte)(_signature[1] + 2), .. _signature[2..], 0x05, 0x00];
        byte[] indefinite = [0x30, 0x80, .. _signature[2..], 0x00, 0x00];
        byte[] fixedWidth = [.. Fixed(_r), .. Fixed(_s)];
        foreach (var wrong in new[] { longLength, padded, trailing, inner, indefinite, fixedWidth, [], [0x30], [0x30, 0x00] })
            Assert.False(_key.Verify(Message, wrong));
    }

    [Fact]
    public void A_flipped_bit_in_any_byte_of_a_signature_is_refused()
    {
        var ed25519 = Ed25519SigningKey.Generate();
        var key = VerifierKey.Ed25519("a", ed25519.PublicKey);
        var signature = ed25519.Sign(Message);
        Assert.True(key.Verify(Message, signature));
        for (var i = 0; i < signature.Length; i++)
            Assert.False(key.Verify(Message, Flipped(signature, i)));
        for (var i = 0; i < _signature.Length; i++)
            Assert.False(_key.Verify(Message, Flipped(_signature, i)));
    }

    [Fact]
    public void An_Ed25519_signature_with_s_beyond_the_order_is_refused()
    {
        var ed25519 = Ed25519SigningKey.Generate();
        var key = VerifierKey.Ed25519("a", ed25519.PublicKey);
        var signature = ed25519.Sign(Message);
        var order = new BigInteger("7237005577332262213973186563042994240857116359379907606001950938285454250989");
        var s = new BigInteger(1, [.. signature[32..].Reverse()]).Add(order).ToByteArrayUnsigned();
        byte[] malleated = [.. signature[..32], .. s.Reverse(), .. new byte[32 - s.Length]];
        Assert.False(key.Verify(Message, malleated));
    }

    [Fact]
    public void A_signature_of_one_algorithm_is_not_taken_for_one_of_another()
    {
        var keys = LogKeys.Generate("log.example.cn/test");
        var text = Encoding.UTF8.GetBytes("log.example.cn/test\n1\n" + TreeHash.Sm3.Empty.ToBase64() + "\n");
        var note = keys.Sign(Checkpoint.TryParse(text)!, TreeHash.Sm3.Empty);
        VerifierKey[] all = [keys.Ed25519, keys.Sm2, keys.Sm2.Twin()];
        for (var key = 0; key < all.Length; key++)
        {
            for (var line = 0; line < all.Length; line++)
                Assert.Equal(key == line, all[key].Verify(text, note.Signatures[line].Signature.Span));
        }
    }

    [Fact]
    public void The_root_of_the_twin_cannot_be_exchanged()
    {
        var keys = LogKeys.Generate("log.example.cn/test");
        var text = Encoding.UTF8.GetBytes("log.example.cn/test\n1\n" + TreeHash.Sm3.Empty.ToBase64() + "\n");
        var signature = keys.Sign(Checkpoint.TryParse(text)!, TreeHash.Sm3.Empty).Signatures[2].Signature.ToArray();
        Assert.True(keys.Sm2.Twin().Verify(text, signature));
        byte[] exchanged = [.. TreeHash.Sm3.Of("x"u8).ToArray(), .. signature[32..]];
        Assert.False(keys.Sm2.Twin().Verify(text, exchanged));
        Assert.False(keys.Sm2.Twin().Verify(text, signature.AsSpan(0, 32)));
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_no_key()
    {
        Assert.Null(Sm2Key.TryRead(Flipped(_signer.PublicKey, 64)));
        Assert.Null(Sm2Key.TryRead([0]));
        Assert.Null(Sm2Key.TryRead(new byte[65]));
        Assert.Null(Sm2Key.TryRead(Sm2Key.Domain.G.GetEncoded(compressed: true)));
    }

    private static byte[] Der(BigInteger r, BigInteger s) => new DerSequence(new DerInteger(r), new DerInteger(s)).GetEncoded();

    private static byte[] Fixed(BigInteger number)
    {
        var digits = number.ToByteArrayUnsigned();
        return [.. new byte[32 - digits.Length], .. digits];
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        byte[] copy = [.. bytes];
        copy[at] ^= 1;
        return copy;
    }
}
