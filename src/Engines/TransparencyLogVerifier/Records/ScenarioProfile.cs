using System.Globalization;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>A text in the written languages of the two sides.</summary>
/// <param name="Zh">简体.</param>
/// <param name="ZhHant">繁體.</param>
/// <param name="En">English.</param>
public sealed record RecordText(string Zh, string ZhHant, string En);

/// <summary>A purpose or a field of a scenario.</summary>
/// <param name="Id">Its code in packages.</param>
/// <param name="Title">Its name.</param>
public sealed record ScenarioItem(string Id, RecordText Title);

/// <summary>A whole number from a day on, until the next begins.</summary>
/// <param name="From">First day.</param>
/// <param name="Value">The number.</param>
public sealed record DatedNumber(DateOnly From, int Value);

/// <summary>
/// 场景 What a verifier knows of a kind of document by himself, to compare a package with and to give its fields names.
/// Immutable. The command makes it of a pack, the page reads it from a file.
/// </summary>
/// <param name="Id">Its id: <c>crossborder/creditreport</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Code">Its number in entries of logs, 1 to 65,535.</param>
/// <param name="Direction"><c>southbound</c> or <c>northbound</c>.</param>
/// <param name="Form">Canonical form of its documents.</param>
/// <param name="IsHolderRequired">Whether only a presentation by the holder is accepted.</param>
public sealed record ScenarioProfile(
    string Id, RecordText Title, int Code, string Direction, string Form, bool IsHolderRequired)
{
    /// <summary>Word of the type of a file of scenarios.</summary>
    public const string Type = "huoshui/scenarios@v1";

    private const int MostDays = 366 * 100;
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Media types of its documents.</summary>
    public required IReadOnlyList<string> MediaTypes { get; init; }

    /// <summary>What a subject may consent to.</summary>
    public required IReadOnlyList<ScenarioItem> Purposes { get; init; }

    /// <summary>The fields that it can show.</summary>
    public required IReadOnlyList<ScenarioItem> Fields { get; init; }

    /// <summary>Most days from issue to expiry.</summary>
    public required IReadOnlyList<DatedNumber> ValidityDays { get; init; }

    /// <summary>Most minutes that a presentation holds.</summary>
    public required IReadOnlyList<DatedNumber> PresentationMinutes { get; init; }

    /// <summary>Months that the record of a verification is kept.</summary>
    public required IReadOnlyList<DatedNumber> RetentionMonths { get; init; }

    /// <summary>The number in force on a day; null before the first.</summary>
    public static int? On(IReadOnlyList<DatedNumber> values, DateOnly day) =>
        values.LastOrDefault(v => v.From <= day)?.Value;

    /// <summary>A file of scenarios: canonical JSON.</summary>
    public static byte[] Write(IEnumerable<ScenarioProfile> scenarios) => CanonicalJson.Write(new JsonObject
    {
        ["scenarios"] = new JsonArray([.. scenarios.Select(Json)]),
        ["type"] = Type,
    });

    /// <summary>Reads a file of scenarios; null if it is none, or in another form.</summary>
    public static IReadOnlyList<ScenarioProfile>? TryRead(byte[] file)
    {
        var read = SignedText.ReadBody(file, map =>
            map.Text("type") == Type ? map.Objects("scenarios").Select(Read).ToList() : null);
        return read?.TrueForAll(one => one is not null) == true ? [.. read.Select(one => one!)] : null;
    }

    private static JsonObject Json(ScenarioProfile one) => new()
    {
        ["code"] = one.Code,
        ["direction"] = one.Direction,
        ["fields"] = new JsonArray([.. one.Fields.Select(Json)]),
        ["form"] = one.Form,
        ["holder_required"] = one.IsHolderRequired,
        ["id"] = one.Id,
        ["media_types"] = new JsonArray([.. one.MediaTypes.Select(m => JsonValue.Create(m))]),
        ["presentation_minutes"] = Json(one.PresentationMinutes),
        ["purposes"] = new JsonArray([.. one.Purposes.Select(Json)]),
        ["retention_months"] = Json(one.RetentionMonths),
        ["title"] = Json(one.Title),
        ["validity_days"] = Json(one.ValidityDays),
    };

    private static JsonObject Json(ScenarioItem item) => new() { ["id"] = item.Id, ["title"] = Json(item.Title) };

    private static JsonObject Json(RecordText text) =>
        new() { ["en"] = text.En, ["zh"] = text.Zh, ["zh_hant"] = text.ZhHant };

    private static JsonArray Json(IReadOnlyList<DatedNumber> values) => new([.. values.Select(v => new JsonObject
    {
        ["from"] = v.From.ToString(DayFormat, CultureInfo.InvariantCulture),
        ["value"] = v.Value,
    })]);

    private static ScenarioProfile? Read(StrictObject map)
    {
        var (title, fields, purposes) = (map.Object("title"), map.Objects("fields"), map.Objects("purposes"));
        if (title is null)
            return null;
        return new ScenarioProfile(
            map.Text("id"), Words(title), map.Number("code"), map.Text("direction"), map.Text("form"),
            map.Flag("holder_required"))
        {
            MediaTypes = map.Texts("media_types"),
            Fields = Items(fields),
            Purposes = Items(purposes),
            ValidityDays = Numbers(map, "validity_days"),
            PresentationMinutes = Numbers(map, "presentation_minutes"),
            RetentionMonths = Numbers(map, "retention_months"),
        };
    }

    private static List<ScenarioItem> Items(IEnumerable<StrictObject> items) =>
        [.. items.Select(item => new ScenarioItem(
            item.Text("id"), item.Object("title") is { } title ? Words(title) : new RecordText("", "", "")))];

    private static RecordText Words(StrictObject map) => new(map.Text("zh"), map.Text("zh_hant"), map.Text("en"));

    private static List<DatedNumber> Numbers(StrictObject map, string name) =>
        [.. map.Objects(name).Select(item => new DatedNumber(Day(item), item.Number("value", MostDays)))];

    private static DateOnly Day(StrictObject map) => DateOnly.TryParseExact(
        map.Text("from"), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : map.Break(DateOnly.MinValue);
}
