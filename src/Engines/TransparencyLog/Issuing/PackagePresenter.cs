using System.Text;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Fields;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLog.Issuing;

/// <summary>What a holder shows of a package.</summary>
/// <param name="HasDocument">The whole document.</param>
/// <param name="HasConsent">The record of consent.</param>
/// <param name="Fields">Names of fields; null for all of them.</param>
public sealed record PackageChoice(bool HasDocument, bool HasConsent, IReadOnlySet<string>? Fields);

/// <summary>出示 The holder's side: leaves out what is not to be shown, and signs the rest for one audience.</summary>
public static class PackagePresenter
{
    /// <summary>The package with less in it; salts of what is withheld are left out too.</summary>
    /// <param name="parts">A package that was verified.</param>
    /// <param name="choice">What to show.</param>
    public static PackageParts Choose(PackageParts parts, PackageChoice choice)
    {
        var salts = PackageSalts.TryRead(parts[PartNames.Salts]!)
            ?? throw new ArgumentException("The file of salts is malformed.", nameof(parts));
        var shown = parts.With(PartNames.Presentation, null);
        if (!choice.HasDocument)
            (shown, salts) = (shown.With(PartNames.Document, null), salts with { Document = null });
        if (!choice.HasConsent)
            (shown, salts) = (shown.With(PartNames.Consent, null), salts with { Consent = null });
        if (choice.Fields is { } names)
            (shown, salts) = Fields(shown, salts, names);
        return shown.With(PartNames.Salts, salts.ToArray());
    }

    /// <summary>The package with a presentation.</summary>
    /// <param name="shown">What is shown.</param>
    /// <param name="presentation">To whom, for what, until when; made of <paramref name="shown"/>.</param>
    /// <param name="key">The holder's key.</param>
    public static PackageParts Sign(PackageParts shown, Presentation presentation, HolderKeys key) =>
        shown.With(PartNames.Presentation, key.SignNote(presentation.ToText()));

    /// <summary>Names of the fields that a package can show.</summary>
    public static IReadOnlyList<string> FieldNames(PackageParts parts) =>
        parts[PartNames.FieldTree] is { } tree ? [.. (FieldFile.TryRead(tree) ?? []).Select(f => f.Name)]
        : parts[PartNames.SdJwt] is { } jwt ? SdJwt.Names(Encoding.UTF8.GetString(jwt)) : [];

    private static (PackageParts Shown, PackageSalts Salts) Fields(
        PackageParts shown, PackageSalts salts, IReadOnlySet<string> names)
    {
        if (shown[PartNames.FieldTree] is { } tree)
        {
            var kept = (FieldFile.TryRead(tree) ?? []).Where(f => names.Contains(f.Name)).ToList();
            return (shown.With(PartNames.FieldTree, kept.Count == 0 ? null : FieldFile.Write(kept)), salts);
        }

        if (shown[PartNames.SdJwt] is not { } jwt)
            return (shown, salts);
        if (names.Count == 0)
            return (shown.With(PartNames.SdJwt, null), salts with { Fields = null });
        var fewer = SdJwt.Select(Encoding.ASCII.GetString(jwt), names);
        return (shown.With(PartNames.SdJwt, Encoding.ASCII.GetBytes(fewer)), salts);
    }
}
