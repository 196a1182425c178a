using System.Globalization;
using System.Text.Json;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>What is wrong with the facts of a request.</summary>
internal sealed record FactFindings(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Missing);

/// <summary>Checks facts against what a decision asks for. A parameter is no fact: nobody brings a rate of his
/// own.</summary>
internal sealed class FactReader(IReadOnlyList<DecisionFact> facts)
{
    /// <summary>Longest text of a fact, in UTF-16 units.</summary>
    public const int MaxTextLength = 10_000;

    /// <summary>Most items of a list.</summary>
    public const int MaxListLength = 10_000;

    private readonly List<Diagnostic> _diagnostics = [];

    public FactFindings Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Add(PackCodes.WrongFact, "事实应为 JSON 对象：{\"名称\": 值}", "facts must be a JSON object: {\"name\": value}");
            return new FactFindings(_diagnostics, []);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
            Check(property, seen);
        var missing = facts.Where(f => !f.IsOptional && !Has(json, f.Name)).ToArray();
        foreach (var fact in missing)
        {
            Add(PackCodes.MissingFact, $"缺少“{fact.Title.Zh}”（{fact.Name}），请补充",
                $"\"{fact.Title.En}\" ({fact.Name}) is missing; give it");
        }

        return new FactFindings(_diagnostics, [.. missing.Select(f => f.Name)]);
    }

    private static bool Has(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private void Check(JsonProperty property, HashSet<string> seen)
    {
        if (facts.FirstOrDefault(f => f.Name == property.Name) is not { } fact)
        {
            var among = NearName.Among(property.Name, facts.Select(f => f.Name));
            Add(PackCodes.UnknownFact, $"不认识事实“{property.Name}”{among.Zh}",
                $"there is no fact \"{property.Name}\"{among.En}");
        }
        else if (!seen.Add(property.Name))
        {
            Add(PackCodes.WrongFact, $"“{fact.Title.Zh}”（{fact.Name}）出现两次", $"{fact.Name} stands twice");
        }
        else if (property.Value.ValueKind != JsonValueKind.Null && !Fits(fact, property.Value))
        {
            var problem = fact.Problem(property.Value)!;
            Add(PackCodes.WrongFact, problem.Zh, problem.En);
        }
    }

    /// <summary>Whether a value that is given is of the fact's kind, within its bounds and of its codes.</summary>
    public static bool Fits(DecisionFact fact, JsonElement value) => fact.Kind switch
    {
        FactKind.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            && !(number < fact.Min) && !(number > fact.Max),
        FactKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        FactKind.List => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MaxListLength
            && (fact.Codes.Count == 0 || value.EnumerateArray().All(item => IsCode(fact, item))),
        FactKind.Date => value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(
            value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= MaxTextLength
            && (fact.Codes.Count == 0 || IsCode(fact, value)),
    };

    /// <summary>What a value of the fact must be.</summary>
    public static LocalizedText Expected(DecisionFact fact) => fact.Kind switch
    {
        FactKind.Number => new LocalizedText("数字" + Bounds(fact).Zh, "a number" + Bounds(fact).En),
        FactKind.List when fact.Codes.Count > 0 => new LocalizedText(
            "列表，每项是" + Codes(fact).Zh, "a list, each item " + Codes(fact).En),
        FactKind.Flag => new LocalizedText(" true 或 false", "true or false"),
        FactKind.Date => new LocalizedText("日期，如 2025-06-30", "a date such as 2025-06-30"),
        FactKind.List => new LocalizedText($"列表，不超过 {MaxListLength} 项", $"a list of at most {MaxListLength} items"),
        _ when fact.Codes.Count > 0 => Codes(fact),
        _ => new LocalizedText($"文字，不超过 {MaxTextLength} 字", $"a text of at most {MaxTextLength} characters"),
    };

    private static bool IsCode(DecisionFact fact, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && fact.Codes.Any(c => c.Key == value.GetString());

    private static LocalizedText Bounds(DecisionFact fact)
    {
        var (min, max) = (Number(fact.Min), Number(fact.Max));
        return (fact.Min, fact.Max) switch
        {
            (null, null) => new LocalizedText(string.Empty, string.Empty),
            (_, null) => new LocalizedText($"，不小于 {min}", $", at least {min}"),
            (null, _) => new LocalizedText($"，不大于 {max}", $", at most {max}"),
            _ => new LocalizedText($"，在 {min} 至 {max} 之间", $" from {min} to {max}"),
        };
    }

    private static string? Number(decimal? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static LocalizedText Codes(DecisionFact fact) => new(
        "以下之一：" + string.Join("、", fact.Codes.Select(c => $"{c.Key}（{c.Value.Zh}）")),
        "one of " + string.Join(", ", fact.Codes.Select(c => $"{c.Key} ({c.Value.En})")));

    private void Add(string code, string zh, string en) => _diagnostics.Add(Diagnostic.Error(code, zh, en));
}
