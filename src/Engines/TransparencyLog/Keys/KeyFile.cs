using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoshui.TransparencyLog.Storage;

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

    private static readonly JsonSerializerOptions Form =
        new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Writes secrets, durably, for the owner only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name of the keys; not secret.</param>
    /// <param name="secret">What is encrypted.</param>
    /// <param name="passphrase">Encrypts it.</param>
    /// <param name="token">Where a key lies that is not in the file (RFC 7512); not secret, and may be edited.</param>
    public static void Write(
        string path, string name, ReadOnlySpan<byte> secret, string passphrase, string? token = null)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var encrypted = new byte[secret.Length + TagBytes];
        using var cipher = new AesGcm(Derive(passphrase, salt, Iterations), TagBytes);
        cipher.Encrypt(
            nonce, secret, encrypted.AsSpan(0, secret.Length), encrypted.AsSpan(secret.Length),
            Encoding.UTF8.GetBytes(name));
        var content =
            new Content(Format, name, "PBKDF2-HMAC-SHA256", Iterations, salt, "AES-256-GCM", nonce, encrypted, token);
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(content, Form), isSecret: true);
    }

    /// <summary>The name, the secrets, and where a key lies that is not in the file; null if all are.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static (string Name, byte[] Secret, string? Token) Read(string path, string passphrase)
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
            return (content.name, secret, content.token);
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
        byte[] encrypted, string? token);
#pragma warning restore IDE1006
}
