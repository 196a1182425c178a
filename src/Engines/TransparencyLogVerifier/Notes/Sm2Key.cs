using System.Collections.Concurrent;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Huoshui.TransparencyLogVerifier.Notes;

/// <summary>
/// SM2 公钥 A public key of SM2 (GB/T 32918) on sm2p256v1. Signatures are SM2 with SM3, DER encoded (GM/T 0009), over a
/// message with the default distinguishing identifier <c>1234567812345678</c>.
/// </summary>
public sealed class Sm2Key
{
    /// <summary>Bytes of an uncompressed point: 0x04, x, y.</summary>
    public const int PointLength = 65;

    private const byte Uncompressed = 4;

    private static readonly X9ECParameters Curve = GMNamedCurves.GetByName("sm2p256v1");

    private const int MostKept = 1024;

    // The library keeps multiples of a point with it: a key that comes again verifies in two thirds of the time.
    private static readonly ConcurrentDictionary<string, Sm2Key> Known = new(StringComparer.Ordinal);

    private readonly ECPublicKeyParameters _key;

    private Sm2Key(ECPublicKeyParameters key, byte[] point)
    {
        _key = key;
        Point = point;
    }

    /// <summary>The distinguishing identifier of GM/T 0009.</summary>
    public static ReadOnlyMemory<byte> DefaultId { get; } = "1234567812345678"u8.ToArray();

    /// <summary>The parameters of sm2p256v1.</summary>
    public static ECDomainParameters Domain { get; } = new(Curve.Curve, Curve.G, Curve.N, Curve.H);

    /// <summary>The uncompressed point.</summary>
    public ReadOnlyMemory<byte> Point { get; }

    /// <summary>Reads a point; null if it is not uncompressed or does not lie on the curve.</summary>
    public static Sm2Key? TryRead(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointLength || point[0] != Uncompressed)
            return null;
        var name = Convert.ToBase64String(point);
        if (Known.TryGetValue(name, out var known))
            return known;
        try
        {
            var bytes = point.ToArray();
            var key = new Sm2Key(new ECPublicKeyParameters(Curve.Curve.DecodePoint(bytes), Domain), bytes);
            if (Known.Count >= MostKept)
                Known.Clear();
            return Known[name] = key;
        }
        catch (ArgumentException)
        {
            return null; // how BouncyCastle says that no such point lies on the curve
        }
    }

    /// <summary>Whether a DER signature over a message is this key's, with the default identifier.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(message, signature, DefaultId.Span);

    /// <summary>Whether a DER signature over a message is this key's, with an identifier.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> id)
    {
        // The library decodes DER strictly: it encodes r and s again and compares; both must lie in [1, n - 1].
        var signer = new SM2Signer();
        signer.Init(false, new ParametersWithID(_key, id.ToArray()));
        signer.BlockUpdate(message);
        return signer.VerifySignature(signature.ToArray());
    }
}
