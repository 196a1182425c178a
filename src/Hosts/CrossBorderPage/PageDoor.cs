using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.CrossBorderPage;

/// <summary>
/// What the page's worker calls: bytes and JSON in, JSON out. The one verifier does the work; here is neither network
/// nor file nor clock. Nothing is kept between calls but what <see cref="Open"/> was given.
/// </summary>
[SupportedOSPlatform("browser")]
internal static partial class PageDoor
{
    private static PageDesk? _desk;

    /// <summary>Takes the trust file, the scenarios and what providers published; says what they are.</summary>
    /// <param name="trust">The trust file.</param>
    /// <param name="scenarios">The file of scenarios.</param>
    /// <param name="published">Files of notes and proofs, or one zip of them, each as name and Base64.</param>
    /// <returns>An object with <c>problem</c>, or with what is trusted and how much was read.</returns>
    [JSExport]
    internal static string Open(byte[] trust, byte[] scenarios, string published)
    {
        var files = PublishedFiles.Read(JsonNode.Parse(published)!.AsArray());
        var (desk, problem) = PageDesk.TryOpen(trust, scenarios, files);
        _desk = desk;
        return (desk is null ? new JsonObject { ["problem"] = problem } : desk.About()).ToJsonString(PageDesk.Form);
    }

    /// <summary>Verifies a package.</summary>
    /// <param name="package">Its bytes.</param>
    /// <param name="question">Purpose, audience, nonce, officer, case, time.</param>
    /// <returns>The record.</returns>
    [JSExport]
    internal static string Verify(byte[] package, string question) => _desk!.Verify(package, Read(question));

    /// <summary>Verifies a record again.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="package">The package, or nothing.</param>
    /// <param name="now">The time of day, as in a question.</param>
    [JSExport]
    internal static string Recheck(byte[] record, byte[] package, string now) =>
        _desk!.Recheck(record, package, Read(now));

    /// <summary>A record as a document; nothing if it is none.</summary>
    [JSExport]
    internal static string? Print(string record, string language) =>
        RecordDocument.Body(Encoding.UTF8.GetBytes(record), language);

    /// <summary>The style of that document.</summary>
    [JSExport]
    internal static string PrintStyle() => RecordDocument.Style;

    /// <summary>What a package holds: for its holder, unverified.</summary>
    [JSExport]
    internal static string Look(byte[] package) => HolderDesk.Look(package).ToJsonString(PageDesk.Form);

    /// <summary>The document of a package that was verified; nothing if it is withheld.</summary>
    [JSExport]
    internal static byte[] Document(byte[] package) => HolderDesk.Document(package) ?? [];

    /// <summary>The public key of a secret.</summary>
    [JSExport]
    internal static string PublicKey(byte[] secret) => HolderDesk.PublicKey(secret).ToString();

    /// <summary>A presented package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="secret">The holder's secret, 32 bytes.</param>
    /// <param name="choice">What is shown, to whom, for what, until when.</param>
    [JSExport]
    internal static byte[] Present(byte[] package, byte[] secret, string choice) =>
        HolderDesk.Present(package, secret, Read(choice));

    private static JsonElement Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
