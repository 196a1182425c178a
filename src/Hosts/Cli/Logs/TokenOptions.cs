using System.CommandLine;
using Huoshui.TransparencyLog.Keys;

namespace Huoshui.Cli.Logs;

/// <summary>The options that put the Ed25519 key of a log or a provider into a PKCS#11 token.</summary>
internal static class TokenOptions
{
    /// <summary>Where the key lies.</summary>
    public static Option<string?> Uri { get; } = new("--pkcs11")
    {
        Description = "Ed25519 签名密钥在 PKCS#11 令牌中（RFC 7512：token、object、module-path、pin-source）；SM2 仍在加密文件 / "
            + "the Ed25519 key lies in this place of a token; SM2 stays in the encrypted file",
    };

    /// <summary>Whether it is made now.</summary>
    public static Option<bool> Generate { get; } = new("--pkcs11-generate")
    {
        Description = "由令牌生成该密钥（缺省用已有的）/ the token makes the key now; default: it has it",
    };

    /// <summary>What was chosen; null: keys lie in files.</summary>
    /// <exception cref="InvalidDataException">A key is to be made and no place is named.</exception>
    public static TokenChoice? Choice(ParseResult parse) => parse.GetValue(Uri) is { } uri
        ? new TokenChoice(uri, parse.GetValue(Generate))
        : !parse.GetValue(Generate) ? null
            : throw new InvalidDataException("--pkcs11-generate 要与 --pkcs11 同用 / goes with --pkcs11");
}
