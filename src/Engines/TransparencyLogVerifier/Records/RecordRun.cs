using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>One verification of a record. One use.</summary>
/// <param name="map">The record.</param>
/// <param name="then">Its time.</param>
/// <param name="evidence">Its evidence.</param>
/// <param name="package">What is judged: the package, or what the evidence has of it.</param>
/// <param name="question">With what.</param>
/// <param name="isWhole">Whether that has a hash of the record: nothing is left out of it.</param>
internal sealed class RecordRun(
    JsonObject map, DateTimeOffset then, RecordEvidence evidence, ReadOnlyMemory<byte> package,
    RecordQuestion question, bool isWhole)
{
    // The user's own words, what a pack may have changed since, titles, and what is compared apart.
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

    public RecordVerdict Judge(RecordVerdict about)
    {
        var asked = Asked(then) with { Manifests = evidence.Manifests, StatusLists = evidence.StatusLists };
        var judged = Verified(asked);
        var scenario = Scenario(judged);
        var anew = RecordWriter.Of(package.Span, asked, judged, scenario, new VerificationCase("", ""));
        var atThen = Heard(judged);
        var titles = scenario is null ? [] : RecordTitles.Differences(map, anew);
        return about with
        {
            Then = atThen,
            Now = Heard(Now()),
            Refusals = [.. Differences(anew, atThen).Concat(titles).Distinct(StringComparer.Ordinal)
                .Select(PackageRefusals.RecordDiffers)],
            NotRepeated = !isWhole ? ["document", "holder", "scenario"]
                : scenario is null && judged.Statement is not null ? ["scenario"] : [],
        };
    }

    // Without the document a presentation cannot agree with the package: that is not held against it.
    private PackageVerdict Heard(PackageVerdict verdict) => isWhole ? verdict
        : verdict with { Refusals = [.. verdict.Refusals.Where(r => r.Code != "XBD1031")] };

    private PackageVerdict Now() => Verified(Asked(question.Now) with
    {
        Manifests = question.Manifests, // whether one of the evidence was fetched then is the user's word
        StatusLists = [.. evidence.StatusLists, .. question.StatusLists],
    });

    private ScenarioProfile? Scenario(PackageVerdict verdict) =>
        question.Scenarios.FirstOrDefault(s => s.Id == verdict.Statement?.Scenario);

    // By the scenario as of the record's day. What the holder proved cannot be told without the document.
    private PackageVerdict Verified(PackageQuestion asked)
    {
        var verdict = PackageVerifier.Verify(package.Span, asked);
        if (Scenario(verdict) is not { } scenario)
            return verdict;
        var shown = isWhole ? verdict : verdict with { IsHolderProved = true };
        var wrong = ScenarioComparison.Compare(shown, scenario, RecordTimes.DayOf(then));
        return verdict with { Refusals = [.. verdict.Refusals, .. wrong] };
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
        var left = isWhole ? NotCompared : [.. NotCompared, .. OfTheDocument];
        var keys = anew.Select(p => p.Key).Union(map.Select(p => p.Key), StringComparer.Ordinal)
            .Where(key => !left.Contains(key, StringComparer.Ordinal));
        var different = keys.Where(key => !Same(anew[key], map[key]));
        return [.. different, .. Lists(anew), .. Outcome(atThen)];
    }

    private IEnumerable<string> Lists(JsonObject anew)
    {
        string[] silent = isWhole ? [] : ChecksOfTheDocument;
        foreach (var list in (string[])["proved", "not_proved"])
        {
            if (!Same(Items(anew[list], "id", silent), Items(map[list], "id", silent)))
                yield return list;
        }

        string[] codes = isWhole ? ["XBD1060"] : RefusalsOfTheDocument;
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

    private static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    private static JsonArray Items(JsonNode? list, string key, string[] without) => new([
        .. (list as JsonArray ?? []).Where(item =>
            !without.Contains(RecordValues.Text((item as JsonObject)?[key]), StringComparer.Ordinal))
            .Select(item => item?.DeepClone()),
    ]);

    // Of a field what was shown; its titles are compared where there is a scenario.
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
