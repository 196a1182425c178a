using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>
/// 发行密钥 A pair of keys, Ed25519 and SM2, with which an issuer signs statements, lists and manifests. Thread safe.
/// </summary>
public sealed class StatementKeys
{
    private readonly Ed25519SigningKey _ed25519;
    private readonly Sm2SigningKey _sm2;

    private StatementKeys(string name, Ed25519SigningKey ed25519, Sm2SigningKey sm2)
    {
        Name = name;
        _ed25519 = ed25519;
        _sm2 = sm2;
        Ed25519 = VerifierKey.Ed25519(name, ed25519.PublicKey);
        Sm2 = VerifierKey.OfSm2(name, sm2.PublicPoint);
    }

    /// <summary>Name of the issuer: not empty, no spaces, no plus sign.</summary>
    public string Name { get; }

    /// <summary>The public Ed25519 key.</summary>
    public VerifierKey Ed25519 { get; }

    /// <summary>The public SM2 key.</summary>
    public VerifierKey Sm2 { get; }

    /// <summary>New keys.</summary>
    public static StatementKeys Generate(string name) =>
        new(name, Ed25519SigningKey.Generate(), Sm2SigningKey.Generate());

    /// <summary>Keys of a file.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static StatementKeys Read(string path, string passphrase)
    {
        var (name, secret) = KeyFile.Read(path, passphrase);
        return secret.Length == Ed25519SigningKey.Bytes + Sm2SigningKey.Bytes
            ? new StatementKeys(
                name,
                new Ed25519SigningKey(secret.AsSpan(0, Ed25519SigningKey.Bytes)),
                new Sm2SigningKey(secret.AsSpan(Ed25519SigningKey.Bytes)))
            : throw LogErrors.WrongPassphrase(path);
    }

    /// <summary>Keeps the keys in an encrypted file.</summary>
    public void Write(string path, string passphrase) =>
        KeyFile.Write(path, Name, [.. _ed25519.Secret, .. _sm2.Secret], passphrase);

    /// <summary>A note with an Ed25519 and an SM2 line.</summary>
    /// <param name="text">The text, which ends with a newline.</param>
    public byte[] SignNote(ReadOnlySpan<byte> text) => SignedNote.Of(
        text,
        new NoteSignature(Name, Ed25519.Id, _ed25519.Sign(text)),
        new NoteSignature(Name, Sm2.Id, _sm2.Sign(text))).ToArray();

    /// <summary>A bare signature of Ed25519, 64 bytes.</summary>
    public byte[] SignEd25519(byte[] message) => _ed25519.Sign(message);
}

/// <summary>持有人密钥 The key with which a subject presents his packages. Ed25519. Thread safe.</summary>
public sealed class HolderKeys
{
    private readonly Ed25519SigningKey _key;

    private HolderKeys(Ed25519SigningKey key)
    {
        _key = key;
        Public = VerifierKey.Ed25519(TransparencyLogVerifier.Packages.Presentation.HolderName, key.PublicKey);
    }

    /// <summary>The public key; its name is the same for everybody.</summary>
    public VerifierKey Public { get; }

    /// <summary>A new key.</summary>
    public static HolderKeys Generate() => new(Ed25519SigningKey.Generate());

    /// <summary>The key of a file.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static HolderKeys Read(string path, string passphrase)
    {
        var (name, secret) = KeyFile.Read(path, passphrase);
        return secret.Length == Ed25519SigningKey.Bytes
            && name == TransparencyLogVerifier.Packages.Presentation.HolderName
                ? new HolderKeys(new Ed25519SigningKey(secret)) : throw LogErrors.WrongPassphrase(path);
    }

    /// <summary>Keeps the key in an encrypted file.</summary>
    public void Write(string path, string passphrase) => KeyFile.Write(path, Public.Name, _key.Secret, passphrase);

    /// <summary>A note with the holder's line.</summary>
    public byte[] SignNote(ReadOnlySpan<byte> text) =>
        SignedNote.Of(text, new NoteSignature(Public.Name, Public.Id, _key.Sign(text))).ToArray();
}
