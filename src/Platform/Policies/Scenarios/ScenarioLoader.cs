using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Scenarios;

/// <summary>Reads and checks a pack's scenario.yaml.</summary>
internal sealed partial class ScenarioLoader(YamlReader yaml, ParameterSet parameters)
{
    public const string FileName = "scenario.yaml";

    private static readonly Dictionary<string, string> MediaOf = new(StringComparer.Ordinal)
    {
        ["json"] = "application/json",
        ["csv"] = "text/csv",
        ["xml"] = "application/xml",
    };

    /// <summary>The scenario; null if the file is none (which is a diagnostic).</summary>
    public static ScenarioDefinition? Load(SourceText source, ParameterSet parameters, ICollection<Diagnostic> sink)
    {
        var yaml = new YamlReader(source, sink);
        return yaml.Root() is { } map ? new ScenarioLoader(yaml, parameters).Read(map) : null;
    }

    /// <summary>Two scenarios of one code: entries of logs could not be told apart.</summary>
    public static IEnumerable<Diagnostic> Clashes(PolicyPack pack, IEnumerable<PolicyPack> earlier) =>
        earlier.Where(p => p.Scenario is not null && p.Scenario.Code == pack.Scenario?.Code && p.Id != pack.Id)
            .Select(other => Diagnostic.Error(
                PackCodes.DuplicateId, $"场景代码 {pack.Scenario!.Code} 已用于 {other.Id}",
                $"the scenario code {pack.Scenario.Code} is used by {other.Id}",
                new SourceText($"policies/{pack.Id}/{FileName}", string.Empty)));

    private ScenarioDefinition Read(YamlMappingNode map)
    {
        yaml.OnlyKeys(
            map, "code", "title_zh_hant", "direction", "form", "media_types", "fields_by", "holder", "terms",
            "purposes", "fields", "consent");
        var form = yaml.One(map, "form", ["bytes", "json", "csv", "xml"]);
        return new ScenarioDefinition(
            Code(map), yaml.One(map, "direction", ["southbound", "northbound"]), form,
            yaml.One(map, "fields_by", ["tree", "sd-jwt"]), yaml.One(map, "holder", ["required", "optional"]) == "required")
        {
            TitleZhHant = yaml.Text(map, "title_zh_hant"),
            MediaTypes = MediaTypes(map, form),
            Fields = [.. Named(map, "fields").Select(f => Field(f.Id, f.Map, form))],
            Purposes = [.. Named(map, "purposes").Select(p => new BorderPurpose(p.Id, Words(p.Map)))],
            Consent = Consent(yaml.Part(map, "consent")),
            Terms = Terms(yaml.Part(map, "terms")),
        };
    }

    private int Code(YamlMappingNode map)
    {
        var text = yaml.Text(map, "code", required: true);
        if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var code)
            && code is > 0 and <= ScenarioDefinition.LargestCode)
        {
            return code;
        }

        if (text is not null)
        {
            yaml.Wrong(map, "code", $"应为 1 至 {ScenarioDefinition.LargestCode} 的整数",
                $"must be a whole number from 1 to {ScenarioDefinition.LargestCode}");
        }

        return 0;
    }

    private IReadOnlyList<string> MediaTypes(YamlMappingNode map, string form)
    {
        var types = yaml.Texts(map, "media_types");
        if (types.Count == 0)
            yaml.Error(map, PackCodes.MissingKey, "缺少“media_types”", "\"media_types\" is missing");
        if (MediaOf.TryGetValue(form, out var only) && types.Any(t => t != only))
            yaml.Wrong(map, "media_types", $"形式为 {form} 时只能是 {only}", $"must be {only} where the form is {form}");
        return types;
    }

    private BorderField Field(string id, YamlMappingNode map, string form)
    {
        yaml.OnlyKeys(map, "title", "type", "required", "pointer");
        var type = yaml.One(map, "type", [.. Enum.GetNames<BorderFieldType>().Select(n => n.ToLowerInvariant())]);
        var pointer = yaml.Text(map, "pointer", required: form == "json");
        if (pointer is not null && form != "json")
            yaml.Wrong(map, "pointer", "只用于 json", "is for json only");
        if (pointer is not null && !PointerForm().IsMatch(pointer))
            yaml.Wrong(map, "pointer", "应如 /summary/score（RFC 6901）", "must be like /summary/score (RFC 6901)");
        return new BorderField(
            id, Words(yaml.Part(map, "title")), Enum.TryParse<BorderFieldType>(type, true, out var known) ? known : default,
            yaml.Flag(map, "required"), pointer);
    }

    private BorderText Consent(YamlMappingNode map)
    {
        var consent = Words(map);
        foreach (var (key, text) in new[] { ("zh", consent.Zh), ("zh_hant", consent.ZhHant), ("en", consent.En) })
        {
            if (ScenarioDefinition.ConsentPlaces.Where(p => !text.Contains(p, StringComparison.Ordinal)).ToList()
                is { Count: > 0 } lacking && text.Length > 0)
            {
                yaml.Wrong(map, key, $"没有写明 {string.Join('、', lacking)}", $"does not name {string.Join(", ", lacking)}");
            }
        }

        return consent;
    }

    private ScenarioTerms Terms(YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "validity_days", "presentation_minutes", "status_hours", "retention_months");
        return new ScenarioTerms(
            Parameter(map, "validity_days"), Parameter(map, "presentation_minutes"), Parameter(map, "status_hours"),
            Parameter(map, "retention_months"));
    }

    private string Parameter(YamlMappingNode map, string key)
    {
        var name = yaml.Text(map, key, required: true) ?? string.Empty;
        if (name.Length == 0)
            return name;
        if (parameters.Find(name) is not { Values: [{ Value: long }, ..] } found)
        {
            yaml.Error(yaml.Get(map, key), PackCodes.UnknownReference, $"parameters.yaml 没有整数参数“{name}”",
                $"parameters.yaml has no whole number \"{name}\"");
        }
        else if (found.Values.Any(v => v.Value is long and < 1))
        {
            yaml.Wrong(map, key, $"“{name}”须大于 0", $"\"{name}\" must be above 0");
        }

        return name;
    }

    // The entries of a map, each with an id of lower-case letters, digits and underscores.
    private List<(string Id, YamlMappingNode Map)> Named(YamlMappingNode map, string key)
    {
        var entries = YamlReader.Entries(yaml.Part(map, key)).ToList();
        if (entries.Count == 0)
            yaml.Error(map, PackCodes.MissingKey, $"“{key}”至少一项", $"\"{key}\" needs at least one entry");
        foreach (var (id, node, _) in entries.Where(e => !Slug().IsMatch(e.Key)))
        {
            yaml.Error(node, PackCodes.WrongValue, $"“{id}”应为小写字母、数字和下划线",
                $"\"{id}\" must be lower-case letters, digits and underscores");
        }

        return [.. entries.Select(e => (e.Key, yaml.AsMap(e.Value, e.Key, e.Key) ?? new YamlMappingNode()))];
    }

    private BorderText Words(YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "zh", "zh_hant", "en");
        return new BorderText(Word(map, "zh"), Word(map, "zh_hant"), Word(map, "en"));
    }

    private string Word(YamlMappingNode map, string key)
    {
        var text = yaml.Text(map, key, required: true) ?? string.Empty;
        if (string.IsNullOrWhiteSpace(text) && yaml.Get(map, key) is { } node)
            yaml.Error(node, PackCodes.MissingKey, $"“{key}”是空的", $"\"{key}\" is empty");
        return text;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slug();

    [GeneratedRegex("^(/([^~/]|~[01])*)+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PointerForm();
}
