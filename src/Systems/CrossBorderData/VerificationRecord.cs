using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Policies;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>Who verified, and in which case.</summary>
/// <param name="Officer">The officer; may be empty.</param>
/// <param name="CaseReference">Reference of the case at the user; may be empty.</param>
public sealed record VerificationCase(string Officer, string CaseReference)
{
    /// <summary>When the record is written, where it judges by another time than that; null if it does not.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}

/// <summary>
/// 验证记录 What a user keeps of a verification: what was checked and what not, by whom and when; times in HKT.
/// </summary>
public static class VerificationRecord
{
    private const int LatestYear = 9998;

    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The record as JSON.</summary>
    /// <param name="package">The package.</param>
    /// <param name="question">Who asked, for what, when.</param>
    /// <param name="verdict">What came out, with what the scenario adds.</param>
    /// <param name="pack">The scenario's pack; null if the verifier has none.</param>
    /// <param name="about">Officer and case.</param>
    public static byte[] Write(
        ReadOnlySpan<byte> package, PackageQuestion question, PackageVerdict verdict, PolicyPack? pack,
        VerificationCase about)
    {
        var record = new JsonObject
        {
            ["type"] = "huoshui/verification-record@v1",
            ["result"] = verdict.IsAccepted ? "accepted" : "refused",
            ["verified_at"] = Hkt(question.Now),
            ["written_at"] = about.WrittenAt is { } written ? Hkt(written) : null,
            ["verifier"] = question.Audience,
            ["officer"] = about.Officer,
            ["case_reference"] = about.CaseReference,
            ["purpose"] = question.Purpose,
            ["nonce"] = question.Nonce,
            ["package_sha256"] = TreeHash.Sha256.Of(package).ToBase64(),
            ["package_sm3"] = TreeHash.Sm3.Of(package).ToBase64(),
            ["proved"] = Checks(verdict, CheckState.Proved),
            ["not_proved"] = Checks(verdict, CheckState.NotProved),
            ["refusals"] = Array(verdict.Refusals.Select(r => Words(r.Code, r.Zh, r.En))),
            ["holder"] = verdict.IsHolderProved ? "holder proved" : "bearer only",
            ["presented_by"] = verdict.Presentation?.Person,
            ["fields"] = Array(verdict.Fields.Select(f => Field(f, pack))),
            ["document_look_alikes"] = Array(verdict.LookAlikes.Select(l => JsonValue.Create(l))),
            ["issuer"] = Issuer(verdict),
            ["statement"] = Statement(verdict.Statement),
            ["log"] = Log(verdict),
            ["status_list_of"] = verdict.StatusAt is { } at ? Hkt(at) : null,
            ["keep_until"] = KeepUntil(pack, question.Now),
        };
        return JsonSerializer.SerializeToUtf8Bytes(record, Form);
    }

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
            ["keys"] = Array(verdict.IssuerKeys.Select(k => JsonValue.Create(k.ToString()))),
            ["key_manifest"] = verdict.ManifestSequence,
        };
    }

    private static JsonObject? Statement(Statement? statement) => statement is null ? null : new JsonObject
    {
        ["scenario"] = statement.Scenario,
        ["direction"] = statement.Direction,
        ["issued_at"] = Hkt(statement.IssuedAt),
        ["expires_at"] = Hkt(statement.ExpiresAt),
        ["purposes"] = Array(statement.Purposes.Select(p => JsonValue.Create(p))),
        ["document_sha256"] = statement.Document.Sha256.ToBase64(),
        ["consent_sha256"] = statement.Consent.Sha256.ToBase64(),
        ["status_index"] = statement.StatusIndex,
    };

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
                new JsonObject { ["name"] = w.Name, ["at"] = Hkt(w.Time) })),
        };
    }

    private static JsonObject Field(ShownField field, PolicyPack? pack)
    {
        var title = pack?.Scenario?.Fields.FirstOrDefault(f => f.Id == field.Name)?.Title;
        return new JsonObject
        {
            ["name"] = field.Name,
            ["title_zh_hant"] = title?.ZhHant,
            ["title_en"] = title?.En,
            ["value"] = field.Value,
            ["look_alikes"] = Array(field.LookAlikes.Select(l => JsonValue.Create(l))),
        };
    }

    private static JsonArray Checks(PackageVerdict verdict, CheckState state) =>
        Array(verdict.Checks.Where(c => c.State == state).Select(c => Words(c.Id, c.Zh, c.En)));

    private static JsonObject Words(string id, string zh, string en) => new() { ["id"] = id, ["zh"] = zh, ["en"] = en };

    private static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    private static string? KeepUntil(PolicyPack? pack, DateTimeOffset now)
    {
        if (pack?.Scenario is not { } scenario)
            return null;
        var day = DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(8)).Date);
        var months = (int)pack.Parameters.Integer(scenario.Terms.Retention, day);
        return day.AddMonths(months).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    // The clocks of witnesses are theirs: one may say a time that has no form in HKT.
    private static string Hkt(DateTimeOffset time) => time.Year > LatestYear
        ? time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        : time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss 'HKT'", CultureInfo.InvariantCulture);
}
