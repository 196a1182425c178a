using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>Who verified, and in which case.</summary>
/// <param name="Officer">The officer; may be empty.</param>
/// <param name="CaseReference">Reference of the case at the user; may be empty.</param>
public sealed record VerificationCase(string Officer, string CaseReference)
{
    /// <summary>When the record is written, where it judges by another time than that; null if it does not.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}

/// <summary>
/// 验证记录 What a user keeps of a verification: what was checked and what not, by whom and when, and the evidence by which
/// it can be verified again. Times in HKT. The command and the page write the same.
/// </summary>
public static class RecordWriter
{
    /// <summary>Word of its type.</summary>
    public const string Type = "huoshui/verification-record@v1";

    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The record as JSON in UTF-8.</summary>
    /// <param name="package">The package.</param>
    /// <param name="question">Who asked, for what, when.</param>
    /// <param name="verdict">What came out, with what the scenario adds.</param>
    /// <param name="scenario">The verifier's scenario; null if he has none.</param>
    /// <param name="about">Officer and case.</param>
    public static byte[] Write(
        ReadOnlySpan<byte> package, PackageQuestion question, PackageVerdict verdict, ScenarioProfile? scenario,
        VerificationCase about) =>
        System.Text.Encoding.UTF8.GetBytes(Of(package, question, verdict, scenario, about).ToJsonString(Form));

    /// <summary>The same as a tree.</summary>
    internal static JsonObject Of(
        ReadOnlySpan<byte> package, PackageQuestion question, PackageVerdict verdict, ScenarioProfile? scenario,
        VerificationCase about) => new()
        {
            ["type"] = Type,
            ["result"] = verdict.IsAccepted ? "accepted" : "refused",
            ["verified_at"] = RecordTimes.Hkt(question.Now),
            ["written_at"] = about.WrittenAt is { } written ? RecordTimes.Hkt(written) : null,
            ["verifier"] = question.Audience,
            ["officer"] = about.Officer,
            ["case_reference"] = about.CaseReference,
            ["purpose"] = question.Purpose,
            ["purpose_title"] = Title(scenario?.Purposes, question.Purpose),
            ["nonce"] = question.Nonce,
            ["status_optional"] = question.IsStatusOptional,
            ["package_sha256"] = TreeHash.Sha256.Of(package).ToBase64(),
            ["package_sm3"] = TreeHash.Sm3.Of(package).ToBase64(),
            ["proved"] = Checks(verdict, CheckState.Proved),
            ["not_proved"] = Checks(verdict, CheckState.NotProved),
            ["refusals"] = Array(verdict.Refusals.Select(r => Words(r.Code, r.Zh, r.En))),
            ["holder"] = verdict.IsHolderProved ? "holder proved" : "bearer only",
            ["presented_by"] = verdict.Presentation?.Person,
            ["fields"] = Array(verdict.Fields.Select(f => Field(f, scenario))),
            ["document_look_alikes"] = Texts(verdict.LookAlikes),
            ["issuer"] = Issuer(verdict),
            ["statement"] = Statement(verdict.Statement, scenario),
            ["consent"] = Consent(package),
            ["log"] = Log(verdict),
            ["status_list_of"] = verdict.StatusAt is { } at ? RecordTimes.Hkt(at) : null,
            ["keep_until"] = KeepUntil(scenario, question.Now),
            ["evidence"] = RecordEvidence.Of(package, verdict),
        };

    private static JsonObject? Issuer(PackageVerdict verdict)
    {
        if (verdict.Issuer is not { } issuer)
            return null;
        return new JsonObject
        {
            ["name"] = issuer.Name,
            ["title_zh"] = issuer.TitleZh,
            ["title_en"] = issuer.TitleEn,
            ["licence"] = issuer.Licence,
            ["keys"] = Texts(verdict.IssuerKeys.Select(k => k.ToString())),
            ["key_manifest"] = verdict.ManifestSequence,
            ["key_state"] = Array(verdict.IssuerKeys.Select(k => KeyState(k, verdict.Manifest!))),
        };
    }

    private static JsonObject? KeyState(VerifierKey key, KeyManifest manifest) =>
        manifest.Keys.FirstOrDefault(k => k.Key == key) is not { } one ? null : new JsonObject
        {
            ["key_id"] = one.Key.Id.ToString("x8", CultureInfo.InvariantCulture),
            ["kind"] = one.Key.Kind.ToString(),
            ["from"] = RecordTimes.Hkt(one.From),
            ["until"] = RecordTimes.Hkt(one.Until),
            ["compromised_at"] = one.CompromisedAt is { } at ? RecordTimes.Hkt(at) : null,
        };

    private static JsonObject? Statement(Statement? statement, ScenarioProfile? scenario)
    {
        if (statement is null)
            return null;
        return new JsonObject
        {
            ["scenario"] = statement.Scenario,
            ["scenario_title"] = scenario is null ? null : Text(scenario.Title),
            ["direction"] = statement.Direction,
            ["issued_at"] = RecordTimes.Hkt(statement.IssuedAt),
            ["expires_at"] = RecordTimes.Hkt(statement.ExpiresAt),
            ["purposes"] = Texts(statement.Purposes),
            ["document_sha256"] = statement.Document.Sha256.ToBase64(),
            ["consent_sha256"] = statement.Consent.Sha256.ToBase64(),
            ["status_index"] = statement.StatusIndex,
        };
    }

    // What the subject agreed to, where it is shown; whether it is as it was at issue stands among the checks.
    private static JsonNode? Consent(ReadOnlySpan<byte> package) =>
        PackageParts.Read(package).Parts?[PartNames.Consent] is { } file
        && Contents.CanonicalJson.Canonicalise(file).Bytes is { } json ? JsonNode.Parse(json) : null;

    private static JsonObject? Log(PackageVerdict verdict)
    {
        if (verdict.Log?.Checkpoint?.Checkpoint is not { } checkpoint)
            return null;
        return new JsonObject
        {
            ["origin"] = checkpoint.Origin,
            ["size"] = checkpoint.Head.Size,
            ["root"] = checkpoint.Head.Root.ToBase64(),
            ["index"] = verdict.Log.Proof?.Index,
            ["witnesses"] = Array(verdict.Log.Checkpoint.Witnesses.Select(w =>
                new JsonObject { ["name"] = w.Name, ["at"] = RecordTimes.Hkt(w.Time) })),
        };
    }

    private static JsonObject Field(ShownField field, ScenarioProfile? scenario)
    {
        var title = scenario?.Fields.FirstOrDefault(f => f.Id == field.Name)?.Title;
        return new JsonObject
        {
            ["name"] = field.Name,
            ["title_zh"] = title?.Zh,
            ["title_zh_hant"] = title?.ZhHant,
            ["title_en"] = title?.En,
            ["value"] = field.Value,
            ["look_alikes"] = Texts(field.LookAlikes),
        };
    }

    private static JsonArray Checks(PackageVerdict verdict, CheckState state) =>
        Array(verdict.Checks.Where(c => c.State == state).Select(c => Words(c.Id, c.Zh, c.En)));

    private static JsonObject Words(string id, string zh, string en) =>
        new() { ["id"] = id, ["zh"] = zh, ["zh_hant"] = Traditional.Of(zh), ["en"] = en };

    private static JsonObject? Title(IReadOnlyList<ScenarioItem>? items, string id) =>
        items?.FirstOrDefault(item => item.Id == id) is { } found ? Text(found.Title) : null;

    private static JsonObject Text(RecordText text) =>
        new() { ["zh"] = text.Zh, ["zh_hant"] = text.ZhHant, ["en"] = text.En };

    private static JsonArray Texts(IEnumerable<string> texts) => Array(texts.Select(t => JsonValue.Create(t)));

    private static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    private static string? KeepUntil(ScenarioProfile? scenario, DateTimeOffset now)
    {
        var day = RecordTimes.DayOf(now);
        return scenario is not null && ScenarioProfile.On(scenario.RetentionMonths, day) is { } months
            ? day.AddMonths(months).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    }
}
