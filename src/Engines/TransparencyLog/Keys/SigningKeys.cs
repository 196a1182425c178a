using System.Security.Cryptography;
using Huoshui.TransparencyLogVerifier.Notes;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Curve25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>A private key, wherever it lies; disposing of it closes what it was reached through. Thread safe.</summary>
internal abstract class SigningKey : IDisposable
{
    /// <summary>Ed25519: 32 bytes; SM2: the uncompressed point, 65 bytes.</summary>
    public abstract byte[] PublicKey { get; }

    /// <summary>Ed25519: 64 bytes; SM2: DER.</summary>
    public abstract byte[] Sign(ReadOnlySpan<byte> message);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the key was reached through; a key in memory has nothing to close.</summary>
    protected virtual void Dispose(bool isDisposing)
    {
    }
}

/// <summary>A private key of Ed25519 (RFC 8032). Thread safe.</summary>
internal sealed class Ed25519SigningKey : SigningKey
{
    public const int Bytes = 32;

    private readonly byte[] _seed;

    public Ed25519SigningKey(ReadOnlySpan<byte> seed)
    {
        _seed = seed.ToArray();
        PublicKey = new byte[Curve25519.PublicKeySize];
        Curve25519.GeneratePublicKey(_seed, 0, PublicKey, 0);
    }

    public override byte[] PublicKey { get; }

    public ReadOnlySpan<byte> Secret => _seed;

    public static Ed25519SigningKey Generate() => new(RandomNumberGenerator.GetBytes(Bytes));

    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Curve25519.SignatureSize];
        Curve25519.Sign(_seed, 0, message.ToArray(), 0, message.Length, signature, 0);
        return signature;
    }
}

/// <summary>
/// A private key of SM2 (GB/T 32918) on sm2p256v1, with the default distinguishing identifier. Thread safe.
/// </summary>
internal sealed class Sm2SigningKey : SigningKey
{
    public const int Bytes = 32;

    private readonly BigInteger _d;
    private readonly ECPrivateKeyParameters _key;

    public Sm2SigningKey(ReadOnlySpan<byte> secret)
    {
        _d = new BigInteger(1, secret.ToArray());
        if (_d.SignValue <= 0 || _d.CompareTo(Sm2Key.Domain.N.Subtract(BigInteger.One)) >= 0)
            throw new ArgumentException("A private key of SM2 lies in [1, n - 2].", nameof(secret));
        _key = new ECPrivateKeyParameters(_d, Sm2Key.Domain);
        PublicKey = Sm2Key.Domain.G.Multiply(_d).Normalize().GetEncoded(compressed: false);
    }

    public override byte[] PublicKey { get; }

    public byte[] Secret
    {
        get
        {
            var bytes = new byte[Bytes];
            var digits = _d.ToByteArrayUnsigned();
            digits.CopyTo(bytes, Bytes - digits.Length);
            return bytes;
        }
    }

    public static Sm2SigningKey Generate()
    {
        while (true)
        {
            var secret = RandomNumberGenerator.GetBytes(Bytes);
            var d = new BigInteger(1, secret);
            if (d.SignValue > 0 && d.CompareTo(Sm2Key.Domain.N.Subtract(BigInteger.One)) < 0)
                return new Sm2SigningKey(secret);
        }
    }

    /// <summary>DER over a message.</summary>
    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signer = new SM2Signer();
        signer.Init(true,
            new ParametersWithID(new ParametersWithRandom(_key, new SecureRandom()), Sm2Key.DefaultId.ToArray()));
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }

    /// <summary>SubjectPublicKeyInfo in PEM.</summary>
    public string PublicPem() => Pem(PublicKey);

    /// <summary>SubjectPublicKeyInfo of an uncompressed point in PEM.</summary>
    public static string Pem(ReadOnlySpan<byte> uncompressed)
    {
        var point = Sm2Key.Domain.Curve.DecodePoint(uncompressed.ToArray());
        var info = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(
            new ECPublicKeyParameters("EC", point, GMObjectIdentifiers.sm2p256v1));
        return PemEncoding.WriteString("PUBLIC KEY", info.GetEncoded()) + "\n";
    }
}
