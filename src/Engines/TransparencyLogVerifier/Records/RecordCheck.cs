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

    /// <summary>Checks of the record that its evidence alone does not repeat: they need the package.</summary>
    public IReadOnlyList<string> NotRepeated { get; init; } = [];

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
            || RecordValues.Text(map["purpose"]) is null || RecordEvidence.TryRead(map["evidence"]) is not { } evidence)
        {
            return new RecordVerdict { Refusals = [PackageRefusals.BadRecord] };
        }

        var about = new RecordVerdict { VerifiedAt = then, KeepUntil = Day(map["keep_until"]) };
        if (question.Package is { } given && !IsOf(given, map))
            return about with { Refusals = [PackageRefusals.OtherRecord] };
        var package = question.Package ?? (evidence.Package is { } kept ? kept : (ReadOnlyMemory<byte>?)null);
        return package is null ? about with { Refusals = [PackageRefusals.NoEvidence] }
            : new RecordRun(map, then, evidence, package.Value, question).Judge(about);
    }

    private static JsonObject? Read(ReadOnlyMemory<byte> record)
    {
        // An editor's byte order mark says nothing; keys that stand twice would.
        var bytes = record.Span.StartsWith("\uFEFF"u8) ? record[3..] : record;
        return CanonicalJson.Canonicalise(bytes).Bytes is { } json && JsonNode.Parse(json) is JsonObject map
            && RecordValues.Text(map["type"]) == RecordWriter.Type ? map : null;
    }

    private static bool IsOf(ReadOnlyMemory<byte> package, JsonObject map) =>
        Merkle.TreeHash.Sha256.Of(package.Span).ToBase64() == RecordValues.Text(map["package_sha256"])
        && Merkle.TreeHash.Sm3.Of(package.Span).ToBase64() == RecordValues.Text(map["package_sm3"]);

    private static DateOnly? Day(JsonNode? node) => DateOnly.TryParseExact(
        RecordValues.Text(node), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>One verification of a record. One use.</summary>
internal sealed class RecordRun(
    JsonObject map, DateTimeOffset then, RecordEvidence evidence, ReadOnlyMemory<byte> package, RecordQuestion question)
{
    // The user's own words, what the scenario's pack may have changed since, and what is compared apart.
    private static readonly string[] NotCompared =
    [
        "officer", "case_reference", "written_at", "keep_until", "purpose_title", "evidence", "fields", "statement",
        "proved", "not_proved", "refusals", "result",
    ];

    private static readonly string[] OfTheDocument =
        ["package_sha256", "package_sm3", "document_look_alikes", "holder"];

    private static readonly string[] ChecksOfTheDocument = ["document", "holder"];

    // What follows where the document is not among the evidence: its presentation covers the whole package.
    private static readonly string[] RefusalsOfTheDocument =
        ["XBD1031", "XBD1040", "XBD1041", "XBD1042", "XBD1043", "XBD1044", "XBD1045", "XBD1046", "XBD1060"];

    private bool IsWhole => question.Package is not null || evidence.IsWhole;

    public RecordVerdict Judge(RecordVerdict about)
    {
        var (judged, asked) = Then();
        var (atThen, isSilent) = (Heard(judged), !IsWhole);
        var anew = RecordWriter.Of(package.Span, asked, judged, null, new VerificationCase("", ""));
        return about with
        {
            Then = atThen,
            Now = Heard(Now()),
            Refusals = [.. Differences(anew, atThen).Select(PackageRefusals.RecordDiffers)],
            NotRepeated = isSilent
                ? [.. ChecksOfTheDocument.Where(id => Ids("proved", "id").Contains(id, StringComparer.Ordinal))] : [],
        };
    }

    // Without the document a presentation cannot agree with the package: that is not held against it.
    private PackageVerdict Heard(PackageVerdict verdict) => IsWhole ? verdict
        : verdict with { Refusals = [.. verdict.Refusals.Where(r => r.Code != "XBD1031")] };

    private (PackageVerdict Verdict, PackageQuestion Question) Then()
    {
        var asked = Asked(then) with { Manifests = evidence.Manifests, StatusLists = evidence.StatusLists };
        return (Verified(asked, then), asked);
    }

    private PackageVerdict Now() => Verified(
        Asked(question.Now) with
        {
            Manifests = question.Manifests, // whether one of the evidence was fetched then is the user's word
            StatusLists = [.. evidence.StatusLists, .. question.StatusLists],
        }, then);

    private PackageVerdict Verified(PackageQuestion asked, DateTimeOffset day)
    {
        var verdict = PackageVerifier.Verify(package.Span, asked);
        var scenario = question.Scenarios.FirstOrDefault(s => s.Id == verdict.Statement?.Scenario);
        return scenario is null || !IsWhole ? verdict : ScenarioComparison.Judge(verdict, scenario, day);
    }

    private PackageQuestion Asked(DateTimeOffset now) => new()
    {
        Trust = question.Trust,
        Now = now,
        Purpose = RecordValues.Text(map["purpose"])!,
        Audience = RecordValues.Text(map["verifier"]),
        Nonce = RecordValues.Text(map["nonce"]),
        IsStatusOptional = RecordValues.Flag(map["status_optional"]),
    };

    private IEnumerable<string> Differences(JsonObject anew, PackageVerdict atThen)
    {
        var left = IsWhole ? NotCompared : [.. NotCompared, .. OfTheDocument];
        var keys = anew.Select(p => p.Key).Union(map.Select(p => p.Key), StringComparer.Ordinal)
            .Where(key => !left.Contains(key, StringComparer.Ordinal));
        var different = keys.Where(key => !JsonNode.DeepEquals(anew[key], map[key]));
        return [.. different, .. Lists(anew), .. Outcome(atThen)];
    }

    private IEnumerable<string> Lists(JsonObject anew)
    {
        string[] silent = IsWhole ? [] : ChecksOfTheDocument;
        foreach (var list in (string[])["proved", "not_proved"])
        {
            if (!Same(Items(anew[list], "id", silent), Items(map[list], "id", silent)))
                yield return list;
        }

        string[] codes = IsWhole ? ["XBD1060"] : RefusalsOfTheDocument;
        if (!Same(Items(anew["refusals"], "id", codes), Items(map["refusals"], "id", codes)))
            yield return "refusals";
        if (!Same(Shown(anew["fields"]), Shown(map["fields"])))
            yield return "fields";
        if (!Same(Without(anew["statement"], "scenario_title"), Without(map["statement"], "scenario_title")))
            yield return "statement";
    }

    // Accepted means that nothing was held against it, and that nothing is when it is judged again.
    private IEnumerable<string> Outcome(PackageVerdict atThen)
    {
        var isAccepted = map["refusals"] is JsonArray { Count: 0 };
        if (RecordValues.Text(map["result"]) != (isAccepted ? "accepted" : "refused")
            || (isAccepted && !atThen.IsAccepted))
        {
            yield return "result";
        }
    }

    private IEnumerable<string> Ids(string list, string name) =>
        (map[list] as JsonArray ?? []).OfType<JsonObject>().Select(o => RecordValues.Text(o[name])).OfType<string>();

    private static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    private static JsonArray Items(JsonNode? list, string key, string[] without) => new([
        .. (list as JsonArray ?? []).Where(item =>
            !without.Contains(RecordValues.Text((item as JsonObject)?[key]), StringComparer.Ordinal))
            .Select(item => item?.DeepClone()),
    ]);

    // Of a field what was shown; its titles are the scenario's.
    private static JsonArray Shown(JsonNode? fields) => new([
        .. (fields as JsonArray ?? []).OfType<JsonObject>().Select(field => new JsonArray(
            field["name"]?.DeepClone(), field["value"]?.DeepClone(), field["look_alikes"]?.DeepClone())),
    ]);

    private static JsonNode? Without(JsonNode? node, string key)
    {
        var copy = node?.DeepClone();
        (copy as JsonObject)?.Remove(key);
        return copy;
    }
}
