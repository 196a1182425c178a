using Huoshui.Diagnostics;
using Huoshui.Policies.Derivation;
using Huoshui.Policies.Loading;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Cases;

/// <summary>Reads the cases.yaml of a return.</summary>
internal sealed class RuleCaseFile
{
    private readonly List<Diagnostic> _sink = [];
    private readonly List<RuleCase> _cases = [];
    private readonly YamlReader _yaml;
    private readonly ReturnDefinition _return;

    private RuleCaseFile(SourceText source, ReturnDefinition definition)
    {
        _yaml = new YamlReader(source, _sink);
        _return = definition;
    }

    public static RuleCases Read(SourceText source, ReturnDefinition definition)
    {
        var file = new RuleCaseFile(source, definition);
        file.Read();
        return new RuleCases(file._cases, file._sink);
    }

    private void Read()
    {
        if (_yaml.Root() is not { } root)
            return;
        _yaml.OnlyKeys(root, "as_of", "cases");
        var asOf = _yaml.Date(root, "as_of", required: true);
        if (asOf is null || _yaml.AsMap(_yaml.Get(root, "cases", required: true), "cases", "cases") is not { } map)
            return;
        foreach (var (rule, _, value) in YamlReader.Entries(map))
        {
            foreach (var node in _yaml.AsList(value))
            {
                if (_yaml.AsMap(node, "例子", "a case") is { } body)
                    Add(rule, asOf.Value, body);
            }
        }
    }

    private void Add(string rule, DateOnly asOf, YamlMappingNode map)
    {
        _yaml.OnlyKeys(map, "name", "as_of", "given", "expect", "shows");
        var name = _yaml.Text(map, "name", required: true);
        var given = _yaml.AsMap(_yaml.Get(map, "given", required: true), "given", "given");
        if (name is null || given is null || Expect(_yaml.Get(map, "expect", required: true)) is not { } expect)
            return;
        var start = (int)map.Start.Index;
        var span = new SourceSpan(start, (int)map.End.Index - start);
        _cases.Add(new RuleCase(
            rule, name, _yaml.Date(map, "as_of") ?? asOf, Given(given), expect, _yaml.Source, span)
        {
            Shows = Shows(_yaml.Get(map, "shows")),
        });
    }

    private FindingShown? Shows(YamlNode? node)
    {
        if (node is null || _yaml.AsMap(node, "shows", "shows") is not { } map)
            return null;
        _yaml.OnlyKeys(map, "value", "expected", "difference");
        return new FindingShown(_yaml.Text(map, "value"), _yaml.Text(map, "expected"), _yaml.Text(map, "difference"));
    }

    private CaseExpectation? Expect(YamlNode? node)
    {
        switch (_yaml.Scalar(node))
        {
            case "fails":
                return CaseExpectation.Fails;
            case "holds":
                return CaseExpectation.Holds;
            case "cannot":
                return CaseExpectation.CannotEvaluate;
            case null:
                return null;
            case var other:
                _yaml.Error(node, PackCodes.WrongShape, $"“{other}”应为 fails、holds 或 cannot", $"\"{other}\" must be fails, holds or cannot");
                return null;
        }
    }

    private Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>> Given(YamlMappingNode map)
    {
        var given = new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>>(StringComparer.Ordinal);
        foreach (var (dataset, keyNode, value) in YamlReader.Entries(map))
        {
            var code = dataset.EndsWith(ReturnConstants.PreviousSuffix, StringComparison.Ordinal)
                ? dataset[..^ReturnConstants.PreviousSuffix.Length]
                : dataset;
            if (_return.Table(code) is not { } table)
                _yaml.Error(keyNode, PackCodes.UnknownReference, $"没有表“{dataset}”", $"there is no table \"{dataset}\"");
            else
                given[dataset] = [.. _yaml.AsList(value).Select(r => Row(table, r))];
        }

        return given;
    }

    private Dictionary<string, string?> Row(TableDefinition table, YamlNode node)
    {
        var row = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (_yaml.AsMap(node, "行", "a row") is not { } map)
            return row;
        foreach (var (field, keyNode, value) in YamlReader.Entries(map))
        {
            if (table.Field(field) is not { } known)
                _yaml.Error(keyNode, PackCodes.UnknownReference, $"表 {table.Code} 没有数据项“{field}”", $"table {table.Code} has no field \"{field}\"");
            else
                row[known.Code] = YamlReader.IsNull(value) ? null : _yaml.Scalar(value);
        }

        return row;
    }
}
