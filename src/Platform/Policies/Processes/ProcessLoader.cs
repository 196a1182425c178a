using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;
using Huoshui.Registry;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Processes;

/// <summary>Reads and checks a pack's process.yaml.</summary>
internal static class ProcessLoader
{
    /// <summary>The most states, steps, lists or codes of one list.</summary>
    private const int Most = 500;

    /// <summary>The process; null if the file is none (which is a diagnostic).</summary>
    public static ProcessDefinition? Load(SourceText source, ICollection<Diagnostic> sink)
    {
        var yaml = new YamlReader(source, sink);
        if (yaml.Root() is not { } map)
            return null;
        yaml.OnlyKeys(map, "source", "illustrative", "states", "steps", "lists");
        _ = Source(yaml, map);
        var states = Entries(yaml, map, "states").Select(e => State(yaml, e.Key, e.Body)).ToList();
        var steps = Entries(yaml, map, "steps").Select(e => Step(yaml, e.Key, e.Body)).ToList();
        var lists = Entries(yaml, map, "lists").Select(e => List(yaml, e.Key, e.Body)).ToList();
        ProcessCheck.Run(yaml, map, states, steps);
        return new ProcessDefinition(states, steps, lists);
    }

    private static ProcessState State(YamlReader yaml, string id, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "title", "final");
        return new ProcessState(id, yaml.Localized(map, "title"), yaml.Flag(map, "final"));
    }

    private static ProcessStep Step(YamlReader yaml, string id, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "title", "from", "to", "by");
        var by = yaml.Texts(map, "by");
        if (by.Count == 0)
        {
            yaml.Error(map, PackCodes.MissingKey, $"步骤“{id}”没有写明谁可以办（by）",
                $"step \"{id}\" does not say who may do it (by)");
        }
        foreach (var role in by.Where(r => !Roles.All.ContainsKey(r)))
        {
            yaml.Error(yaml.Get(map, "by"), PackCodes.UnknownReference, $"没有角色“{role}”",
                $"there is no role \"{role}\"");
        }
        return new ProcessStep(
            id, yaml.Localized(map, "title"), yaml.Texts(map, "from"),
                yaml.Text(map, "to", required: true) ?? string.Empty, by);
    }

    /// <summary>A list of codes with its fields.</summary>
    public static ProcessList List(YamlReader yaml, string id, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "title", "source", "illustrative", "fields", "codes");
        var source = Source(yaml, map);
        var fields = yaml.Texts(map, "fields");
        var codes = Entries(yaml, map, "codes").Select(e => Code(yaml, e.Key, e.Body, fields)).ToList();
        return new ProcessList(id, yaml.Localized(map, "title"), codes, source);
    }

    private static ProcessCode Code(YamlReader yaml, string id, YamlMappingNode map, IReadOnlyList<string> fields)
    {
        yaml.OnlyKeys(map, ["title", .. fields]);
        return new ProcessCode(
            id, yaml.Localized(map, "title"),
            fields.ToDictionary(
                f => f, f => yaml.Text(map, f, required: true) ?? string.Empty, StringComparer.Ordinal));
    }

    // A code list or a state machine rests on a document, or says that it does not.
    private static string? Source(YamlReader yaml, YamlMappingNode map)
    {
        var source = yaml.Text(map, "source");
        if (source is null && !yaml.Flag(map, "illustrative"))
        {
            yaml.Error(map, PackCodes.NoSource, "没有出处（source），也没有标为示例参数（illustrative: true）",
                "no source, and not marked illustrative: true");
        }
        return source;
    }

    private static List<(string Key, YamlMappingNode Body)> Entries(YamlReader yaml, YamlMappingNode map, string key)
    {
        if (yaml.AsMap(yaml.Get(map, key, required: true), key, key) is not { } entries)
            return [];
        if (entries.Children.Count > Most)
            yaml.Error(entries, PackCodes.WrongShape, $"“{key}”超过 {Most} 项", $"\"{key}\" has more than {Most} entries");
        return [.. YamlReader.Entries(entries).Take(Most)
            .Select(e => (e.Key, yaml.AsMap(e.Value, $"“{e.Key}”", $"\"{e.Key}\"")))
            .Where(e => e.Item2 is not null).Select(e => (e.Key, e.Item2!))];
    }
}
