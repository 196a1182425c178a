using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Loading;

/// <summary>Reads parameters.yaml: every number with unit, dated values, and a source or the mark
/// illustrative.</summary>
internal static class ParameterLoader
{
    public static ParameterSet Load(SourceText source, ICollection<Diagnostic> sink)
    {
        var yaml = new YamlReader(source, sink);
        if (yaml.Root() is not { } map)
            return ParameterSet.Empty;
        var parameters = new List<Parameter>();
        foreach (var (name, keyNode, value) in YamlReader.Entries(map))
        {
            if (parameters.Any(p => p.Name == name))
                yaml.Error(keyNode, PackCodes.DuplicateId, $"参数“{name}”出现两次", $"parameter \"{name}\" stands twice");
            else if (yaml.AsMap(value, "参数", "a parameter") is { } body)
                parameters.Add(One(yaml, name, body));
        }

        return new ParameterSet(parameters);
    }

    private static Parameter One(YamlReader yaml, string name, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "title", "type", "unit", "values", "note");
        var kind = Kind(yaml, map);
        var unit = yaml.Text(map, "unit");
        var placed = yaml.AsList(yaml.Get(map, "values"))
            .Select(v => yaml.AsMap(v, "参数值", "a value"))
            .OfType<YamlMappingNode>()
            .Select(v => (Place: v, Value: Value(yaml, v, kind)!))
            .Where(v => v.Value is not null)
            .ToArray();
        ParameterValue[] values = [.. placed.Select(v => v.Value).OrderBy(v => v.From)];
        if (placed.GroupBy(v => v.Value.From).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            yaml.Error(twice.Last().Place, PackCodes.DuplicateId, $"参数“{name}”有两个值从 {twice.Key:yyyy-MM-dd} 开始：留一个",
                $"parameter \"{name}\" has two values from {twice.Key:yyyy-MM-dd}: keep one");
        }

        if ((string.IsNullOrEmpty(unit) && !yaml.IsMisspelt(map, "unit"))
            || (values.Length == 0 && !yaml.IsMisspelt(map, "values")))
        {
            yaml.Error(map, PackCodes.NoUnit, $"参数“{name}”缺少单位或值", $"parameter \"{name}\" has no unit or no value");
        }

        return new Parameter(name, yaml.Localized(map, "title"), kind, unit ?? string.Empty, values);
    }

    private static ScalarKind Kind(YamlReader yaml, YamlMappingNode map)
    {
        var node = yaml.Get(map, "type");
        switch (yaml.Scalar(node))
        {
            case null or "number":
                return ScalarKind.Number;
            case "integer":
                return ScalarKind.Integer;
            case "string":
                return ScalarKind.String;
            case "boolean":
                return ScalarKind.Boolean;
            case "date":
                return ScalarKind.Date;
            case var other:
                yaml.Error(
                    node,
                    PackCodes.WrongValue,
                    $"类型“{other}”应为 integer、number、string、boolean 或 date",
                    $"type \"{other}\" must be integer, number, string, boolean or date");
                return ScalarKind.Number;
        }
    }

    private static ParameterValue? Value(YamlReader yaml, YamlMappingNode map, ScalarKind kind)
    {
        yaml.OnlyKeys(map, "from", "value", "source", "illustrative", "note");
        var from = yaml.Date(map, "from", required: true);
        var node = yaml.Get(map, "value", required: true);
        var text = yaml.Scalar(node);
        var source = yaml.Cited(map, "source");
        var illustrative = yaml.Flag(map, "illustrative");
        if (source is null && !illustrative && !yaml.IsMisspelt(map, "source") && !yaml.IsMisspelt(map, "illustrative"))
        {
            yaml.Error(
                map,
                PackCodes.NoSource,
                "没有出处：写 source，或写 illustrative: true",
                "no source: write source, or illustrative: true");
        }

        if (text is null || from is null)
            return null;
        if (Typed(text, kind) is { } value)
            return new ParameterValue(from.Value, value, source, illustrative);
        var words = Untyped(text, kind);
        yaml.Error(node, PackCodes.WrongValue, words.Zh, words.En);
        return null;
    }

    private static LocalizedText Untyped(string text, ScalarKind kind)
    {
        if (kind == ScalarKind.Boolean)
            return FlagWords.NoFlag("value", text);
        if (kind == ScalarKind.Date)
        {
            return new LocalizedText($"“{text}”不是日期：写成年-月-日，如 2025-06-30",
                $"\"{text}\" is no date: year-month-day, like 2025-06-30");
        }

        var instead = SheetCell.Instead(text);
        return kind == ScalarKind.Integer
            ? new LocalizedText($"“{text}”不是整数{instead.Zh}", $"\"{text}\" is no whole number{instead.En}")
            : new LocalizedText($"“{text}”不是数字{instead.Zh}", $"\"{text}\" is no number{instead.En}");
    }

    private static object? Typed(string text, ScalarKind kind) => kind switch
    {
        ScalarKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer : null,
        ScalarKind.Number => decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null,
        ScalarKind.Boolean => bool.TryParse(text, out var flag) ? flag : null,
        ScalarKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        _ => text,
    };
}
