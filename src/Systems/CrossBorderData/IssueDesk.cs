using System.Globalization;
using System.Text.Json.Nodes;
using Huoshui.Policies;
using Huoshui.Policies.Scenarios;
using Huoshui.Systems.CrossBorderData.Providing;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>What came of an application: a package, or why there is none.</summary>
/// <param name="Package">The package for the subject; null if it was refused.</param>
/// <param name="Refusal">Why; null if it was not.</param>
public sealed record IssueAnswer(PackageParts? Package, Refusal? Refusal)
{
    /// <summary>What the provider noted of it; null if it was refused.</summary>
    public IssuedPackage? Issued { get; init; }
}

/// <summary>
/// 发行 The provider's desk: checks an application by its scenario, signs, has 96 bytes logged, and hands out the
/// package. It keeps nothing of the subject: the place in the status list that is taken, the scenario and the times.
/// </summary>
/// <param name="library">The scenarios.</param>
/// <param name="clock">The time of issue.</param>
public sealed class IssueDesk(PolicyLibrary library, TimeProvider clock)
{
    /// <summary>Largest document, in bytes: the package has room for the rest.</summary>
    public const int LargestDocumentBytes = StrictZip.LongestBytes - (4 * 1024 * 1024);

    private static readonly TimeSpan LocalTime = TimeSpan.FromHours(8); // Shenzhen and Hong Kong

    /// <summary>Issues a package.</summary>
    /// <param name="provider">Who issues.</param>
    /// <param name="keys">Its signing keys.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="submit">Takes the entry to the log.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IssueAnswer> IssueAsync(
        ProviderFolder provider, StatementKeys keys, IssueRequest request, SubmitEntry submit,
        CancellationToken cancellationToken)
    {
        var pack = library.Pack(request.Scenario);
        if (pack?.Scenario is not { } scenario)
            return No(BorderRefusals.NoScenario(request.Scenario));
        if (Wrong(scenario, request) is { } wrong)
            return No(wrong);
        if (provider.Manifest is not { } manifest || ProviderState.HasNewKeys(provider))
            return No(BorderRefusals.NotPublished);
        var (fields, refusal) = Fields(scenario, request);
        if (refusal is not null)
            return No(refusal);
        if (provider.TakeIndex() is not { } index)
            return No(BorderRefusals.ListFull);
        var draft = Draft(pack, request, provider.Profile, index) with { Fields = fields };
        var (signed, malformed) = SignedPackage.Sign(draft, keys);
        if (signed is null)
            return No(malformed!);
        var answer = await submit(LogSubmission.Of(signed.Entry, keys), cancellationToken);
        if (answer.Proof is not { } proof)
            return No(answer.Refusal!);
        var issued = new IssuedPackage(index, pack.Id, draft.IssuedAt, draft.ExpiresAt, request.Holder is not null);
        provider.Issued.Add(issued);
        return new IssueAnswer(signed.Complete(proof.ToArray(), manifest), null) { Issued = issued };
    }

    /// <summary>When a package of a scenario expires that is issued at a time.</summary>
    public static DateTimeOffset Expiry(PolicyPack pack, DateTimeOffset issuedAt)
    {
        var day = DateOnly.FromDateTime(issuedAt.ToOffset(LocalTime).Date);
        return issuedAt.AddDays(pack.Parameters.Integer(pack.Scenario!.Terms.Validity, day));
    }

    /// <summary>The text to which a subject agrees.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="provider">Who issues.</param>
    /// <param name="purposes">Codes of purposes.</param>
    /// <param name="until">Until when it is valid.</param>
    /// <param name="language">One of the languages of <see cref="BorderText"/>.</param>
    public static string ConsentText(
        ScenarioDefinition scenario, ProviderProfile provider, IReadOnlyList<string> purposes, DateTimeOffset until,
        string language)
    {
        var names = scenario.Purposes.Where(p => purposes.Contains(p.Id)).Select(p => p.Title.In(language)!);
        var isEnglish = language == "en";
        return scenario.Consent.In(language)!
            .Replace("{issuer}", isEnglish ? provider.TitleEn : provider.TitleZh, StringComparison.Ordinal)
            .Replace("{purposes}", string.Join(isEnglish ? ", " : "、", names), StringComparison.Ordinal)
            .Replace("{until}", until.ToOffset(LocalTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                StringComparison.Ordinal);
    }

    private static Refusal? Wrong(ScenarioDefinition scenario, IssueRequest request)
    {
        if (!request.IsAgreed)
            return BorderRefusals.NoConsent;
        if (!BorderText.Languages.Contains(request.Language))
            return BorderRefusals.WrongLanguage(request.Language);
        if (request.Purposes.Count == 0)
            return BorderRefusals.NoPurpose;
        if (request.Purposes.FirstOrDefault(id => scenario.Purposes.All(p => p.Id != id)) is { } unknown)
            return BorderRefusals.UnknownPurpose(unknown, string.Join("、", scenario.Purposes.Select(p => p.Id)));
        if (request.MediaType is { } type && !scenario.MediaTypes.Contains(type))
            return BorderRefusals.WrongMedia(type, string.Join("、", scenario.MediaTypes));
        if (request.Document.Length > LargestDocumentBytes)
            return BorderRefusals.TooLarge(request.Document.Length, LargestDocumentBytes);
        return scenario.IsHolderRequired && request.Holder is null ? BorderRefusals.NoHolder : null;
    }

    private static (IReadOnlyList<(string Name, JsonNode? Value)> Fields, Refusal? Refusal) Fields(
        ScenarioDefinition scenario, IssueRequest request)
    {
        if (scenario.Form != "json")
            return FieldReader.Read(scenario, request.Fields ?? []);
        var (bytes, problem) = CanonicalJson.Canonicalise(request.Document);
        if (bytes is null)
            return ([], problem);
        return JsonNode.Parse(bytes) is JsonObject document
            ? FieldReader.Read(scenario, document)
            : ([], BorderRefusals.Field("/", "应为对象", "must be an object"));
    }

    private PackageDraft Draft(PolicyPack pack, IssueRequest request, ProviderProfile provider, int index)
    {
        var scenario = pack.Scenario!;
        var now = ProviderFolder.Second(clock.GetUtcNow());
        var until = Expiry(pack, now);
        string[] purposes = [.. request.Purposes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var text = ConsentText(scenario, provider, purposes, until, request.Language);
        return new PackageDraft
        {
            Scenario = pack.Id,
            ScenarioCode = scenario.Code,
            Direction = scenario.Direction,
            IssuedAt = now,
            ExpiresAt = until,
            Purposes = purposes,
            Form = DocumentForms.Of(scenario.Form)!.Value,
            MediaType = request.MediaType ?? scenario.MediaTypes[0],
            Document = request.Document,
            Consent = Consent(pack, request.Language, text, now),
            Holder = request.Holder,
            IsHolderRequired = scenario.IsHolderRequired,
            FieldsKind = scenario.FieldsBy == "tree" ? FieldsKind.Tree : FieldsKind.SdJwt,
            StatusIndex = index,
        };
    }

    // The record of consent stands in the package alone: what was agreed to, word for word, and when.
    private static byte[] Consent(PolicyPack pack, string language, string text, DateTimeOffset now) =>
        CanonicalJson.Write(new JsonObject
        {
            ["agreed_at"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["language"] = language,
            ["pack_sha256"] = pack.Hash,
            ["scenario"] = pack.Id,
            ["text"] = text,
            ["text_sm3"] = TreeHash.Sm3.Of(System.Text.Encoding.UTF8.GetBytes(text)).ToBase64(),
        });

    private static IssueAnswer No(Refusal refusal) => new(null, refusal);
}
