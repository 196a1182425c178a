using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>
/// 发行密钥 A pair of keys, Ed25519 and SM2, with which an issuer signs statements, lists and manifests; disposing
/// of it closes the session with a token. Thread safe.
/// </summary>
public sealed class StatementKeys : IDisposable
{
    private readonly SigningPair _pair;

    private StatementKeys(SigningPair pair) => _pair = pair;

    /// <summary>Name of the issuer: not empty, no spaces, no plus sign.</summary>
    public string Name => _pair.Name;

    /// <summary>The public Ed25519 key.</summary>
    public VerifierKey Ed25519 => _pair.Ed25519;

    /// <summary>The public SM2 key.</summary>
    public VerifierKey Sm2 => _pair.Sm2;

    /// <summary>Where the Ed25519 key lies when it lies in a token (RFC 7512); null: in the file.</summary>
    public string? Token => _pair.Token;

    /// <summary>New keys.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="token">The Ed25519 key is this one of a token; null: it lies in the file, as SM2 does.</param>
    /// <exception cref="LogRefusedException">LOG2019 to LOG2025: the token does not serve.</exception>
    public static StatementKeys Generate(string name, TokenChoice? token = null) =>
        new(SigningPair.Generate(name, token));

    /// <summary>Keys of a file.</summary>
    /// <exception cref="LogRefusedException">
    /// LOG2010: wrong passphrase or damaged file; LOG2019 to LOG2025: the token does not serve.
    /// </exception>
    public static StatementKeys Read(string path, string passphrase) => new(SigningPair.Read(path, passphrase));

    /// <summary>Keeps the keys in an encrypted file.</summary>
    public void Write(string path, string passphrase) => _pair.Write(path, passphrase);

    /// <summary>A note with an Ed25519 and an SM2 line.</summary>
    /// <param name="text">The text, which ends with a newline.</param>
    public byte[] SignNote(ReadOnlySpan<byte> text) => _pair.SignNote(text).ToArray();

    /// <summary>A bare signature of Ed25519, 64 bytes.</summary>
    public byte[] SignEd25519(byte[] message) => _pair.SignEd25519(message);

    /// <inheritdoc />
    public void Dispose() => _pair.Dispose();
}
