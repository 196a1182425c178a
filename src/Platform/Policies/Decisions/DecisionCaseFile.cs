using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Decisions;

/// <summary>Reads the cases.yaml of a decision pack: facts that all cases share, and each case's own.</summary>
internal sealed class DecisionCaseFile
{
    private readonly List<Diagnostic> _sink = [];
    private readonly List<DecisionCase> _cases = [];
    private readonly YamlReader _yaml;
    private List<(string Name, JsonElement Value, SourceSpan At)> _shared = [];

    private DecisionCaseFile(SourceText source) => _yaml = new YamlReader(source, _sink);

    public static DecisionCases Read(SourceText source)
    {
        var file = new DecisionCaseFile(source);
        file.Read();
        return new DecisionCases(file._cases, file._sink) { Shared = file._shared };
    }

    private void Read()
    {
        if (_yaml.Root() is not { } root)
            return;
        _yaml.OnlyKeys(root, "as_of", "given", "cases");
        var asOf = _yaml.Date(root, "as_of", required: true);
        var shared = Facts(root);
        var places = Places(root, "given");
        _shared = [.. shared.Where(f => places.ContainsKey("given." + f.Key))
            .Select(f => (f.Key, JsonSerializer.SerializeToElement(f.Value), places["given." + f.Key]))];
        foreach (var node in _yaml.AsList(_yaml.Get(root, "cases", required: true)))
        {
            if (asOf is { } day && _yaml.AsMap(node, "例子", "a case") is { } map)
                Add(day, shared, map);
        }

        foreach (var twice in _cases.GroupBy(c => c.Name, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
        {
            _sink.Add(
                Diagnostic.Error(PackCodes.DuplicateId, $"例子“{twice.Name}”出现两次", $"case \"{twice.Name}\" stands twice",
                twice.Source, twice.Span));
        }
    }

    private void Add(DateOnly asOf, JsonObject shared, YamlMappingNode map)
    {
        _yaml.OnlyKeys(map, "name", "as_of", "given", "expect", "cannot");
        var name = _yaml.Text(map, "name", required: true);
        var cannot = _yaml.Text(map, "cannot");
        var expect = _yaml.AsMap(_yaml.Get(map, "expect", required: cannot is null), "expect", "expect");
        if (name is null || (cannot is null && expect is null))
            return;
        var facts = (JsonObject)shared.DeepClone();
        foreach (var (key, value) in Facts(map).ToArray())
            facts[key] = value?.DeepClone();
        _cases.Add(new DecisionCase(
            name, _yaml.Date(map, "as_of") ?? asOf, JsonSerializer.SerializeToElement(facts),
            expect is null ? [] : (JsonObject)Json(expect)!, cannot, _yaml.Source, SpanOf(map, map))
        {
            Places = Places(map, "given").Concat(Places(map, "expect")).ToDictionary(StringComparer.Ordinal),
        });
    }

    private Dictionary<string, SourceSpan> Places(YamlMappingNode map, string key) =>
        _yaml.Get(map, key) is not YamlMappingNode entries ? new(StringComparer.Ordinal)
            : YamlReader.Entries(entries).DistinctBy(e => e.Key)
                .ToDictionary(e => $"{key}.{e.Key}", e => SpanOf(e.KeyNode, e.Value), StringComparer.Ordinal);

    private static SourceSpan SpanOf(YamlNode first, YamlNode last)
    {
        var start = (int)first.Start.Index;
        return new SourceSpan(start, Math.Max(1, (int)last.End.Index - start));
    }

    private JsonObject Facts(YamlMappingNode map) =>
        _yaml.AsMap(_yaml.Get(map, "given"), "given", "given") is { } given ? (JsonObject)Json(given)! : [];

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map =>
            new JsonObject(YamlReader.Entries(map).DistinctBy(e => e.Key)
            .Select(e => KeyValuePair.Create(e.Key, Json(e.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => null,
    };

    // A quoted text is a text, also when it looks like a number.
    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(scalar.Value);
        return scalar.Value switch
        {
            null or "" or "~" or "null" => null,
            "true" or "false" => JsonValue.Create(scalar.Value == "true"),
            var text when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            var text => JsonValue.Create(text),
        };
    }
}
