using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>
/// 密钥文件 The private keys of a log or a witness in a file of JSON, encrypted with AES-256-GCM under a key that PBKDF2
/// (HMAC-SHA-256) derives from a passphrase. The name is authenticated with it.
/// </summary>
internal static class KeyFile
{
    private const int Iterations = 600_000;
    private const int MostIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private const string Format = "huoshui/keys@v1";

    /// <summary>Writes secrets, durably, for the owner only.</summary>
    public static void Write(string path, string name, ReadOnlySpan<byte> secret, string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var encrypted = new byte[secret.Length + TagBytes];
        using var cipher = new AesGcm(Derive(passphrase, salt, Iterations), TagBytes);
        cipher.Encrypt(
            nonce, secret, encrypted.AsSpan(0, secret.Length), encrypted.AsSpan(secret.Length),
            Encoding.UTF8.GetBytes(name));
        var content =
            new Content(Format, name, "PBKDF2-HMAC-SHA256", Iterations, salt, "AES-256-GCM", nonce, encrypted);
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(content), isSecret: true);
    }

    /// <summary>The name and the secrets.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static (string Name, byte[] Secret) Read(string path, string passphrase)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path));
            if (content is not { format: Format, iterations: > 0 and <= MostIterations }
                || content.encrypted.Length < TagBytes || content.nonce.Length != NonceBytes)
            {
                throw LogErrors.WrongPassphrase(path);
            }

            var secret = new byte[content.encrypted.Length - TagBytes];
            using var cipher = new AesGcm(Derive(passphrase, content.salt, content.iterations), TagBytes);
            cipher.Decrypt(
                content.nonce, content.encrypted.AsSpan(0, secret.Length),
                content.encrypted.AsSpan(secret.Length), secret,
                Encoding.UTF8.GetBytes(content.name));
            return (content.name, secret);
        }
        catch (Exception error) when (error is CryptographicException or JsonException)
        {
            throw LogErrors.WrongPassphrase(path);
        }
    }

    private static byte[] Derive(string passphrase, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(passphrase), salt, iterations, HashAlgorithmName.SHA256, KeyBytes);

#pragma warning disable IDE1006 // the names of the file
    private sealed record Content(
        string format, string name, string kdf, int iterations, byte[] salt, string cipher, byte[] nonce,
        byte[] encrypted);
#pragma warning restore IDE1006
}

/// <summary>
/// 日志签名密钥 The signing keys of a log: Ed25519 and SM2. Signs checkpoints of both trees. Thread safe.
/// </summary>
public sealed class LogKeys
{
    private readonly Ed25519SigningKey _ed25519;
    private readonly Sm2SigningKey _sm2;

    private LogKeys(string origin, Ed25519SigningKey ed25519, Sm2SigningKey sm2)
    {
        Origin = origin;
        _ed25519 = ed25519;
        _sm2 = sm2;
        Ed25519 = VerifierKey.Ed25519(origin, ed25519.PublicKey);
        Sm2 = VerifierKey.OfSm2(origin, sm2.PublicPoint);
    }

    /// <summary>Origin of the log.</summary>
    public string Origin { get; }

    /// <summary>The public Ed25519 key.</summary>
    public VerifierKey Ed25519 { get; }

    /// <summary>The public SM2 key.</summary>
    public VerifierKey Sm2 { get; }

    /// <summary>New keys.</summary>
    public static LogKeys Generate(string origin) =>
        new(origin, Ed25519SigningKey.Generate(), Sm2SigningKey.Generate());

    /// <summary>Keys of a file.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static LogKeys Read(string path, string passphrase)
    {
        var (origin, secret) = KeyFile.Read(path, passphrase);
        if (secret.Length != Ed25519SigningKey.Bytes + Sm2SigningKey.Bytes)
            throw LogErrors.WrongPassphrase(path);
        var keys = new LogKeys(
            origin,
            new Ed25519SigningKey(secret.AsSpan(0, Ed25519SigningKey.Bytes)),
            new Sm2SigningKey(secret.AsSpan(Ed25519SigningKey.Bytes)));
        return keys.PassSelfTest() ? keys : throw LogErrors.WrongPassphrase(path);
    }

    /// <summary>Keeps the keys in an encrypted file.</summary>
    public void Write(string path, string passphrase) =>
        KeyFile.Write(path, Origin, [.. _ed25519.Secret, .. _sm2.Secret], passphrase);

    /// <summary>The SM2 key as a PEM file that OpenSSL reads.</summary>
    public string Sm2Pem() => _sm2.PublicPem();

    /// <summary>
    /// Signs a checkpoint of the SHA-256 tree: an Ed25519 line, an SM2 line, and a line that binds the root of the twin
    /// tree to it.
    /// </summary>
    internal SignedNote Sign(Checkpoint checkpoint, TransparencyLogVerifier.Merkle.Digest twinRoot)
    {
        var text = checkpoint.ToText();
        var twin = new TwinRoot(twinRoot, _sm2.Sign(TwinRoot.MessageOf(twinRoot, text)));
        return SignedNote.Of(
            text, Line(Ed25519, _ed25519.Sign(text)), Line(Sm2, _sm2.Sign(text)), Line(Sm2.Twin(), twin.ToArray()));
    }

    /// <summary>Signs a checkpoint of the twin SM3 tree, with Ed25519 and SM2.</summary>
    internal SignedNote SignTwin(Checkpoint checkpoint)
    {
        var text = checkpoint.ToText();
        return SignedNote.Of(
            text, Line(Ed25519.ForTwinTree(), _ed25519.Sign(text)), Line(Sm2.ForTwinTree(), _sm2.Sign(text)));
    }

    private static NoteSignature Line(VerifierKey key, byte[] signature) => new(key.Name, key.Id, signature);

    // At start: what this program signs, the verifier accepts, and not for another message.
    private bool PassSelfTest()
    {
        var (ed25519, sm2) = (_ed25519.Sign("log"u8), _sm2.Sign("log"u8));
        return Ed25519.Verify("log"u8, ed25519) && !Ed25519.Verify("lof"u8, ed25519)
            && Sm2.Verify("log"u8, sm2) && !Sm2.Verify("lof"u8, sm2);
    }
}
