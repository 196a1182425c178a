using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>A key of a token, as it is chosen when keys are made.</summary>
/// <param name="Uri">
/// A PKCS#11 URI (RFC 7512) with <c>token</c>, <c>object</c>, <c>module-path</c> and <c>pin-source</c>.
/// </param>
/// <param name="IsGenerated">The token makes the key now; otherwise it has it.</param>
public sealed record TokenChoice(string Uri, bool IsGenerated);

/// <summary>
/// 令牌中的密钥 A private key of Ed25519 in a PKCS#11 token (PKCS #11 v3.0, CKM_EDDSA): what is signed goes in, the key
/// never comes out. Thread safe.
/// </summary>
internal sealed class TokenKey : SigningKey
{
    private const ulong Edwards = 0x40; // CKK_EC_EDWARDS
    private const ulong GenerateEdwards = 0x1055; // CKM_EC_EDWARDS_KEY_PAIR_GEN
    private const ulong EdDsa = 0x1057; // CKM_EDDSA
    private const int IdBytes = 8;

    private readonly TokenSession _token;

    private TokenKey(TokenSession token, byte[] publicKey)
    {
        _token = token;
        PublicKey = publicKey;
    }

    /// <summary>Where it lies.</summary>
    public string Uri => _token.Uri;

    /// <inheritdoc />
    public override byte[] PublicKey { get; }

    // id-Ed25519 (RFC 8410), as CKA_EC_PARAMS has it.
    private static ReadOnlySpan<byte> Parameters => [0x06, 0x03, 0x2b, 0x65, 0x70];

    /// <summary>The key of a token whose public key is known; it is not proved before it signed.</summary>
    /// <exception cref="LogRefusedException">LOG2019 to LOG2023.</exception>
    public static TokenKey Open(string uri, byte[] publicKey)
    {
        return With(uri, token =>
        {
            token.Do(session => Find(session, token, CKO.CKO_PRIVATE_KEY)); // a key that is missing is told now
            return new TokenKey(token, publicKey);
        });
    }

    /// <summary>A key that the token has, or makes.</summary>
    /// <exception cref="LogRefusedException">LOG2019 to LOG2025.</exception>
    public static TokenKey Choose(TokenChoice choice)
    {
        return With(choice.Uri, token =>
        {
            if (choice.IsGenerated)
                token.Do(session => Generate(session, token));
            token.Do(session => Find(session, token, CKO.CKO_PRIVATE_KEY));
            var point = token.Do(session => session.GetAttributeValue(
                Find(session, token, CKO.CKO_PUBLIC_KEY), [CKA.CKA_EC_POINT])[0].GetValueAsByteArray());
            return new TokenKey(token, point is [0x04, Ed25519SigningKey.Bytes, .. var inner] ? inner : point);
        });
    }

    /// <inheritdoc />
    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        var bytes = message.ToArray();
        return _token.Do(session =>
        {
            using var mechanism = session.Factories.MechanismFactory.Create(EdDsa);
            return session.Sign(mechanism, Find(session, _token, CKO.CKO_PRIVATE_KEY), bytes);
        });
    }

    /// <inheritdoc />
    protected override void Dispose(bool isDisposing)
    {
        _token.Dispose();
        base.Dispose(isDisposing);
    }

    private static TokenKey With(string uri, Func<TokenSession, TokenKey> open)
    {
        var token = TokenSession.Open(uri);
        try
        {
            return open(token);
        }
        catch
        {
            token.Dispose();
            throw;
        }
    }

    private static IObjectHandle Find(ISession session, TokenSession token, CKO kind)
    {
        var found = All(session, token, kind);
        return found.Count == 1 ? found[0] : throw LogErrors.TokenKeyMissing(token.Uri, found.Count);
    }

    private static List<IObjectHandle> All(ISession session, TokenSession token, CKO kind)
    {
        var make = session.Factories.ObjectAttributeFactory;
        List<IObjectAttribute> asked = [make.Create(CKA.CKA_CLASS, kind), make.Create(CKA.CKA_KEY_TYPE, Edwards)];
        if (token.Object is { } label)
            asked.Add(make.Create(CKA.CKA_LABEL, label));
        if (token.Id is { } id)
            asked.Add(make.Create(CKA.CKA_ID, id));
        return session.FindAllObjects(asked);
    }

    private static bool Generate(ISession session, TokenSession token)
    {
        if (token.Object is not { } label)
            throw LogErrors.TokenUri(token.Uri, "没有 object=标签", "has no object=LABEL");
        if (All(session, token, CKO.CKO_PRIVATE_KEY).Count > 0)
            throw LogErrors.TokenKeyExists(token.Uri);
        var make = session.Factories.ObjectAttributeFactory;
        var id = token.Id ?? System.Security.Cryptography.RandomNumberGenerator.GetBytes(IdBytes);
        List<IObjectAttribute> both =
        [
            make.Create(CKA.CKA_TOKEN, true), make.Create(CKA.CKA_LABEL, label), make.Create(CKA.CKA_ID, id),
            make.Create(CKA.CKA_KEY_TYPE, Edwards),
        ];
        using var mechanism = session.Factories.MechanismFactory.Create(GenerateEdwards);
        session.GenerateKeyPair(
            mechanism,
            [.. both, make.Create(CKA.CKA_VERIFY, true), make.Create(CKA.CKA_EC_PARAMS, Parameters.ToArray())],
            [
                .. both, make.Create(CKA.CKA_PRIVATE, true), make.Create(CKA.CKA_SENSITIVE, true),
                make.Create(CKA.CKA_EXTRACTABLE, false), make.Create(CKA.CKA_SIGN, true),
            ],
            out _, out _);
        return true;
    }
}
