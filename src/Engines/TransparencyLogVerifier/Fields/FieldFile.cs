using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Fields;

/// <summary>The file of the fields of a tree, in canonical JSON.</summary>
public static class FieldFile
{
    /// <summary>The file.</summary>
    public static byte[] Write(IReadOnlyList<ProvedField> fields) => CanonicalJson.Write(new JsonObject
    {
        ["fields"] = new JsonArray([.. fields.Select(f => new JsonObject
        {
            ["index"] = f.Index,
            ["name"] = f.Name,
            ["salt"] = Convert.ToBase64String(f.Salt.Span),
            ["sha256"] = new JsonArray([.. f.Sha256.Select(d => JsonValue.Create(d.ToBase64()))]),
            ["sm3"] = new JsonArray([.. f.Sm3.Select(d => JsonValue.Create(d.ToBase64()))]),
            ["value"] = f.Value,
        })]),
    });

    /// <summary>Reads a file; null if it is not in its one form.</summary>
    public static IReadOnlyList<ProvedField>? TryRead(byte[] file) => SignedText.ReadBody(
        file, map => map.Objects("fields").Select(f => new ProvedField(
            f.Number("index", FieldTree.MostFields), f.Text("name"), f.Text("value"),
            f.Bytes("salt", Commitment.SaltBytes), f.Digests("sha256"), f.Digests("sm3"))).ToList());
}
