using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Fields;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLog.Issuing;

/// <summary>
/// 已签名的数据包 A package that is signed and waits for its place in a log. The document, the salts and the fields stay in
/// it: only <see cref="Entry"/> goes to the log. Immutable.
/// </summary>
public sealed class SignedPackage
{
    private readonly PackageParts _parts;

    private SignedPackage(PackageParts parts, Statement statement, LogEntry entry)
    {
        _parts = parts;
        Statement = statement;
        Entry = entry;
    }

    /// <summary>What was signed.</summary>
    public Statement Statement { get; }

    /// <summary>What goes to the log.</summary>
    public LogEntry Entry { get; }

    /// <summary>Signs a draft, with salts of its own for everything.</summary>
    /// <returns>The package, or why the document is not in the form of the draft.</returns>
    /// <exception cref="ArgumentException">Fields that a tree cannot hold.</exception>
    public static (SignedPackage? Package, Refusal? Refusal) Sign(PackageDraft draft, StatementKeys keys)
    {
        var (content, problem) = DocumentForms.Read(draft.Form, draft.Document);
        if (content is not { } bytes)
            return (null, problem);
        var hasSdJwt = draft.FieldsKind == FieldsKind.SdJwt && draft.Fields.Count > 0;
        var salts = new PackageSalts(Salt(), Salt(), Salt(), hasSdJwt ? Salt() : (ReadOnlyMemory<byte>?)null);
        var files = new List<(string Name, byte[] Content)>();
        var fields = Fields(draft, keys, salts, files);
        var statement = StateOf(draft, keys, fields) with
        {
            Document = Commitment.Of(CommitmentTags.Document, salts.Document!.Value.Span, bytes.Span),
            Consent = Commitment.Of(CommitmentTags.Consent, salts.Consent!.Value.Span, draft.Consent),
        };
        var note = keys.SignNote(statement.ToText());
        files.Add((PartNames.Statement, note));
        files.Add((PartNames.Salts, salts.ToArray()));
        files.Add((PartNames.Consent, draft.Consent));
        files.Add((PartNames.Document, draft.Document.ToArray()));
        var entry = statement.Entry(note, salts.Statement.Span, keys.Ed25519.Id);
        return (new SignedPackage(PackageParts.Of(files), statement, entry), null);
    }

    /// <summary>The whole package, as the subject gets it.</summary>
    /// <param name="proof">The C2SP tlog-proof of its entry, without the entry.</param>
    /// <param name="manifest">The issuer's key manifest of the day.</param>
    public PackageParts Complete(byte[] proof, LoggedNote manifest) => _parts
        .With(PartNames.Proof, proof)
        .With(PartNames.Manifest, manifest.Note.ToArray())
        .With(PartNames.ManifestProof, manifest.Proof.ToArray());

    private static Statement StateOf(PackageDraft draft, StatementKeys keys, FieldsStatement? fields) => new()
    {
        Issuer = keys.Name,
        Scenario = draft.Scenario,
        ScenarioCode = draft.ScenarioCode,
        Direction = draft.Direction,
        IssuedAt = draft.IssuedAt,
        ExpiresAt = draft.ExpiresAt,
        Purposes = draft.Purposes,
        Form = draft.Form,
        MediaType = draft.MediaType,
        Document = default,
        Consent = default,
        Fields = fields,
        Holder = draft.Holder,
        IsHolderRequired = draft.IsHolderRequired,
        StatusList = draft.StatusList,
        StatusIndex = draft.StatusIndex,
    };

    private static FieldsStatement? Fields(
        PackageDraft draft, StatementKeys keys, PackageSalts salts, List<(string Name, byte[] Content)> files)
    {
        if (draft.Fields.Count == 0 || draft.FieldsKind == FieldsKind.None)
            return null;
        if (draft.FieldsKind == FieldsKind.SdJwt)
        {
            var jwt = SdJwtWriter.Write(draft.Fields, keys.SignEd25519);
            files.Add((PartNames.SdJwt, Encoding.ASCII.GetBytes(jwt)));
            var signed = Encoding.ASCII.GetBytes(jwt.Split('~')[0]);
            return new FieldsStatement(
                FieldsKind.SdJwt, Commitment.Of(CommitmentTags.Fields, salts.Fields!.Value.Span, signed), 0);
        }

        var (roots, size, proved) = FieldTree.Build([.. draft.Fields.Select(f => (f.Name, Text(f.Value)))]);
        files.Add((PartNames.FieldTree, FieldFile.Write(proved)));
        return new FieldsStatement(FieldsKind.Tree, roots, size);
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String
        ? value.GetValue<string>()
        : throw new ArgumentException("A field of a tree is a text: write numbers as printed.", nameof(value));

    private static byte[] Salt() => RandomNumberGenerator.GetBytes(Commitment.SaltBytes);
}
