using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Witnesses;

/// <summary>见证人密钥 The Ed25519 key of a witness. Thread safe.</summary>
public sealed class WitnessKeys
{
    private readonly Ed25519SigningKey _key;

    private WitnessKeys(string name, Ed25519SigningKey key)
    {
        _key = key;
        Public = VerifierKey.Cosignature(name, key.PublicKey);
    }

    /// <summary>The public key, type 0x04.</summary>
    public VerifierKey Public { get; }

    /// <summary>A new key.</summary>
    /// <param name="name">Name of the witness: not empty, no spaces, no plus sign.</param>
    public static WitnessKeys Generate(string name) => new(name, Ed25519SigningKey.Generate());

    /// <summary>The key of a file.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static WitnessKeys Read(string path, string passphrase)
    {
        var (name, secret, _) = KeyFile.Read(path, passphrase);
        return secret.Length == Ed25519SigningKey.Bytes
            ? new WitnessKeys(name, new Ed25519SigningKey(secret)) : throw LogErrors.WrongPassphrase(path);
    }

    /// <summary>Keeps the key in an encrypted file.</summary>
    public void Write(string path, string passphrase) => KeyFile.Write(path, Public.Name, _key.Secret, passphrase);

    /// <summary>A cosignature on the text of a checkpoint.</summary>
    internal NoteSignature Sign(ReadOnlySpan<byte> text, long unixSeconds)
    {
        var signature = _key.Sign(Cosignature.MessageAt(unixSeconds, text));
        return new NoteSignature(Public.Name, Public.Id, new Cosignature(unixSeconds, signature).ToArray());
    }
}
