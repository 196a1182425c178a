using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Decisions;

/// <summary>The part <c>decision:</c> of a pack.yaml.</summary>
internal sealed record DecisionHeader(
    string Answer,
    string? Template,
    LocalizedText AsOf,
    IReadOnlyList<DecisionFact> Facts,
    IReadOnlyList<DecisionOutput> Outputs,
    IReadOnlyList<DecisionWord> Wording)
{
    /// <summary>The name under which every model may read the business date.</summary>
    public const string AsOfName = "as_of";

    /// <summary>The entries of <see cref="Places"/> that are no names: where the answer and the template are
    /// named.</summary>
    public const string AnswerPlace = "decision.answer";

    /// <inheritdoc cref="AnswerPlace"/>
    public const string TemplatePlace = "decision.template";

    /// <summary>What is claimed of it.</summary>
    public IReadOnlyList<PackClaim> Claims { get; init; } = [];

    /// <summary>What counts as approval; null if nothing is declared.</summary>
    public PackApproval? Approval { get; init; }

    /// <summary>Where each name stands, for messages.</summary>
    public IReadOnlyDictionary<string, YamlNode> Places { get; init; } =
        new Dictionary<string, YamlNode>(StringComparer.Ordinal);
}

/// <summary>Reads the part <c>decision:</c> of a pack.yaml.</summary>
internal sealed class DecisionHeaderReader(YamlReader yaml)
{
    private readonly Dictionary<string, YamlNode> _places = new(StringComparer.Ordinal);

    /// <summary>Null, with or without a diagnostic, when the pack has none.</summary>
    public DecisionHeader? Read(YamlMappingNode root)
    {
        if (yaml.AsMap(yaml.Get(root, "decision"), "decision", "decision") is not { } map)
            return null;
        yaml.OnlyKeys(map, "answer", "template", "as_of", "facts", "outputs", "wording", "monotonic",
            "approval");
        var answer = yaml.Text(map, "answer", required: true);
        var asOf = yaml.Localized(map, "as_of");
        if (yaml.Get(map, "template") is { } template)
            _places[DecisionHeader.TemplatePlace] = template;
        if (yaml.Get(map, "answer") is { } named)
            _places[DecisionHeader.AnswerPlace] = named;
        var header = new DecisionHeader(
            answer ?? string.Empty,
            yaml.Text(map, "template"),
            asOf,
            [.. Entries(map, "facts").Select(e => Fact(e.Name, e.Body))],
            [.. Entries(map, "outputs").Select(e => Output(e.Name, e.Body))],
            [.. Entries(map, "wording").Select(e => Word(e.Name, e.Body))])
        {
            Places = _places,
        };
        var claims = new DecisionClaimReader(yaml, header.Facts, header.Outputs, header.Wording);
        header = header with { Claims = claims.Claims(map), Approval = claims.Approval(map) };
        return answer is null ? null : header;
    }

    private IEnumerable<(string Name, YamlMappingNode Body)> Entries(YamlMappingNode map, string key)
    {
        if (yaml.AsMap(yaml.Get(map, key), key, key) is not { } entries)
            yield break;
        foreach (var (name, node, value) in YamlReader.Entries(entries))
        {
            _places[name] = node;
            if (yaml.AsMap(value, name, name) is { } body)
                yield return (name, body);
        }
    }

    private DecisionFact Fact(string name, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "title", "type", "unit", "optional", "codes", "help", "min", "max");
        var codes = new List<KeyValuePair<string, LocalizedText>>();
        if (yaml.AsMap(yaml.Get(map, "codes"), "codes", "codes") is { } words)
        {
            codes.AddRange(YamlReader.Entries(words)
                .Select(e => KeyValuePair.Create(e.Key, yaml.LocalizedNode(e.Value))));
        }

        return new DecisionFact(
            name, yaml.Localized(map, "title"), Kind(map), Unit(map), yaml.Flag(map, "optional"), codes)
        {
            Help = yaml.Get(map, "help") is { } help ? yaml.LocalizedNode(help) : null,
            Min = Bound(map, "min"),
            Max = Bound(map, "max"),
        };
    }

    private decimal? Bound(YamlMappingNode map, string key)
    {
        var node = yaml.Get(map, key);
        if (node is null)
            return null;
        if (decimal.TryParse(yaml.Scalar(node), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var bound))
        {
            return bound;
        }

        yaml.Error(node, PackCodes.WrongValue, $"{key} 应为数字", $"{key} must be a number");
        return null;
    }

    private DecisionOutput Output(string name, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "title", "unit", "code");
        return new DecisionOutput(name, yaml.Localized(map, "title"), Unit(map), yaml.Flag(map, "code"));
    }

    private DecisionWord Word(string code, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "zh", "en", "source");
        var text = new LocalizedText(
            yaml.Text(map, "zh", required: true) ?? string.Empty, yaml.Text(map, "en", required: true) ?? string.Empty);
        return new DecisionWord(code, text, yaml.Cited(map, "source"));
    }

    private string Unit(YamlMappingNode map)
    {
        var unit = yaml.Text(map, "unit") ?? UnitWords.None;
        if (!UnitWords.Has(unit))
        {
            var among = UnitWords.Among(unit);
            yaml.Error(yaml.Get(map, "unit"), PackCodes.NoUnit, $"不认识单位“{unit}”{among.Zh}",
                $"unit \"{unit}\" is not known{among.En}");
        }

        return unit;
    }

    private FactKind Kind(YamlMappingNode map)
    {
        var node = yaml.Get(map, "type", required: true);
        switch (yaml.Scalar(node))
        {
            case "number":
                return FactKind.Number;
            case "boolean":
                return FactKind.Flag;
            case "date":
                return FactKind.Date;
            case "list":
                return FactKind.List;
            case "string" or null:
                return FactKind.Text;
            case var other:
                yaml.Error(node, PackCodes.WrongValue, $"类型“{other}”应为 number、string、boolean、date 或 list",
                    $"type \"{other}\" must be number, string, boolean, date or list");
                return FactKind.Text;
        }
    }
}
