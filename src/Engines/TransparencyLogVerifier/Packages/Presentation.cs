using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// 出示声明 What a holder signs when he shows a package to one audience for one purpose, in answer to one nonce.
/// </summary>
/// <param name="PackageSha256">SHA-256 of the package without this presentation.</param>
/// <param name="PackageSm3">SM3 of the same.</param>
/// <param name="Audience">To whom it is shown.</param>
/// <param name="Purpose">For which of the purposes of the statement.</param>
/// <param name="Nonce">What the audience asked for.</param>
/// <param name="PresentedAt">When, by the holder's clock.</param>
/// <param name="ExpiresAt">The first second at which it no longer holds.</param>
/// <param name="Person">The person authorised to show it for a firm; empty if the holder is a person.</param>
public sealed record Presentation(
    Digest PackageSha256, Digest PackageSm3, string Audience, string Purpose, string Nonce,
    DateTimeOffset PresentedAt, DateTimeOffset ExpiresAt, string Person)
{
    /// <summary>Its header line.</summary>
    public const string Header = "huoshui/presentation@v1";

    /// <summary>Name of a holder's key: the same for all, for it must not tell who he is.</summary>
    public const string HolderName = "holder";

    /// <summary>A presentation of a package.</summary>
    /// <param name="package">The package without a presentation.</param>
    /// <param name="audience">To whom.</param>
    /// <param name="purpose">For what.</param>
    /// <param name="nonce">What was asked for.</param>
    /// <param name="from">When.</param>
    /// <param name="until">Until when.</param>
    public static Presentation Of(
        ReadOnlySpan<byte> package, string audience, string purpose, string nonce, DateTimeOffset from,
        DateTimeOffset until) => new(
            TreeHash.Sha256.Of(package), TreeHash.Sm3.Of(package), audience, purpose, nonce, from, until, string.Empty);

    /// <summary>The text to sign.</summary>
    public byte[] ToText() => SignedText.Of(Header, new JsonObject
    {
        ["audience"] = Audience,
        ["expires_at"] = StrictObject.Of(ExpiresAt),
        ["nonce"] = Nonce,
        ["package"] = SignedText.Json(new Commitment(PackageSha256, PackageSm3)),
        ["person"] = Person,
        ["presented_at"] = StrictObject.Of(PresentedAt),
        ["purpose"] = Purpose,
    });

    /// <summary>Reads the text of a note; null if it is no presentation in its one form.</summary>
    public static Presentation? TryRead(ReadOnlySpan<byte> text) => SignedText.Read(text, Header, Read);

    private static Presentation? Read(StrictObject map)
    {
        var package = map.Commitment("package");
        return new Presentation(
            package.Sha256, package.Sm3, map.Text("audience"), map.Text("purpose"), map.Text("nonce"),
            map.Time("presented_at"), map.Time("expires_at"), map.Text("person"));
    }
}
