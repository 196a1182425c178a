using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>
/// 验证记录的文书 A record as a document to print: English, 繁體 or 简体. The command makes a PDF of it, the page prints it.
/// Everything that the record says is escaped.
/// </summary>
public static class RecordDocument
{
    /// <summary>The languages, as BCP 47 tags.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["zh-CN", "zh-Hant", "en"];

    /// <summary>Its style, for paper.</summary>
    public const string Style = """
        @page { size: A4; margin: 18mm 16mm 20mm; }
        .record { color: #000; background: #fff;
          font: 10.5pt/1.5 "Noto Sans CJK SC", "Noto Sans", "Source Han Sans SC", sans-serif; }
        .record[lang="zh-Hant"] { font-family: "Noto Sans CJK HK", "Noto Sans CJK TC", "Noto Sans", sans-serif; }
        .record h1 { font-size: 16pt; line-height: 1.3; margin: 0 0 2pt; }
        .record h2 { font-size: 11.5pt; margin: 12pt 0 3pt; border-bottom: .75pt solid #000; break-after: avoid; }
        .record .result { border: 1.25pt solid #000; padding: 5pt 9pt; margin: 8pt 0; font-size: 12.5pt;
          font-weight: 700; }
        .record table { border-collapse: collapse; width: 100%; table-layout: fixed; }
        .record th, .record td { text-align: left; vertical-align: top; padding: 2pt 6pt 2pt 0;
          border-bottom: .4pt solid #999; overflow-wrap: anywhere; font-weight: 400; }
        .record th { width: 31%; color: #333; } .record tr { break-inside: avoid; }
        .record .value { font-weight: 600; } .record .code, .record .hash { font-family: monospace; font-size: 8.5pt; }
        .record ul { margin: 3pt 0; padding-left: 15pt; } .record li { break-inside: avoid; }
        .record .note { font-size: 9pt; color: #333; margin: 10pt 0 0; }
        """;

    /// <summary>A whole page with its style, which loads nothing; null if it is no record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    public static string? Page(ReadOnlyMemory<byte> record, string language)
    {
        var body = Body(record, language);
        return body is null ? null
            : $"<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>"
                + $"{Text(new RecordWords(language)["title"])}</title>"
                + $"<style>body {{ margin: 0 }} {Style}</style></head>"
                + $"<body>{body}</body></html>";
    }

    /// <summary>The document without page and style; null if it is no record.</summary>
    public static string? Body(ReadOnlyMemory<byte> record, string language)
    {
        if (!Languages.Contains(language) || Read(record) is not { } map)
            return null;
        return new RecordPrint(map, new RecordWords(language)).Body();
    }

    internal static string Text(string? text) => WebUtility.HtmlEncode(text ?? string.Empty);

    private static JsonObject? Read(ReadOnlyMemory<byte> record) =>
        Contents.CanonicalJson.Canonicalise(record).Bytes is { } json && JsonNode.Parse(json) is JsonObject map
        && RecordValues.Text(map["type"]) == RecordWriter.Type ? map : null;
}

/// <summary>One printing. One use.</summary>
internal sealed class RecordPrint(JsonObject map, RecordWords words)
{
    private readonly StringBuilder _html = new(8192);

    public string Body()
    {
        _html.Append("<article class=\"record\" lang=\"").Append(words.Language).Append("\"><h1>")
            .Append(Escaped(words["title"])).Append("</h1>");
        Result();
        Case();
        Fields();
        Checks("proved", "proved");
        Checks("not_proved", "not_proved");
        Issuer();
        Statement();
        Log();
        _html.Append("<p class=\"note\">").Append(Escaped(words["foot"])).Append("</p></article>");
        return _html.ToString();
    }

    private void Result()
    {
        var isAccepted = RecordValues.Text(map["result"]) == "accepted";
        _html.Append("<p class=\"result\">").Append(Escaped(words[isAccepted ? "accepted" : "refused"])).Append("</p>");
        if (map["refusals"] is not JsonArray { Count: > 0 } refusals)
            return;
        Heading("refusals");
        List(refusals, hasCode: true);
    }

    private void Case()
    {
        Heading("case");
        Begin();
        foreach (var key in (string[])["verified_at", "written_at", "verifier", "officer", "case_reference"])
            Row(words[key], RecordValues.Text(map[key]));
        Row(words["purpose"], Titled(map["purpose_title"], RecordValues.Text(map["purpose"])));
        Row(words["nonce"], RecordValues.Text(map["nonce"]));
        var isProved = RecordValues.Text(map["holder"]) == "holder proved";
        Row(words["holder"], words[isProved ? "holder_proved" : "bearer_only"]);
        Row(words["presented_by"], RecordValues.Text(map["presented_by"]));
        Row(words["keep_until"], RecordValues.Text(map["keep_until"]));
        End();
    }

    private void Fields()
    {
        Heading("fields");
        if (map["fields"] is not JsonArray { Count: > 0 } fields)
        {
            _html.Append("<p>").Append(Escaped(words["none"])).Append("</p>");
            return;
        }

        Begin();
        foreach (var field in fields.OfType<JsonObject>())
        {
            var name = RecordValues.Text(field["name"]);
            var title = RecordValues.Text(field[$"title_{words.Suffix}"]);
            var marks = (field["look_alikes"] as JsonArray ?? []).Select(RecordValues.Text);
            _html.Append("<tr><th scope=\"row\">").Append(Escaped(title is null ? name : $"{title} ({name})"))
                .Append("</th><td><span class=\"value\">").Append(Escaped(RecordValues.Text(field["value"])))
                    .Append("</span>");
            foreach (var mark in marks)
                _html.Append(" ⚠ ").Append(Escaped(mark));
            _html.Append("</td></tr>");
        }

        End();
    }

    private void Checks(string list, string heading)
    {
        Heading(heading);
        if (map[list] is JsonArray { Count: > 0 } checks)
            List(checks, hasCode: false);
        else
            _html.Append("<p>").Append(Escaped(words["none"])).Append("</p>");
    }

    private void Issuer()
    {
        if (map["issuer"] is not JsonObject issuer)
            return;
        Heading("issuer");
        Begin();
        var chinese = RecordValues.Text(issuer["title_zh"]);
        Row(words["issuer"], words.Language == "en" ? $"{RecordValues.Text(issuer["title_en"])} ({chinese})" : chinese);
        Row(words["licence"], RecordValues.Text(issuer["licence"]));
        Row(words["name"], RecordValues.Text(issuer["name"]));
        Row(words["key_manifest"], issuer["key_manifest"]?.ToJsonString());
        foreach (var key in (issuer["key_state"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var state = RecordValues.Text(key["compromised_at"]) is { } at
                ? $"{words["compromised_at"]} {at}" : words["good"];
            Row(words["key_state"], $"{RecordValues.Text(key["kind"])} {RecordValues.Text(key["key_id"])}: "
                + $"{RecordValues.Text(key["from"])} – {RecordValues.Text(key["until"])}; {state}");
        }

        End();
    }

    private void Statement()
    {
        if (map["statement"] is not JsonObject statement)
            return;
        Heading("statement");
        Begin();
        Row(words["scenario"], Titled(statement["scenario_title"], RecordValues.Text(statement["scenario"])));
        Row(words["issued_at"], RecordValues.Text(statement["issued_at"]));
        Row(words["expires_at"], RecordValues.Text(statement["expires_at"]));
        Row(words["status_list_of"], RecordValues.Text(map["status_list_of"]));
        Row(words["consent"], RecordValues.Text((map["consent"] as JsonObject)?["text"]));
        Row(words["consent_sha256"], RecordValues.Text(statement["consent_sha256"]), "hash");
        Row(words["document_sha256"], RecordValues.Text(statement["document_sha256"]), "hash");
        Row(words["package_sha256"], RecordValues.Text(map["package_sha256"]), "hash");
        Row(words["package_sm3"], RecordValues.Text(map["package_sm3"]), "hash");
        End();
    }

    private void Log()
    {
        if (map["log"] is not JsonObject log)
            return;
        Heading("log");
        Begin();
        Row(words["origin"], RecordValues.Text(log["origin"]));
        Row(words["size"], $"{log["size"]?.ToJsonString()} / {log["index"]?.ToJsonString()}");
        Row(words["root"], RecordValues.Text(log["root"]), "hash");
        foreach (var witness in (log["witnesses"] as JsonArray ?? []).OfType<JsonObject>())
            Row(words["witness"], $"{RecordValues.Text(witness["name"])}, {RecordValues.Text(witness["at"])}");
        End();
    }

    private void List(JsonArray items, bool hasCode)
    {
        _html.Append("<ul>");
        foreach (var item in items.OfType<JsonObject>())
        {
            _html.Append("<li>").Append(Escaped(RecordValues.Text(item[words.Suffix])));
            if (hasCode)
                _html.Append(" <span class=\"code\">").Append(Escaped(RecordValues.Text(item["id"]))).Append("</span>");
            _html.Append("</li>");
        }

        _html.Append("</ul>");
    }

    private string? Titled(JsonNode? title, string? id) =>
        RecordValues.Text((title as JsonObject)?[words.Suffix]) is { } text ? $"{text} ({id})" : id;

    private void Heading(string key) => _html.Append("<h2>").Append(Escaped(words[key + "_heading"])).Append("</h2>");

    private void Begin() => _html.Append("<table><tbody>");

    private void End() => _html.Append("</tbody></table>");

    private void Row(string name, string? value, string? style = null)
    {
        if (string.IsNullOrEmpty(value))
            return;
        _html.Append("<tr><th scope=\"row\">").Append(Escaped(name)).Append("</th><td")
            .Append(style is null ? ">" : $" class=\"{style}\">").Append(Escaped(value)).Append("</td></tr>");
    }

    private static string Escaped(string? text) => RecordDocument.Text(text);
}
