using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>With what a record is verified again.</summary>
public sealed record RecordQuestion
{
    /// <summary>Whom the verifier trusts today.</summary>
    public required TrustBundle Trust { get; init; }

    /// <summary>Today.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Status lists of today.</summary>
    public IReadOnlyList<LoggedNote> StatusLists { get; init; } = [];

    /// <summary>Key manifests of today.</summary>
    public IReadOnlyList<LoggedNote> Manifests { get; init; } = [];

    /// <summary>The package, if it was kept; null: only what the record itself holds.</summary>
    public ReadOnlyMemory<byte>? Package { get; init; }

    /// <summary>The verifier's scenarios; those of the record's id are compared, as of its day.</summary>
    public IReadOnlyList<ScenarioProfile> Scenarios { get; init; } = [];
}

/// <summary>重新验证的结果 What a record's evidence says of its time, and of now.</summary>
public sealed record RecordVerdict
{
    /// <summary>Why the record itself is not accepted (XBD107x); empty if it agrees with its evidence.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>What the evidence says, judged at the time of the record; null if it could not be read.</summary>
    public PackageVerdict? Then { get; init; }

    /// <summary>The same, judged today with what is published today.</summary>
    public PackageVerdict? Now { get; init; }

    /// <summary>When it was verified; null if it could not be read.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Until when it is to be kept, as the record says; null if it does not.</summary>
    public DateOnly? KeepUntil { get; init; }

    /// <summary>What of the record was not judged again and is its word alone: <c>document</c>, <c>holder</c> and
    /// <c>scenario</c> without the whole package, <c>scenario</c> also where there is none of its id.</summary>
    public IReadOnlyList<string> NotRepeated { get; init; } = [];

    /// <summary>Whether it holds, and what was not repeated, in one sentence.</summary>
    public RecordText Summary => RecordSummary.Of(this);

    /// <summary>Whether the record says what its evidence says.</summary>
    public bool Holds => Refusals.Count == 0;
}

/// <summary>
/// 重新验证记录 Verifies a record again, after keys were rotated and the package expired: its evidence is judged at the time
/// of the record, the record is written anew from that and compared, and the evidence is judged as of today. Officer
/// and case reference are the user's own words and cannot be verified. Does not throw for any bytes.
/// </summary>
public static class RecordCheck
{
    /// <summary>Largest record, in bytes.</summary>
    public const int LongestBytes = 64 * 1024 * 1024;

    /// <summary>Judges a record.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="question">With what, and when.</param>
    public static RecordVerdict Verify(ReadOnlyMemory<byte> record, RecordQuestion question)
    {
        if (record.Length > LongestBytes || Read(record) is not { } map
            || RecordTimes.Read(RecordValues.Text(map["verified_at"])) is not { } then
            || RecordValues.Text(map["purpose"]) is null
            || RecordEvidence.TryRead(map["evidence"]) is not { } evidence)
        {
            return new RecordVerdict { Refusals = [PackageRefusals.BadRecord] };
        }

        var about = new RecordVerdict { VerifiedAt = then, KeepUntil = Day(map["keep_until"]) };
        if (question.Package is { } given && Hashes(given, map) is not (true, true))
            return about with { Refusals = [PackageRefusals.OtherRecord] };
        var package = question.Package ?? (evidence.Package is { } kept ? kept : (ReadOnlyMemory<byte>?)null);
        return package is null ? about with { Refusals = [PackageRefusals.NoEvidence] }
            : new RecordRun(
                map, then, evidence, package.Value, question, Hashes(package.Value, map) is not (false, false))
                .Judge(about);
    }

    private static JsonObject? Read(ReadOnlyMemory<byte> record)
    {
        // An editor's byte order mark says nothing; keys that stand twice would.
        var bytes = record.Span.StartsWith("\uFEFF"u8) ? record[3..] : record;
        return CanonicalJson.Canonicalise(bytes).Bytes is { } json && JsonNode.Parse(json) is JsonObject map
            && RecordValues.Text(map["type"]) == RecordWriter.Type ? map : null;
    }

    // Which of the two hashes of a record are of the package.
    private static (bool Sha256, bool Sm3) Hashes(ReadOnlyMemory<byte> package, JsonObject map) => (
        Merkle.TreeHash.Sha256.Of(package.Span).ToBase64() == RecordValues.Text(map["package_sha256"]),
        Merkle.TreeHash.Sm3.Of(package.Span).ToBase64() == RecordValues.Text(map["package_sm3"]));

    private static DateOnly? Day(JsonNode? node) => DateOnly.TryParseExact(
        RecordValues.Text(node), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.None, out var day) ? day : null;
}
