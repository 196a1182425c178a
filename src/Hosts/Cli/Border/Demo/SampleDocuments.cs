using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Huoshui.Policies;
using Huoshui.Policies.Scenarios;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Cli.Border.Demo;

/// <summary>Invented documents of a scenario, as its pack asks for them; the same number gives the same
/// document.</summary>
internal static class SampleDocuments
{
    private static readonly string[] Firms =
    [
        "样例电子有限公司", "样例服饰有限公司", "样例食品有限公司", "Sample Trading Limited", "样例物流有限公司",
    ];

    private static readonly string[] Grades = ["AAA", "AA", "A", "BBB", "BB"];
    private static readonly string[] People = ["样例甲", "样例乙", "Sample Person"];

    /// <summary>An application with the first purpose of the scenario, agreed to.</summary>
    /// <param name="pack">A pack with a scenario.</param>
    /// <param name="number">Which document.</param>
    /// <param name="language">Language of the consent.</param>
    /// <param name="holder">The holder's key; null for a bearer.</param>
    public static IssueRequest Of(PolicyPack pack, int number, string language, VerifierKey? holder)
    {
        var scenario = pack.Scenario!;
        var values = scenario.Fields.ToDictionary(f => f.Id, f => Value(f, number), StringComparer.Ordinal);
        var document = scenario.Form switch
        {
            "json" => Json(scenario, values),
            "csv" => $"date,amount,balance\n2026-10-0{(number % 9) + 1},100.00,{number}00.00\n",
            "xml" => $"<extract><company>{Firms[number % Firms.Length]}</company><number>{number}</number></extract>",
            _ => Pdf(pack.Title.En, number),
        };
        var fields = scenario.Form == "json" ? null
            : new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));
        return new IssueRequest(
            pack.Id, Encoding.UTF8.GetBytes(document), null, fields, [scenario.Purposes[0].Id], language, true, holder);
    }

    private static string Value(BorderField field, int number) => field.Type switch
    {
        BorderFieldType.Money => string.Create(CultureInfo.InvariantCulture, $"{1000 + (number * 37)}.50"),
        BorderFieldType.Integer => string.Create(CultureInfo.InvariantCulture, $"{number % 7}"),
        BorderFieldType.Date => string.Create(CultureInfo.InvariantCulture, $"2026-10-{(number % 28) + 1:00}"),
        _ when field.Id.EndsWith("no", StringComparison.Ordinal) =>
            string.Create(CultureInfo.InvariantCulture, $"SAMPLE-{number:000000}"),
        _ => Text(field.Id, number),
    };

    // What each field is about, so that a sample reads as one; everything else is the name of a firm.
    private static string Text(string field, int number) => field switch
    {
        "rating" or "grade" => Grades[number % Grades.Length],
        "usci" => string.Create(CultureInfo.InvariantCulture, $"SAMPLEUSCI{number:00000000}"),
        "currency" => "HKD",
        "status" => "存续 live",
        "risk_level" => "低 low",
        "at_least_500000" => "是 yes",
        "name" or "directors" or "beneficial_owners" => People[number % People.Length],
        _ => Firms[number % Firms.Length],
    };

    private static string Json(ScenarioDefinition scenario, Dictionary<string, string> values)
    {
        var root = new JsonObject();
        foreach (var field in scenario.Fields)
        {
            var parts = field.Pointer!.Split('/')[1..];
            var node = root;
            foreach (var part in parts[..^1])
                node = (node[part] ??= new JsonObject()).AsObject();
            node[parts[^1]] = field.Type == BorderFieldType.Integer
                ? int.Parse(values[field.Id], CultureInfo.InvariantCulture) : values[field.Id];
        }

        return root.ToJsonString();
    }

    // A page with one line, as short as PDF 1.4 allows.
    private static string Pdf(string title, int number)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"BT /F1 18 Tf 72 760 Td ({title} SAMPLE {number}) Tj ET");
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            string.Create(CultureInfo.InvariantCulture, $"<</Length {line.Length}>>stream\n{line}\nendstream"),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            file.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        file.Append(
            CultureInfo.InvariantCulture,
            $"trailer<</Size {objects.Length + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return file.ToString();
    }
}
