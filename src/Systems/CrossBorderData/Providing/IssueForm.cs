using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Policies;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Notes;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>发行表单 Reads an application as a page or a call sends it.</summary>
public static class IssueForm
{
    private const string HolderName = TransparencyLogVerifier.Packages.Presentation.HolderName;

    /// <summary>The form of the page: <c>document</c> (file), <c>field.ID</c>, <c>holder</c>, <c>agreed</c>, and
    /// <c>consent</c>, the text that was shown.</summary>
    /// <param name="form">What was sent.</param>
    /// <param name="pack">A pack with a scenario.</param>
    /// <param name="purposes">Codes of the purposes that the page was opened with.</param>
    /// <param name="language">Language of the consent that was shown.</param>
    /// <param name="consent">The text of consent as it is now.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The application, or why it is none.</returns>
    public static async Task<(IssueRequest? Request, Refusal? Refusal)> ReadAsync(
        IFormCollection form, PolicyPack pack, IReadOnlyList<string> purposes, string language, string consent,
        CancellationToken cancellationToken)
    {
        if (form.Files.GetFile("document") is not { Length: > 0 } file)
            return (null, BorderRefusals.BadRequest("没有选择文件", "no document was chosen"));
        if (file.Length > IssueDesk.LargestDocumentBytes)
            return (null, BorderRefusals.TooLarge(file.Length, IssueDesk.LargestDocumentBytes));
        if (form["consent"].ToString().ReplaceLineEndings("\n") != consent)
            return (null, BorderRefusals.ConsentChanged);
        var (holder, wrong) = Holder(form["holder"]);
        if (wrong is not null)
            return (null, wrong);
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        return (new IssueRequest(
            pack.Id, content.ToArray(), null, pack.Scenario!.Form == "json" ? null : Fields(form, pack), purposes,
            language, form["agreed"] == "yes", holder), null);
    }

    /// <summary>The body of a call: an object of JSON.</summary>
    /// <param name="body"><c>scenario</c>, <c>document</c> (Base64), <c>mediaType</c>, <c>fields</c>, <c>purposes</c>,
    /// <c>language</c>, <c>agreed</c>, <c>holder</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<(IssueRequest? Request, Refusal? Refusal)> ReadAsync(
        Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var sent = await JsonSerializer.DeserializeAsync<IssueBody>(body, IssueBody.Form, cancellationToken);
            if (sent is not { Scenario: not null, Document: not null, Purposes: not null })
                return (null, Lacking);
            var (holder, wrong) = Holder(sent.Holder);
            return wrong is not null ? (null, wrong) : (new IssueRequest(
                sent.Scenario, sent.Document, sent.MediaType, sent.Fields, sent.Purposes, sent.Language ?? "zh-CN",
                sent.Agreed, holder), null);
        }
        catch (JsonException error)
        {
            return (null, BorderRefusals.BadRequest(
                $"不是所要求的 JSON（{error.Path}）", $"it is not the JSON that is asked for ({error.Path})"));
        }
    }

    private static Refusal Lacking { get; } = BorderRefusals.BadRequest(
        "须有 scenario、document、purposes", "scenario, document, purposes are needed");

    private static (VerifierKey? Key, Refusal? Refusal) Holder(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, null);
        return VerifierKey.TryParse(text.Trim()) is { Kind: SignatureKind.Ed25519, Name: HolderName } key
            ? (key, null) : (null, BorderRefusals.BadHolder(text.Length > 80 ? text[..80] + "…" : text));
    }

    private static JsonObject Fields(IFormCollection form, PolicyPack pack)
    {
        var fields = new JsonObject();
        foreach (var field in pack.Scenario!.Fields)
        {
            if (form["field." + field.Id].ToString().Trim() is { Length: > 0 } value)
                fields[field.Id] = value;
        }

        return fields;
    }

    private sealed record IssueBody(
        string? Scenario, byte[]? Document, string? MediaType, JsonObject? Fields, string[]? Purposes, string? Language,
        bool Agreed, string? Holder)
    {
        public static JsonSerializerOptions Form { get; } = new(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
        };
    }
}
