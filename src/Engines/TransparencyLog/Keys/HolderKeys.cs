using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Keys;

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
        var (name, secret, _) = KeyFile.Read(path, passphrase);
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
