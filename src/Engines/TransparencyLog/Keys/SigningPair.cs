using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>
/// 密钥对 An Ed25519 and an SM2 key of one name: what a log, and an issuer, signs with. Thread safe.
/// </summary>
internal sealed class SigningPair
{
    private readonly Ed25519SigningKey _ed25519;
    private readonly Sm2SigningKey _sm2;

    private SigningPair(string name, Ed25519SigningKey ed25519, Sm2SigningKey sm2)
    {
        Name = name;
        _ed25519 = ed25519;
        _sm2 = sm2;
        Ed25519 = VerifierKey.Ed25519(name, ed25519.PublicKey);
        Sm2 = VerifierKey.OfSm2(name, sm2.PublicKey);
    }

    public string Name { get; }

    public VerifierKey Ed25519 { get; }

    public VerifierKey Sm2 { get; }

    public static SigningPair Generate(string name) =>
        new(name, Ed25519SigningKey.Generate(), Sm2SigningKey.Generate());

    /// <summary>The pair of a file; used only after it passed its self-test.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static SigningPair Read(string path, string passphrase)
    {
        var (name, secret) = KeyFile.Read(path, passphrase);
        if (secret.Length != Ed25519SigningKey.Bytes + Sm2SigningKey.Bytes)
            throw LogErrors.WrongPassphrase(path);
        var pair = new SigningPair(
            name,
            new Ed25519SigningKey(secret.AsSpan(0, Ed25519SigningKey.Bytes)),
            new Sm2SigningKey(secret.AsSpan(Ed25519SigningKey.Bytes)));
        return PassSelfTest(pair.Ed25519, pair.SignEd25519) && PassSelfTest(pair.Sm2, pair.SignSm2)
            ? pair : throw LogErrors.WrongPassphrase(path);
    }

    public void Write(string path, string passphrase) =>
        KeyFile.Write(path, Name, [.. _ed25519.Secret, .. _sm2.Secret], passphrase);

    public byte[] SignEd25519(ReadOnlySpan<byte> message) => _ed25519.Sign(message);

    public byte[] SignSm2(ReadOnlySpan<byte> message) => _sm2.Sign(message);

    /// <summary>A note with an Ed25519 and an SM2 line.</summary>
    /// <param name="text">The text, which ends with a newline.</param>
    public SignedNote SignNote(ReadOnlySpan<byte> text) => SignedNote.Of(
        text, new NoteSignature(Name, Ed25519.Id, SignEd25519(text)), new NoteSignature(Name, Sm2.Id, SignSm2(text)));

    /// <summary>What a key signs, the verifier accepts, and not for another message.</summary>
    internal static bool PassSelfTest(VerifierKey key, Func<ReadOnlySpan<byte>, byte[]> sign)
    {
        var signature = sign("log"u8);
        return key.Verify("log"u8, signature) && !key.Verify("lof"u8, signature);
    }
}
