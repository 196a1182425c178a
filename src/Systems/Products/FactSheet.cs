using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Products;

/// <summary>
/// What a firm tells of itself, once for all products (事实表). Nothing of it is kept: it lives as long as the request.
/// </summary>
public sealed class FactSheet
{
    /// <summary>What stands before the names of facts in a form.</summary>
    public const string Prefix = "f.";

    /// <summary>In a form: none of the items of a list holds, which is not the same as "not told".</summary>
    public const string NoneOfThem = "-";

    private readonly Dictionary<string, IReadOnlyList<string>> _typed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Diagnostic> _problems = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _unknown = [];

    /// <summary>The facts that are sound, by name.</summary>
    public JsonObject Facts { get; } = [];

    /// <summary>Names of facts that the platform knew and nobody typed.</summary>
    public IReadOnlySet<string> Known { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What is wrong, fact by fact.</summary>
    public IReadOnlyList<Diagnostic> Problems => [.. _unknown, .. _problems.Values];

    /// <summary>Nothing is told yet.</summary>
    public bool IsEmpty => Facts.Count == 0 && _problems.Count == 0;

    /// <summary>What is wrong with one fact; null if nothing is.</summary>
    public LocalizedText? ProblemOf(string name) => _problems.GetValueOrDefault(name)?.Message;

    /// <summary>What was typed for a fact, as the form shows it again; empty if nothing was.</summary>
    public IReadOnlyList<string> Typed(string name) => _typed.GetValueOrDefault(name, []);

    /// <summary>Reads the inputs of a form. Inputs that are empty are facts that are not told.</summary>
    public static FactSheet From(IFormCollection form, IReadOnlyList<MarketFact> facts)
    {
        var sheet = new FactSheet();
        foreach (var fact in facts)
        {
            string[] typed = [.. form[Prefix + fact.Name].OfType<string>().Where(t => t.Trim().Length > 0)];
            if (typed.Length > 0)
                sheet.Take(fact.Fact, typed, Parsed(fact.Fact, typed));
        }

        return sheet;
    }

    /// <summary>Reads a JSON object, facts by name.</summary>
    public static FactSheet From(JsonElement json, IReadOnlyList<MarketFact> facts)
    {
        var sheet = new FactSheet();
        var byName = facts.ToDictionary(f => f.Name, f => f.Fact, StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!byName.TryGetValue(property.Name, out var fact))
            {
                sheet._unknown.Add(ProductProblems.UnknownFact(Shortened(property.Name)));
            }
            else if (sheet._typed.ContainsKey(property.Name))
            {
                sheet._problems[property.Name] = ProductProblems.WrongFact(new LocalizedText(
                    $"“{fact.Title.Zh}”（{fact.Name}）出现两次", $"{fact.Name} stands twice"));
            }
            else if (property.Value.ValueKind != JsonValueKind.Null)
            {
                sheet.Take(fact, Shown(property.Value), property.Value);
            }
        }

        return sheet;
    }

    /// <summary>Adds what the platform knows, where the firm told nothing.</summary>
    public FactSheet With(IReadOnlyDictionary<string, JsonElement> known, IReadOnlyList<MarketFact> facts)
    {
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fact in facts.Where(f => known.ContainsKey(f.Name) && !_typed.ContainsKey(f.Name)))
        {
            Take(fact.Fact, Shown(known[fact.Name]), known[fact.Name]);
            added.Add(fact.Name);
        }

        Known = added;
        return this;
    }

    /// <summary>What one product reads of it; items of lists that the product does not know are left out.</summary>
    public JsonElement For(MarketProduct product)
    {
        var given = new JsonObject();
        foreach (var fact in product.Decision.Facts.Where(f => Facts.ContainsKey(f.Name)))
        {
            given[fact.Name] = fact is { Kind: FactKind.List, Codes.Count: > 0 }
                ? Own(fact) : Facts[fact.Name]!.DeepClone();
        }

        return JsonSerializer.SerializeToElement(given);
    }

    private JsonArray Own(DecisionFact fact) =>
        [.. Facts[fact.Name]!.AsArray().Where(i => fact.Codes.Any(c => c.Key == i!.GetValue<string>()))
            .Select(i => i!.DeepClone())];

    private void Take(DecisionFact fact, IReadOnlyList<string> typed, JsonElement? value)
    {
        _typed[fact.Name] = typed;
        if (value is { } json && fact.Problem(json) is null)
            Facts[fact.Name] = JsonNode.Parse(json.GetRawText());
        else
            _problems[fact.Name] = ProductProblems.WrongFact(fact.Problem(value ?? Text(typed[0]))!);
    }

    // Null: no value of the fact's kind, whatever it was meant to be.
    private static JsonElement? Parsed(DecisionFact fact, string[] typed) => fact.Kind switch
    {
        FactKind.Number => Number(typed[0]),
        FactKind.Flag => typed[0] is "true" or "false" ? Json(typed[0]) : null,
        FactKind.List when fact.Codes.Count > 0 => JsonSerializer.SerializeToElement(
            typed.Where(t => t != NoneOfThem)),
        FactKind.List => Json(typed[0]),
        _ => Text(typed[0].Trim()),
    };

    // Thousands may be set apart by commas, also by those of a Chinese keyboard.
    private static JsonElement? Number(string typed)
    {
        var digits = string.Concat(typed.Where(c => c is not (',' or '，') && !char.IsWhiteSpace(c)));
        return decimal.TryParse(
            digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
            ? JsonSerializer.SerializeToElement(number) : null;
    }

    private static JsonElement? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private static IReadOnlyList<string> Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Array when value.GetArrayLength() == 0 => [NoneOfThem],
        JsonValueKind.Array when value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(i => i.GetString()!)],
        _ => [value.GetRawText()],
    };

    private static string Shortened(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
