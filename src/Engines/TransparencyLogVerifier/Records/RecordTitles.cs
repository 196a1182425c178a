using System.Text.Json.Nodes;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>The names that a record gives to its scenario, purpose and fields, against those of the scenario.</summary>
internal static class RecordTitles
{
    private static readonly string[] OfAField = ["title_zh", "title_zh_hant", "title_en"];

    /// <summary>The parts of a record with other names. A record without names, which prints codes, agrees.</summary>
    /// <param name="record">The record.</param>
    /// <param name="anew">The same, written with the verifier's scenario.</param>
    public static IEnumerable<string> Differences(JsonObject record, JsonObject anew)
    {
        if (!Agrees(record, anew, "purpose_title"))
            yield return "purpose_title";
        if (!Agrees(record["statement"], anew["statement"], "scenario_title"))
            yield return "statement";
        if (!Fields(record["fields"]).Zip(Fields(anew["fields"])).All(pair =>
            OfAField.All(key => Agrees(pair.First, pair.Second, key))))
        {
            yield return "fields";
        }
    }

    private static IEnumerable<JsonObject> Fields(JsonNode? fields) => (fields as JsonArray ?? []).OfType<JsonObject>();

    private static bool Agrees(JsonNode? record, JsonNode? anew, string key) =>
        (record as JsonObject)?[key] is not { } title || JsonNode.DeepEquals(title, (anew as JsonObject)?[key]);
}
