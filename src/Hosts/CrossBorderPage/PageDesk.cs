using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.CrossBorderPage;

/// <summary>Verifies with what a bank has put on the page: trust file, scenarios, published lists.</summary>
internal sealed class PageDesk
{
    public static readonly JsonSerializerOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TrustBundle _trust;
    private readonly IReadOnlyList<ScenarioProfile> _scenarios;
    private readonly PublishedFiles _published;
    private readonly VerifierMemory _known;

    private PageDesk(TrustBundle trust, IReadOnlyList<ScenarioProfile> scenarios, PublishedFiles published) =>
        (_trust, _scenarios, _published, _known) = (trust, scenarios, published, new VerifierMemory(trust));

    /// <summary>A desk, or the name of the file that is none.</summary>
    public static (PageDesk? Desk, string? Problem) TryOpen(byte[] trust, byte[] scenarios, PublishedFiles published)
    {
        if (TrustBundle.TryRead(trust) is not { } bundle)
            return (null, "trust");
        return ScenarioProfile.TryRead(scenarios) is { } profiles
            ? (new PageDesk(bundle, profiles, published), null) : (null, "scenarios");
    }

    /// <summary>What is trusted, and what was read.</summary>
    public JsonObject About() => new()
    {
        ["issuers"] = Array(_trust.Issuers.Select(i => new JsonObject
        {
            ["name"] = i.Name,
            ["zh"] = i.TitleZh,
            ["en"] = i.TitleEn,
            ["licence"] = i.Licence,
        })),
        ["logs"] = Array(_trust.Logs.Select(keys => JsonValue.Create(keys[0].Name))),
        ["witnesses"] = Array(_trust.Witnesses.Select(w => w.Name).Distinct(StringComparer.Ordinal)
            .Select(name => JsonValue.Create(name))),
        ["quorum"] = _trust.Quorum,
        ["status_hours"] = _trust.StatusHours,
        ["status_lists"] = _published.StatusLists.Count,
        ["manifests"] = _published.Manifests.Count,
    };

    public string Verify(byte[] package, JsonElement question)
    {
        var asked = new PackageQuestion
        {
            Trust = _trust,
            Now = Time(question),
            Purpose = Text(question, "purpose") ?? string.Empty,
            Audience = Text(question, "audience"),
            Nonce = Text(question, "nonce"),
            StatusLists = _published.StatusLists,
            Manifests = _published.Manifests,
            Memory = _known,
        };
        var verdict = PackageVerifier.Verify(package, asked);
        var scenario = _scenarios.FirstOrDefault(s => s.Id == verdict.Statement?.Scenario);
        verdict = ScenarioComparison.Judge(verdict, scenario, asked.Now);
        var about = new VerificationCase(Text(question, "officer") ?? "", Text(question, "case") ?? "");
        return System.Text.Encoding.UTF8.GetString(RecordWriter.Write(package, asked, verdict, scenario, about));
    }

    public string Recheck(byte[] record, byte[] package, JsonElement now)
    {
        var verdict = RecordCheck.Verify(record, new RecordQuestion
        {
            Trust = _trust,
            Now = Time(now),
            StatusLists = _published.StatusLists,
            Manifests = _published.Manifests,
            Package = package.Length == 0 ? (ReadOnlyMemory<byte>?)null : package,
            Scenarios = _scenarios,
        });
        return new JsonObject
        {
            ["holds"] = verdict.Holds,
            ["refusals"] = Refusals(verdict.Refusals),
            ["then"] = Refusals(verdict.Then?.Refusals ?? []),
            ["now"] = Refusals(verdict.Now?.Refusals ?? []),
            ["verified_at"] = verdict.VerifiedAt is { } at ? RecordTimes.Hkt(at) : null,
            ["keep_until"] = verdict.KeepUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["not_repeated"] = Array(verdict.NotRepeated.Select(id => JsonValue.Create(id))),
        }.ToJsonString(Form);
    }

    public static JsonArray Refusals(IEnumerable<Refusal> refusals) => Array(refusals.Select(r => new JsonObject
    {
        ["id"] = r.Code,
        ["zh"] = r.Zh,
        ["zh_hant"] = Traditional.Of(r.Zh),
        ["en"] = r.En,
    }));

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    public static string? Text(JsonElement map, string name) =>
        map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>The page's clock, in whole seconds since 1970.</summary>
    public static DateTimeOffset Time(JsonElement map) =>
        DateTimeOffset.FromUnixTimeSeconds(map.GetProperty("now").GetInt64());
}
