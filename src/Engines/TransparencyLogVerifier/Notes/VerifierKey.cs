using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.TransparencyLogVerifier.Merkle;
using Curve25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Huoshui.TransparencyLogVerifier.Notes;

/// <summary>What a signature line of a note states, and with which algorithm.</summary>
public enum SignatureKind
{
    /// <summary>Ed25519 over the text of the note (C2SP signed-note, type 0x01).</summary>
    Ed25519,

    /// <summary>A witness's timestamped Ed25519 cosignature (C2SP tlog-cosignature, type 0x04).</summary>
    Cosignature,

    /// <summary>SM2 with SM3 over the text of the note (private type 0xff, <c>huoshui/sm2-sm3/v1</c>).</summary>
    Sm2,

    /// <summary>
    /// The root of the twin SM3 tree, signed with SM2 (private type 0xff, <c>huoshui/sm3-twin/v1</c>).
    /// </summary>
    Sm3Twin,
}

/// <summary>
/// 验证公钥 A public key with its name and kind, written as a C2SP vkey: <c>name+hash+base64(type ‖ key)</c>. Immutable.
/// </summary>
public sealed class VerifierKey
{
    /// <summary>Long identifier behind 0xff of an SM2 signature.</summary>
    public const string Sm2Identifier = "huoshui/sm2-sm3/v1";

    /// <summary>Long identifier behind 0xff of the twin's root; also the first line of what is signed.</summary>
    public const string TwinIdentifier = "huoshui/sm3-twin/v1";

    private const byte Ed25519Type = 0x01;
    private const byte CosignatureType = 0x04;
    private const byte PrivateType = 0xff;
    private const int HashCharacters = 8;

    private readonly byte[] _material; // type ‖ (long identifier) ‖ key
    private readonly byte[] _ed25519 = [];
    private readonly Sm2Key? _sm2;

    private VerifierKey(string name, SignatureKind kind, byte[] material, byte[] ed25519, Sm2Key? sm2)
    {
        Name = name;
        Kind = kind;
        _material = material;
        _ed25519 = ed25519;
        _sm2 = sm2;
        Id = IdOf(name, material);
    }

    /// <summary>The key's name: for a log its origin.</summary>
    public string Name { get; }

    /// <summary>What its signatures state.</summary>
    public SignatureKind Kind { get; }

    /// <summary>
    /// The key ID of C2SP signed-note: the first 4 bytes of SHA-256(name ‖ \n ‖ type ‖ key), big-endian.
    /// </summary>
    public uint Id { get; }

    /// <summary>The point of an SM2 key; null for another kind.</summary>
    public Sm2Key? Sm2 => _sm2;

    /// <summary>A key of Ed25519, 32 bytes.</summary>
    public static VerifierKey Ed25519(string name, ReadOnlySpan<byte> key) =>
        Named(name, SignatureKind.Ed25519, [Ed25519Type, .. key]);

    /// <summary>A witness's key of Ed25519, 32 bytes.</summary>
    public static VerifierKey Cosignature(string name, ReadOnlySpan<byte> key) =>
        Named(name, SignatureKind.Cosignature, [CosignatureType, .. key]);

    /// <summary>A key of SM2, an uncompressed point.</summary>
    public static VerifierKey OfSm2(string name, ReadOnlySpan<byte> point) =>
        Named(name, SignatureKind.Sm2, [PrivateType, .. Encoding.ASCII.GetBytes(Sm2Identifier), .. point]);

    /// <summary>The key under which the owner of an SM2 key signs roots of the twin tree.</summary>
    /// <exception cref="InvalidOperationException">This is no SM2 key.</exception>
    public VerifierKey Twin() => _sm2 is null || Kind != SignatureKind.Sm2
        ? throw new InvalidOperationException("Only an SM2 key signs roots of the twin tree.")
        : Named(Name, SignatureKind.Sm3Twin,
            [PrivateType, .. Encoding.ASCII.GetBytes(TwinIdentifier), .. _sm2.Point.Span]);

    /// <summary>The same key as it signs checkpoints of the twin SM3 tree: its name with /sm3 behind.</summary>
    public VerifierKey ForTwinTree() => TryCreate(TwinOrigin(Name), Kind, _material)!;

    /// <summary>Origin of the twin SM3 tree of a log.</summary>
    public static string TwinOrigin(string origin) => origin + "/sm3";

    /// <summary>
    /// Whether a name may stand in a signature line: not empty, no Unicode space, no plus, no control.
    /// </summary>
    public static bool IsName(string name) =>
        name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>Reads a vkey.</summary>
    /// <returns>Null if it is malformed, its hash is not the key's, or its type is unknown.</returns>
    public static VerifierKey? TryParse(string vkey)
    {
        var parts = vkey.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0]) || parts[1].Length != HashCharacters
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            || StrictBase64.Decode(parts[2]) is not { } material || KindOf(material) is not { } kind)
        {
            return null;
        }

        var key = TryCreate(parts[0], kind, material);
        return key?.Id == id ? key : null;
    }

    /// <summary>Whether a signature (without its key ID) over the text of a note is this key's.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => Kind switch
    {
        SignatureKind.Ed25519 => VerifyEd25519(text, signature),
        SignatureKind.Cosignature => Notes.Cosignature.TryRead(signature) is { } cosignature
            && VerifyEd25519(cosignature.Message(text), cosignature.Signature.Span),
        SignatureKind.Sm2 => _sm2!.Verify(text, signature),
        _ => TwinRoot.TryRead(signature) is { } twin && _sm2!.Verify(twin.Message(text), twin.Signature.Span),
    };

    /// <summary>The vkey.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String(_material)}");

    private static VerifierKey Named(string name, SignatureKind kind, byte[] material)
    {
        if (!IsName(name))
            throw new ArgumentException("A key name is not empty and has no spaces and no plus sign.", nameof(name));
        return TryCreate(name, kind, material)
            ?? throw new ArgumentException("The key has not the right form.", nameof(material));
    }

    private static VerifierKey? TryCreate(string name, SignatureKind kind, byte[] material)
    {
        if (kind is SignatureKind.Ed25519 or SignatureKind.Cosignature)
        {
            var key = material[1..];
            return key.Length == Curve25519.PublicKeySize
                ? new VerifierKey(name, kind, material, key, null) : null;
        }

        var identifier = kind == SignatureKind.Sm2 ? Sm2Identifier : TwinIdentifier;
        var point = Sm2Key.TryRead(material.AsSpan(1 + identifier.Length));
        return point is null ? null : new VerifierKey(name, kind, material, [], point);
    }

    private static SignatureKind? KindOf(ReadOnlySpan<byte> material) => material switch
    {
        [Ed25519Type, ..] => SignatureKind.Ed25519,
        [CosignatureType, ..] => SignatureKind.Cosignature,
        [PrivateType, .. var rest] when rest.StartsWith("huoshui/sm2-sm3/v1"u8) => SignatureKind.Sm2,
        [PrivateType, .. var rest] when rest.StartsWith("huoshui/sm3-twin/v1"u8) => SignatureKind.Sm3Twin,
        _ => null,
    };

    private static uint IdOf(string name, byte[] material)
    {
        byte[] message = [.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. material];
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(message));
    }

    private bool VerifyEd25519(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == Curve25519.SignatureSize
        && Curve25519.Verify(
            signature.ToArray(), 0, _ed25519, 0, message.ToArray(), 0, message.Length);
}
