using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.AuditTree.Proofs;

/// <summary>
/// 审计证明: one audit row, its salt, its place in the tree and the signed checkpoint over it: all that somebody with
/// the key of the tree needs to check it without us (JSON, ADR 0019).
/// </summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Row">The audit row.</param>
/// <param name="Kind">The coarse type, as its name.</param>
/// <param name="Salt">32 bytes, Base64.</param>
/// <param name="Proof">A C2SP tlog-proof with the entry of the tree and the checkpoint.</param>
/// <param name="Vkeys">The keys of the tree, for comparison with those that the reader pinned; not to be
/// trusted.</param>
public sealed record AuditProof(
    string Format, AuditProofRow Row, string Kind, byte[] Salt, string Proof, IReadOnlyList<string> Vkeys)
{
    /// <summary>Its format.</summary>
    public const string FormatName = "huoshui/audit-proof@v1";

    /// <summary>Longest file, in bytes.</summary>
    public const int LongestBytes = 2_000_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file, UTF-8.</summary>
    public byte[] ToArray() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads a file.</summary>
    /// <returns>Null if it is none.</returns>
    public static AuditProof? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > LongestBytes)
            return null;
        try
        {
            return JsonSerializer.Deserialize<AuditProof>(file, Json) is { Format: FormatName, Row: not null } proof
                && proof.Row.IsWhole && proof.Salt is { Length: AuditCommitment.SaltBytes } && proof.Proof is not null
                ? proof : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>An audit row in a proof.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="AtMicroseconds">When, microseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">To what.</param>
/// <param name="Detail">JSON; null for none.</param>
/// <param name="Purpose">The reason; null for none.</param>
/// <param name="PreviousHash">Hash of the row before.</param>
public sealed record AuditProofRow(
    long Sequence, long AtMicroseconds, string Actor, string Action, string Subject, string? Detail, string? Purpose,
    string PreviousHash)
{
    internal bool IsWhole => Actor is not null && Action is not null && Subject is not null && PreviousHash is not null;

    internal static AuditProofRow Of(AuditEntry entry) => new(
        entry.Sequence, Instants.ToMicroseconds(entry.At), entry.Actor, entry.Action, entry.Subject, entry.Detail,
        entry.Purpose, entry.PreviousHash);

    /// <summary>The row as the store keeps it.</summary>
    public AuditEntry ToEntry() => new()
    {
        Sequence = Sequence,
        At = Instants.FromMicroseconds(AtMicroseconds),
        Actor = Actor,
        Action = Action,
        Subject = Subject,
        Detail = Detail,
        Purpose = Purpose,
        PreviousHash = PreviousHash,
    };
}

/// <summary>What came out about a proof.</summary>
/// <param name="Refusals">Why it does not hold; empty if it does.</param>
/// <param name="Proof">What was read; null if it was no proof.</param>
/// <param name="Checkpoint">The verdict on the checkpoint; null if it was not reached.</param>
public sealed record AuditProofVerdict(
    IReadOnlyList<Diagnostic> Refusals, AuditProof? Proof, CheckpointVerdict? Checkpoint)
{
    /// <summary>Whether nothing speaks against it.</summary>
    public bool Holds => Refusals.Count == 0;
}

/// <summary>离线验证: judges a proof with pinned keys only: no store, no network. Thread safe.</summary>
public static class AuditProofVerifier
{
    private const long LongestMicroseconds = 253_402_300_799_999_999; // the end of the year 9999

    /// <summary>Judges a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="policy">Whom to trust.</param>
    public static AuditProofVerdict Verify(ReadOnlySpan<byte> file, VerificationPolicy policy)
    {
        if (AuditProof.Read(file) is not { } proof || Math.Abs(proof.Row.AtMicroseconds) > LongestMicroseconds
            || !Enum.TryParse<AuditLeafKind>(proof.Kind, out var kind))
        {
            return new AuditProofVerdict([NoProof()], null, null);
        }

        var record = AuditCommitment.Record(kind, AuditCommitment.Of(proof.Row.ToEntry(), proof.Salt));
        var verdict = ProofVerifier.Verify(System.Text.Encoding.UTF8.GetBytes(proof.Proof), policy, record);
        List<Diagnostic> refusals = [.. verdict.Refusals.Select(r => Diagnostic.Error(r.Code, r.Zh, r.En))];
        if (verdict.Proof is { } place && place.Index != proof.Row.Sequence - 1)
            refusals.Add(OtherPlace(proof.Row.Sequence, place.Index));
        return new AuditProofVerdict(refusals, proof, verdict.Checkpoint);
    }

    private static Diagnostic NoProof() => Diagnostic.Error(
        "AUD3001",
        $"这不是审计证明文件（{AuditProof.FormatName}）。请用页面或 API 下载的原文件。",
        $"This is no audit proof ({AuditProof.FormatName}). Use the file as it was downloaded.");

    private static Diagnostic OtherPlace(long row, long index) => Diagnostic.Error(
        "AUD3002",
        $"证明的位置是 {index}，而审计记录 {row} 应在 {row - 1}。",
        $"The proof is for place {index}; audit row {row} stands at {row - 1}.");
}
