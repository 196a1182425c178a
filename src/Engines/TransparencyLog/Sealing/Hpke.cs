using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;

namespace Huoshui.TransparencyLog.Sealing;

/// <summary>
/// HPKE (RFC 9180), base mode, one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. X25519 is
/// BouncyCastle's, HKDF and AES-GCM are .NET's; what stands here is the order in which the RFC calls them, held by its
/// test vector A.1.1. Thread safe.
/// </summary>
internal static class Hpke
{
    /// <summary>Bytes of a public key, of a private key, and of what goes before a message.</summary>
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int AeadKeyBytes = 16;
    private const int TagBytes = 16;
    private const byte BaseMode = 0;

    private static readonly byte[] KemSuite = [.. "KEM"u8, 0, 0x20];
    private static readonly byte[] Suite = [.. "HPKE"u8, 0, 0x20, 0, 0x01, 0, 0x01];

    /// <summary>Seals a message to a public key (§6.1).</summary>
    /// <param name="recipient">The public key, 32 bytes.</param>
    /// <param name="info">What the message is for.</param>
    /// <param name="additional">What is authenticated with it, in clear.</param>
    /// <param name="message">The message.</param>
    /// <param name="ephemeral">A fresh private key, 32 bytes.</param>
    /// <returns>The encapsulated key and the ciphertext with its tag.</returns>
    public static byte[] Seal(
        ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> info, ReadOnlySpan<byte> additional,
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> ephemeral)
    {
        var secret = new X25519PrivateKeyParameters(ephemeral);
        var encapsulated = secret.GeneratePublicKey().GetEncoded();
        var (key, nonce) = Schedule(secret, recipient, encapsulated, recipient, info);
        var box = new byte[KeyBytes + message.Length + TagBytes];
        encapsulated.CopyTo(box, 0);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            nonce, message, box.AsSpan(KeyBytes, message.Length), box.AsSpan(KeyBytes + message.Length), additional);
        return box;
    }

    /// <summary>Opens what was sealed; null if it is not for this key, or was changed.</summary>
    /// <param name="recipient">The private key, 32 bytes.</param>
    /// <param name="info">What the message is for.</param>
    /// <param name="additional">What was authenticated with it.</param>
    /// <param name="box">Encapsulated key, ciphertext and tag.</param>
    public static byte[]? Open(
        ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> info, ReadOnlySpan<byte> additional, ReadOnlySpan<byte> box)
    {
        if (box.Length < KeyBytes + TagBytes)
            return null;
        var secret = new X25519PrivateKeyParameters(recipient);
        var encapsulated = box[..KeyBytes];
        try
        {
            var own = secret.GeneratePublicKey().GetEncoded();
            var (key, nonce) = Schedule(secret, encapsulated, encapsulated, own, info);
            var message = new byte[box.Length - KeyBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(nonce, box[KeyBytes..^TagBytes], box[^TagBytes..], message, additional);
            return message;
        }
        catch (Exception error) when (error is CryptographicException or InvalidOperationException)
        {
            return null; // another key, a changed byte, or a point of small order
        }
    }

    // §4.1 (Encap and Decap) and §5.1 (KeySchedule) without a pre-shared key.
    private static (byte[] Key, byte[] Nonce) Schedule(
        X25519PrivateKeyParameters secret, ReadOnlySpan<byte> other, ReadOnlySpan<byte> encapsulated,
        ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> info)
    {
        var agreed = new byte[KeyBytes];
        secret.GenerateSecret(new X25519PublicKeyParameters(other), agreed, 0);
        byte[] context = [.. encapsulated, .. recipient];
        var shared = Expand(KemSuite, Extract(KemSuite, [], "eae_prk"u8, agreed), "shared_secret"u8, context, KeyBytes);
        byte[] schedule =
            [BaseMode, .. Extract(Suite, [], "psk_id_hash"u8, []), .. Extract(Suite, [], "info_hash"u8, info)];
        var root = Extract(Suite, shared, "secret"u8, []);
        return (Expand(Suite, root, "key"u8, schedule, AeadKeyBytes),
            Expand(Suite, root, "base_nonce"u8, schedule, NonceBytes));
    }

    // LabeledExtract, §4.
    private static byte[] Extract(byte[] suite, byte[] salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> material) =>
        HKDF.Extract(HashAlgorithmName.SHA256, [.. "HPKE-v1"u8, .. suite, .. label, .. material], salt);

    // LabeledExpand, §4.
    private static byte[] Expand(
        byte[] suite, byte[] key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, int length)
    {
        Span<byte> size = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(size, checked((ushort)length));
        return HKDF.Expand(
            HashAlgorithmName.SHA256, key, length, [.. size, .. "HPKE-v1"u8, .. suite, .. label, .. info]);
    }
}
