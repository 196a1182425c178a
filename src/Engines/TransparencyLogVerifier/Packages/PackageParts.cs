using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>Names of the files of a package, in the order in which they stand in its zip.</summary>
public static class PartNames
{
    /// <summary>The signed statement.</summary>
    public const string Statement = "statement.note";

    /// <summary>Its place in the log (C2SP tlog-proof).</summary>
    public const string Proof = "statement.tlog-proof";

    /// <summary>The salts of what is shown.</summary>
    public const string Salts = "salts.json";

    /// <summary>The record of consent.</summary>
    public const string Consent = "consent.json";

    /// <summary>The document, whatever its form: the statement has its media type.</summary>
    public const string Document = "document";

    /// <summary>The fields as an SD-JWT.</summary>
    public const string SdJwt = "fields.sd-jwt";

    /// <summary>The fields of a tree, with their proofs.</summary>
    public const string FieldTree = "fields.json";

    /// <summary>The issuer's key manifest of the day of issue.</summary>
    public const string Manifest = "manifest.note";

    /// <summary>Its place in the log.</summary>
    public const string ManifestProof = "manifest.tlog-proof";

    /// <summary>The holder's presentation.</summary>
    public const string Presentation = "presentation.note";

    internal static IReadOnlyList<string> All { get; } =
    [
        Statement, Proof, Salts, Consent, Document, SdJwt, FieldTree, Manifest, ManifestProof, Presentation,
    ];
}

/// <summary>盐 The salts that a package holds; null where what belongs to one is withheld.</summary>
/// <param name="Statement">Of the entry in the log.</param>
/// <param name="Document">Of the document.</param>
/// <param name="Consent">Of the record of consent.</param>
/// <param name="Fields">Of the SD-JWT.</param>
public sealed record PackageSalts(
    ReadOnlyMemory<byte> Statement, ReadOnlyMemory<byte>? Document, ReadOnlyMemory<byte>? Consent,
    ReadOnlyMemory<byte>? Fields)
{
    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        var body = new JsonObject { ["statement"] = Convert.ToBase64String(Statement.Span) };
        Put("document", Document);
        Put("consent", Consent);
        Put("fields", Fields);
        return CanonicalJson.Write(body);

        void Put(string name, ReadOnlyMemory<byte>? salt)
        {
            if (salt is { } bytes)
                body[name] = Convert.ToBase64String(bytes.Span);
        }
    }

    /// <summary>Reads a file; null if it is not in its one form.</summary>
    public static PackageSalts? TryRead(byte[] file) => SignedText.ReadBody(file, map => new PackageSalts(
        map.Bytes("statement", Commitment.SaltBytes), Salt(map, "document"), Salt(map, "consent"),
        Salt(map, "fields")));

    private static ReadOnlyMemory<byte>? Salt(StrictObject map, string name) =>
        map.Has(name) ? map.Bytes(name, Commitment.SaltBytes) : (ReadOnlyMemory<byte>?)null;
}

/// <summary>
/// 数据包 The files of a package by name, read from its zip. Nothing is verified yet. Immutable.
/// </summary>
public sealed class PackageParts
{
    private readonly Dictionary<string, byte[]> _files;

    private PackageParts(Dictionary<string, byte[]> files) => _files = files;

    /// <summary>A package of some files; empty ones are left out of nothing.</summary>
    public static PackageParts Of(IEnumerable<(string Name, byte[] Content)> files) =>
        new(files.ToDictionary(f => f.Name, f => f.Content, StringComparer.Ordinal));

    /// <summary>A file; null if the package has none of the name.</summary>
    public byte[]? this[string name] => _files.GetValueOrDefault(name);

    /// <summary>The same package with a file, or without it where the content is null.</summary>
    public PackageParts With(string name, byte[]? content)
    {
        var files = new Dictionary<string, byte[]>(_files, StringComparer.Ordinal);
        if (content is null)
            files.Remove(name);
        else
            files[name] = content;
        return new PackageParts(files);
    }

    /// <summary>The zip.</summary>
    public byte[] ToArray() => StrictZip.Write(
        [.. PartNames.All.Where(_files.ContainsKey).Select(name => (name, _files[name]))]);

    /// <summary>Reads a zip.</summary>
    /// <returns>The package, or why there is none: not the one form, a file missing, unknown or misplaced.</returns>
    public static (PackageParts? Parts, Refusal? Refusal) Read(ReadOnlySpan<byte> zip)
    {
        if (StrictZip.Read(zip) is not { } files)
            return (null, PackageRefusals.NotOneForm);
        var names = files.Select(f => f.Name).ToList();
        if (names.Find(name => !PartNames.All.Contains(name)) is { } stranger)
            return (null, PackageRefusals.Stranger(stranger));
        if (!names.SequenceEqual(PartNames.All.Where(names.Contains)))
            return (null, PackageRefusals.NotOneForm); // out of order, or one twice
        foreach (var needed in (string[])[PartNames.Statement, PartNames.Proof, PartNames.Salts])
        {
            if (!names.Contains(needed))
                return (null, PackageRefusals.Missing(needed));
        }

        return (Of(files), null);
    }
}
