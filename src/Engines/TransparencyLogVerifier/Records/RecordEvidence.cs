using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>
/// 证据 What a record keeps so that it can be verified again: the package without its document, the fetched
/// key manifest and the status lists that decided. A manifest that came with the package is in the package.
/// </summary>
/// <param name="Package">The package without its document; null if it could not be read.</param>
/// <param name="Manifests">The key manifests that were fetched; empty if none was.</param>
/// <param name="StatusLists">The status lists.</param>
internal sealed record RecordEvidence(
    byte[]? Package, IReadOnlyList<LoggedNote> Manifests, IReadOnlyList<LoggedNote> StatusLists)
{
    /// <summary>As it stands in a record.</summary>
    public static JsonObject Of(ReadOnlySpan<byte> package, PackageVerdict verdict)
    {
        var parts = PackageParts.Read(package).Parts;
        var kept = parts?.With(PartNames.Document, null).ToArray();
        return new JsonObject
        {
            ["package"] = kept is null ? null : Convert.ToBase64String(kept),
            ["manifests"] = Notes(verdict.FetchedManifests),
            ["status_lists"] = Notes(verdict.StatusNotes),
        };
    }

    /// <summary>Reads what a record has; null if it is malformed.</summary>
    public static RecordEvidence? TryRead(JsonNode? node)
    {
        if (node is not JsonObject map || Notes(map["manifests"]) is not { } manifests
            || Notes(map["status_lists"]) is not { } lists)
        {
            return null;
        }

        var text = RecordValues.Text(map["package"]);
        var package = text is null ? null : RecordValues.Bytes(text);
        return text is not null && package is null ? null
            : new RecordEvidence(package, manifests, lists);
    }

    private static JsonArray Notes(IEnumerable<LoggedNote> notes) => new([.. notes.Select(n => new JsonObject
    {
        ["note"] = Convert.ToBase64String(n.Note.Span),
        ["proof"] = Convert.ToBase64String(n.Proof.Span),
    })]);

    private static List<LoggedNote>? Notes(JsonNode? node)
    {
        if (node is not JsonArray { Count: <= PackageVerdict.MostStatusNotes } list)
            return null;
        var notes = new List<LoggedNote>();
        foreach (var item in list)
        {
            if (item is not JsonObject map || RecordValues.Bytes(RecordValues.Text(map["note"])) is not { } note
                || RecordValues.Bytes(RecordValues.Text(map["proof"])) is not { } proof)
            {
                return null;
            }

            notes.Add(new LoggedNote(note, proof));
        }

        return notes;
    }
}

/// <summary>Values of JSON that somebody else may have written.</summary>
internal static class RecordValues
{
    public static string? Text(JsonNode? node) =>
        node?.GetValueKind() == System.Text.Json.JsonValueKind.String ? node.GetValue<string>() : null;

    public static bool Flag(JsonNode? node) => node?.GetValueKind() == System.Text.Json.JsonValueKind.True;

    public static byte[]? Bytes(string? text) => text is null ? null : Merkle.StrictBase64.Decode(text);
}
