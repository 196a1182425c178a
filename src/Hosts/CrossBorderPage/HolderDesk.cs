using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;
using Curve25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Huoshui.CrossBorderPage;

/// <summary>The holder's side: what a package holds, and presenting it. The secret is not kept.</summary>
internal static class HolderDesk
{
    /// <summary>Bytes of a secret.</summary>
    public const int SecretBytes = 32;

    /// <summary>The public key; its name is the same for everybody.</summary>
    public static VerifierKey PublicKey(byte[] secret)
    {
        if (secret.Length != SecretBytes)
            throw new ArgumentException($"A secret has {SecretBytes} bytes.", nameof(secret));
        var key = new byte[Curve25519.PublicKeySize];
        Curve25519.GeneratePublicKey(secret, 0, key, 0);
        return VerifierKey.Ed25519(Presentation.HolderName, key);
    }

    /// <summary>What a package says of itself, unverified; an object with <c>refusals</c> if it is none.</summary>
    public static JsonObject Look(byte[] package)
    {
        var (parts, refusal) = PackageParts.Read(package);
        if (parts is null)
            return new JsonObject { ["refusals"] = PageDesk.Refusals([refusal!]) };
        var statement = SignedNote.TryParse(parts[PartNames.Statement]) is { } note
            ? Statement.TryRead(note.Text.Span) : null;
        return new JsonObject
        {
            ["refusals"] = PageDesk.Refusals([]),
            ["scenario"] = statement?.Scenario,
            ["issuer"] = statement?.Issuer,
            ["issued_at"] = statement is null ? null : RecordTimes.Hkt(statement.IssuedAt),
            ["expires_at"] = statement is null ? null : RecordTimes.Hkt(statement.ExpiresAt),
            ["purposes"] = PageDesk.Array((statement?.Purposes ?? []).Select(p => JsonValue.Create(p))),
            ["holder"] = statement?.Holder?.ToString(),
            ["holder_required"] = statement?.IsHolderRequired ?? false,
            ["presented"] = parts[PartNames.Presentation] is not null,
            ["document"] = parts[PartNames.Document]?.Length,
            ["media_type"] = statement?.MediaType,
            ["consent"] = parts[PartNames.Consent] is not null,
            ["fields"] = PageDesk.Array(PackagePresenter.FieldNames(parts).Select(f => JsonValue.Create(f))),
        };
    }

    /// <summary>The document; null if it is withheld.</summary>
    public static byte[]? Document(byte[] package) => PackageParts.Read(package).Parts?[PartNames.Document];

    /// <summary>The package with less in it and the holder's presentation.</summary>
    public static byte[] Present(byte[] package, byte[] secret, JsonElement choice)
    {
        var parts = PackageParts.Read(package).Parts
            ?? throw new ArgumentException("The package cannot be read.", nameof(package));
        var names = choice.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!);
        var shown = PackagePresenter.Choose(parts, new PackageChoice(
            choice.GetProperty("document").GetBoolean(), choice.GetProperty("consent").GetBoolean(),
            names.ToHashSet(StringComparer.Ordinal)));
        var now = PageDesk.Time(choice);
        var presentation = Presentation.Of(
            shown.ToArray(), PageDesk.Text(choice, "audience")!, PageDesk.Text(choice, "purpose")!,
            PageDesk.Text(choice, "nonce")!, now, now.AddMinutes(choice.GetProperty("minutes").GetInt32()));
        var person = PageDesk.Text(choice, "person") ?? string.Empty;
        var text = (presentation with { Person = person }).ToText();
        return shown.With(PartNames.Presentation, Sign(text, secret)).ToArray();
    }

    private static byte[] Sign(byte[] text, byte[] secret)
    {
        var key = PublicKey(secret);
        var signature = new byte[Curve25519.SignatureSize];
        Curve25519.Sign(secret, 0, text, 0, text.Length, signature, 0);
        return SignedNote.Of(text, new NoteSignature(key.Name, key.Id, signature)).ToArray();
    }
}
