using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>发布状态 How a provider stands: what it published last, and how full its status list is.</summary>
public sealed record ProviderState
{
    /// <summary>The last key manifest that was logged; null before the first.</summary>
    public required KeyManifest? Manifest { get; init; }

    /// <summary>The last status list that was logged; null before the first.</summary>
    public required StatusList? Status { get; init; }

    /// <summary>Places of the list that are taken.</summary>
    public required int Taken { get; init; }

    /// <summary>Places that are revoked.</summary>
    public required int Revoked { get; init; }

    /// <summary>Packages in the book.</summary>
    public required int Issued { get; init; }

    /// <summary>When the status list should be published again; null where nothing can be issued yet.</summary>
    public required DateTimeOffset? StatusDueAt { get; init; }

    /// <summary>Whether keys changed since the last manifest.</summary>
    public required bool HasUnpublishedKeys { get; init; }

    /// <summary>Why the last publication by itself failed; null if it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>Reads what a folder says.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="freshFor">How long a status list is good before it is published again.</param>
    public static ProviderState Of(ProviderFolder folder, TimeSpan freshFor)
    {
        var manifest = ManifestOf(folder);
        var status = folder.Status is { } list && SignedNote.TryParse(list.Note.Span) is { } signed
            ? StatusList.TryRead(signed.Text.Span) : null;
        return new ProviderState
        {
            Manifest = manifest,
            Status = status,
            Taken = folder.Taken,
            Revoked = folder.Revoked,
            Issued = folder.Issued.Count,
            StatusDueAt = status?.IssuedAt + freshFor,
            HasUnpublishedKeys = Differ(folder, manifest),
        };
    }

    /// <summary>Whether keys changed since the last manifest: a package that is signed with them would carry one that
    /// does not name them.</summary>
    internal static bool HasNewKeys(ProviderFolder folder) => Differ(folder, ManifestOf(folder));

    private static KeyManifest? ManifestOf(ProviderFolder folder) =>
        folder.Manifest is { } logged && SignedNote.TryParse(logged.Note.Span) is { } note
            ? KeyManifest.TryRead(note.Text.Span) : null;

    private static bool Differ(ProviderFolder folder, KeyManifest? manifest) => manifest is null
        || !folder.Profile.Keys.Select(k => (k.Key, k.Until, k.CompromisedAt)).SequenceEqual(
            manifest.Keys.Select(k => (k.Key.ToString(), k.Until, k.CompromisedAt)));
}
