using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>
/// 日志签名密钥 The signing keys of a log: Ed25519 and SM2. Signs checkpoints of both trees. Thread safe.
/// </summary>
public sealed class LogKeys
{
    private readonly SigningPair _pair;

    private LogKeys(SigningPair pair) => _pair = pair;

    /// <summary>Origin of the log.</summary>
    public string Origin => _pair.Name;

    /// <summary>The public Ed25519 key.</summary>
    public VerifierKey Ed25519 => _pair.Ed25519;

    /// <summary>The public SM2 key.</summary>
    public VerifierKey Sm2 => _pair.Sm2;

    /// <summary>Where the Ed25519 key lies when it lies in a token (RFC 7512); null: in the file.</summary>
    public string? Token => _pair.Token;

    /// <summary>New keys.</summary>
    /// <param name="origin">Their name.</param>
    /// <param name="token">The Ed25519 key is this one of a token; null: it lies in the file, as SM2 does.</param>
    /// <exception cref="LogRefusedException">LOG2019 to LOG2025: the token does not serve.</exception>
    public static LogKeys Generate(string origin, TokenChoice? token = null) =>
        new(SigningPair.Generate(origin, token));

    /// <summary>Keys of a file.</summary>
    /// <exception cref="LogRefusedException">
    /// LOG2010: wrong passphrase or damaged file; LOG2019 to LOG2025: the token does not serve.
    /// </exception>
    public static LogKeys Read(string path, string passphrase) => new(SigningPair.Read(path, passphrase));

    /// <summary>Keeps the keys in an encrypted file.</summary>
    public void Write(string path, string passphrase) => _pair.Write(path, passphrase);

    /// <summary>The SM2 key as a PEM file that OpenSSL reads.</summary>
    public string Sm2Pem() => Sm2SigningKey.Pem(Sm2.Sm2!.Point.Span);

    /// <summary>
    /// Signs a checkpoint of the SHA-256 tree: an Ed25519 line, an SM2 line, and a line that binds the root of the twin
    /// tree to it.
    /// </summary>
    internal SignedNote Sign(Checkpoint checkpoint, Digest twinRoot)
    {
        var text = checkpoint.ToText();
        var twin = new TwinRoot(twinRoot, _pair.SignSm2(TwinRoot.MessageOf(twinRoot, text)));
        return _pair.SignNote(text).With([Line(Sm2.Twin(), twin.ToArray())]);
    }

    /// <summary>Signs a checkpoint of the twin SM3 tree, with Ed25519 and SM2.</summary>
    internal SignedNote SignTwin(Checkpoint checkpoint)
    {
        var text = checkpoint.ToText();
        return SignedNote.Of(
            text, Line(Ed25519.ForTwinTree(), _pair.SignEd25519(text)), Line(Sm2.ForTwinTree(), _pair.SignSm2(text)));
    }

    private static NoteSignature Line(VerifierKey key, byte[] signature) => new(key.Name, key.Id, signature);
}
