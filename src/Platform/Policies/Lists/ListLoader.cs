using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Loading;
using Huoshui.Policies.Processes;
using Huoshui.Registry;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Lists;

/// <summary>Reads and checks a pack's list.yaml.</summary>
internal sealed partial class ListLoader(YamlReader yaml, PackDecision? decision, ParameterSet parameters)
{
    public const string FileName = "list.yaml";

    /// <summary>The list; null if the file is none (which is a diagnostic).</summary>
    public static ListDefinition? Load(
        SourceText source, PackDecision? decision, ParameterSet parameters, ICollection<Diagnostic> sink)
    {
        var yaml = new YamlReader(source, sink);
        return yaml.Root() is { } map ? new ListLoader(yaml, decision, parameters).Read(map) : null;
    }

    /// <summary>Two lists of one id: addresses and the store could not tell them apart.</summary>
    public static IEnumerable<Diagnostic> Clashes(PolicyPack pack, IEnumerable<PolicyPack> earlier) =>
        earlier.Where(p => p.List is not null && p.List.Id == pack.List?.Id && p.Id != pack.Id).Select(other =>
            Diagnostic.Error(
                PackCodes.DuplicateId, $"名单编号“{pack.List!.Id}”已用于 {other.Id}",
                $"the list id \"{pack.List.Id}\" is used by {other.Id}",
                new SourceText($"policies/{pack.Id}/{FileName}", string.Empty)));

    private ListDefinition Read(YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "id", "title", "period", "key", "rule", "public", "days", "who", "objections", "answers");
        var id = yaml.Text(map, "id", required: true) ?? string.Empty;
        if (!Slug().IsMatch(id))
            yaml.Wrong(map, "id", "应为小写字母和数字", "must be lower-case letters and digits");
        if (decision is null)
            yaml.Error(map, PackCodes.MissingKey, "名单的包须有决策（decision）", "the pack of a list has a decision");
        var period = yaml.One(map, "period", ["year", "month"]) == "month" ? ListPeriod.Month : ListPeriod.Year;
        var (output, listed, reasons) = Rule(yaml.Part(map, "rule"));
        return new ListDefinition(
            id, yaml.Localized(map, "title"), period, yaml.One(map, "key", ["usci", "other"]) == "usci")
        {
            Output = output,
            Listed = listed,
            Reasons = reasons,
            Public = Public(yaml.Part(map, "public")),
            Days = Days(yaml.Part(map, "days"), period),
            Who = Who(yaml.Part(map, "who")),
            ObjectionKinds = Codes(yaml.Part(map, "objections"), "objections", "effect", ObjectionEffects.All),
            AnswerReasons = Codes(yaml.Part(map, "answers"), "answers", "upheld", ["true", "false"]),
        };
    }

    private (string Output, IReadOnlyList<string> Listed, string Reasons) Rule(YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "output", "listed", "reasons");
        var listed = yaml.Texts(map, "listed");
        if (listed.Count == 0)
            yaml.Error(map, PackCodes.MissingKey, "缺少“listed”", "\"listed\" is missing");
        foreach (var code in listed.Where(c => decision is not null && decision.Word(c) is null))
            Unknown(map, "listed", $"决策没有代码“{code}”的文字", $"the decision has no words of the code \"{code}\"");
        return (OutputOf(map, "output"), listed, OutputOf(map, "reasons"));
    }

    private string OutputOf(YamlMappingNode map, string key)
    {
        var name = yaml.Text(map, key, required: true) ?? string.Empty;
        if (decision is not null && decision.Outputs.All(o => o.Name != name))
            Unknown(map, key, $"决策没有结论“{name}”", $"the decision has no output \"{name}\"");
        return name;
    }

    private ListPublicity Public(YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "publicity", "final", "name", "key", "facts");
        var facts = yaml.Texts(map, "facts");
        foreach (var fact in facts.Where(f => decision is not null && decision.Facts.All(d => d.Name != f)))
            Unknown(map, "facts", $"决策没有事实“{fact}”", $"the decision has no fact \"{fact}\"");
        return new ListPublicity(
            yaml.Flag(map, "publicity"), yaml.Flag(map, "final"), Show(map, "name"), Show(map, "key"), facts);
    }

    private ListShow Show(YamlMappingNode map, string key) => yaml.One(map, key, ["hidden", "masked", "clear"]) switch
    {
        "clear" => ListShow.Clear,
        "masked" => ListShow.Masked,
        _ => ListShow.Hidden,
    };

    private ListDays Days(YamlMappingNode map, ListPeriod period)
    {
        yaml.OnlyKeys(map, "publicity", "objection", "answer", "warning", "per_account", "update_month", "update_day");
        return new ListDays(
            Parameter(map, "publicity"), Parameter(map, "objection"), Parameter(map, "answer"),
            Parameter(map, "warning"), Parameter(map, "per_account"),
            period == ListPeriod.Year ? Parameter(map, "update_month") : null, Parameter(map, "update_day"));
    }

    private string Parameter(YamlMappingNode map, string key)
    {
        var name = yaml.Text(map, key, required: true) ?? string.Empty;
        if (name.Length > 0 && parameters.Find(name) is not { Values: [{ Value: long }, ..] })
            Unknown(map, key, $"parameters.yaml 没有整数参数“{name}”", $"parameters.yaml has no whole number \"{name}\"");
        return name;
    }

    private Dictionary<ListAct, IReadOnlyList<string>> Who(YamlMappingNode map)
    {
        var acts = Enum.GetValues<ListAct>();
        yaml.OnlyKeys(map, [.. acts.Select(Word)]);
        foreach (var act in acts)
        {
            if (yaml.Texts(map, Word(act)).Count == 0)
                yaml.Error(map, PackCodes.MissingKey, $"缺少“{Word(act)}”", $"\"{Word(act)}\" is missing");
            foreach (var role in yaml.Texts(map, Word(act)).Where(r => !Roles.All.ContainsKey(r)))
                Unknown(map, Word(act), $"没有角色“{role}”", $"there is no role \"{role}\"");
        }

        return acts.ToDictionary(a => a, a => yaml.Texts(map, Word(a)));
    }

    private ProcessList Codes(YamlMappingNode map, string id, string field, IReadOnlyList<string> values)
    {
        var list = ProcessLoader.List(yaml, id, map);
        foreach (var code in list.Codes.Where(c => !values.Contains(c.Fields.GetValueOrDefault(field) ?? string.Empty)))
        {
            yaml.Error(map, PackCodes.WrongValue, $"代码“{code.Id}”的 {field} 应为 {string.Join('、', values)}",
                $"{field} of the code \"{code.Id}\" must be one of {string.Join(", ", values)}");
        }

        return list;
    }

    private void Unknown(YamlMappingNode map, string key, string zh, string en) =>
        yaml.Error(yaml.Get(map, key), PackCodes.UnknownReference, zh, en);

    private static string Word(ListAct act) => act.ToString().ToLowerInvariant();

    [GeneratedRegex("^[a-z][a-z0-9]{0,39}$", RegexOptions.None, 1000)]
    private static partial Regex Slug();
}
