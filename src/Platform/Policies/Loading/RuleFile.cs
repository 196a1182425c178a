using System.Globalization;
using Huoshui.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Loading;

/// <summary>Reads rules.yaml: table, kind, dated severity and source of each written rule; severities of derived
/// rules.</summary>
internal sealed class RuleFile
{
    private const int FirstKind = 1;
    private const int LastKind = 14;

    private readonly YamlReader _yaml;
    private readonly YamlMappingNode? _root;

    public RuleFile(SourceText source, ICollection<Diagnostic> sink)
    {
        _yaml = new YamlReader(source, sink);
        _root = _yaml.Root();
        if (_root is not null)
            _yaml.OnlyKeys(_root, "rules", "derived", "overrides");
    }

    public IReadOnlyList<WrittenRule> Written(ReturnDefinition definition)
    {
        var rules = new List<WrittenRule>();
        if (_root is null || _yaml.AsMap(_yaml.Get(_root, "rules"), "rules", "rules") is not { } map)
            return rules;
        foreach (var (id, keyNode, value) in YamlReader.Entries(map))
        {
            if (_yaml.AsMap(value, "规则", "a rule") is { } body && One(definition, id, keyNode, body) is { } rule)
                rules.Add(rule);
        }

        return rules;
    }

    public DerivedSeverities Derived() => _root is null
        ? DerivedSeverities.Default
        : new DerivedSeverities(SeverityMap("derived"), SeverityMap("overrides"));

    private WrittenRule? One(ReturnDefinition definition, string id, YamlNode keyNode, YamlMappingNode map)
    {
        _yaml.OnlyKeys(map, "table", "kind", "severity", "source", "title");
        var table = _yaml.Text(map, "table", required: true);
        if (table is not null && definition.Table(table) is null)
            _yaml.Error(_yaml.Get(map, "table"), PackCodes.UnknownReference, $"没有表“{table}”", $"there is no table \"{table}\"");
        var severities = Severities(_yaml.Get(map, "severity", required: true));
        if (table is null || severities.Count == 0)
            return null;
        var start = (int)keyNode.Start.Index;
        return new WrittenRule(
            id, table, Kind(map), severities, _yaml.Text(map, "source"), _yaml.Source, new SourceSpan(start, id.Length));
    }

    private int Kind(YamlMappingNode map)
    {
        var node = _yaml.Get(map, "kind", required: true);
        if (int.TryParse(_yaml.Scalar(node), NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
            && kind is >= FirstKind and <= LastKind)
        {
            return kind;
        }

        if (node is not null)
            _yaml.Error(node, PackCodes.WrongShape, "种类应为 1 至 14", "kind must be 1 to 14");
        return FirstKind;
    }

    private Dictionary<string, IReadOnlyList<DatedSeverity>> SeverityMap(string key)
    {
        var severities = new Dictionary<string, IReadOnlyList<DatedSeverity>>(StringComparer.Ordinal);
        if (_yaml.AsMap(_yaml.Get(_root!, key), key, key) is not { } map)
            return severities;
        foreach (var (id, _, value) in YamlReader.Entries(map))
            severities[id] = Severities(value);
        return severities;
    }

    private IReadOnlyList<DatedSeverity> Severities(YamlNode? node)
    {
        if (node is YamlScalarNode)
            return Severity(node) is { } single ? [new DatedSeverity(DateOnly.MinValue, single)] : [];
        var dated = new List<DatedSeverity>();
        foreach (var item in _yaml.AsList(node))
        {
            if (_yaml.AsMap(item, "严重程度", "a severity") is not { } map)
                continue;
            _yaml.OnlyKeys(map, "from", "is");
            if (_yaml.Date(map, "from", required: true) is { } from && Severity(_yaml.Get(map, "is", required: true)) is { } severity)
                dated.Add(new DatedSeverity(from, severity));
        }

        return [.. dated.OrderBy(d => d.From)];
    }

    private RuleSeverity? Severity(YamlNode? node)
    {
        switch (_yaml.Scalar(node))
        {
            case "fatal":
                return RuleSeverity.Fatal;
            case "warning":
                return RuleSeverity.Warning;
            case null:
                return null;
            case var other:
                _yaml.Error(node, PackCodes.WrongShape, $"“{other}”应为 fatal 或 warning", $"\"{other}\" must be fatal or warning");
                return null;
        }
    }
}
