using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>
/// 密钥对 An Ed25519 and an SM2 key of one name: what a log, and an issuer, signs with. Both lie in an encrypted file, or
/// the Ed25519 key in a token and the SM2 key in the file; disposing closes the session with the token. Thread safe.
/// </summary>
internal sealed class SigningPair : IDisposable
{
    private readonly SigningKey _ed25519;
    private readonly Sm2SigningKey _sm2;

    private SigningPair(string name, SigningKey ed25519, Sm2SigningKey sm2)
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

    /// <summary>Where the Ed25519 key lies; null: in the file.</summary>
    public string? Token => (_ed25519 as TokenKey)?.Uri;

    /// <summary>A new pair; its Ed25519 key is one of a token where that is said.</summary>
    /// <exception cref="LogRefusedException">LOG2019 to LOG2025: the token does not serve.</exception>
    public static SigningPair Generate(string name, TokenChoice? token) => Tested(new SigningPair(
        name, token is null ? Ed25519SigningKey.Generate() : TokenKey.Choose(token), Sm2SigningKey.Generate()))
        ?? throw LogErrors.TokenOtherKey(token?.Uri ?? "—");

    /// <summary>The pair of a file; used only after it passed its self-test.</summary>
    /// <exception cref="LogRefusedException">
    /// LOG2010: wrong passphrase or damaged file; LOG2019 to LOG2025: the token does not serve.
    /// </exception>
    public static SigningPair Read(string path, string passphrase)
    {
        var (name, secret, token) = KeyFile.Read(path, passphrase);
        if (secret.Length != Ed25519SigningKey.Bytes + Sm2SigningKey.Bytes)
            throw LogErrors.WrongPassphrase(path);
        var first = secret.AsSpan(0, Ed25519SigningKey.Bytes); // of a key in a token its public key, of the same length
        SigningKey ed25519 = token is null ? new Ed25519SigningKey(first) : TokenKey.Open(token, first.ToArray());
        return Tested(new SigningPair(name, ed25519, new Sm2SigningKey(secret.AsSpan(Ed25519SigningKey.Bytes))))
            ?? throw (token is null ? LogErrors.WrongPassphrase(path) : LogErrors.TokenOtherKey(token));
    }

    public void Write(string path, string passphrase)
    {
        var first = _ed25519 is Ed25519SigningKey inFile ? inFile.Secret : _ed25519.PublicKey;
        KeyFile.Write(path, Name, [.. first, .. _sm2.Secret], passphrase, Token);
    }

    public byte[] SignEd25519(ReadOnlySpan<byte> message) => _ed25519.Sign(message);

    public byte[] SignSm2(ReadOnlySpan<byte> message) => _sm2.Sign(message);

    /// <summary>A note with an Ed25519 and an SM2 line.</summary>
    /// <param name="text">The text, which ends with a newline.</param>
    public SignedNote SignNote(ReadOnlySpan<byte> text) => SignedNote.Of(
        text, new NoteSignature(Name, Ed25519.Id, SignEd25519(text)), new NoteSignature(Name, Sm2.Id, SignSm2(text)));

    /// <inheritdoc />
    public void Dispose()
    {
        _ed25519.Dispose();
        _sm2.Dispose();
    }

    // What the pair signs, the verifier accepts, and not for another message; null, and closed, if it does not.
    private static SigningPair? Tested(SigningPair pair)
    {
        var isGood = false;
        try
        {
            isGood = Passes(pair.Ed25519, pair.SignEd25519("log"u8)) && Passes(pair.Sm2, pair.SignSm2("log"u8));
            return isGood ? pair : null;
        }
        finally
        {
            if (!isGood)
                pair.Dispose();
        }
    }

    private static bool Passes(VerifierKey key, byte[] signature) =>
        key.Verify("log"u8, signature) && !key.Verify("lof"u8, signature);
}
