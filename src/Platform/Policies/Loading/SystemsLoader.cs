using Huoshui.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Loading;

/// <summary>Reads policies/systems.yaml.</summary>
internal static class SystemsLoader
{
    public static IReadOnlyList<SystemEntry> Load(string root, IReadOnlyCollection<string> packIds, ICollection<Diagnostic> sink)
    {
        var path = Path.Combine(root, "systems.yaml");
        if (!File.Exists(path))
        {
            sink.Add(Diagnostic.Error(PackCodes.FileMissing, $"缺少 {path}", $"{path} is missing"));
            return [];
        }

        var yaml = new YamlReader(new SourceText("policies/systems.yaml", File.ReadAllText(path)), sink);
        if (yaml.Root() is not { } map)
            return [];
        return [.. YamlReader.Entries(map)
            .Select(e => yaml.AsMap(e.Value, "系统", "a system") is { } body ? One(yaml, e.Key, body, packIds) : null)
            .OfType<SystemEntry>()];
    }

    private static SystemEntry One(YamlReader yaml, string id, YamlMappingNode map, IReadOnlyCollection<string> packIds)
    {
        yaml.OnlyKeys(map, "title", "summary", "area", "folder", "owner", "status", "packs", "pages");
        var packs = new List<string>();
        foreach (var node in yaml.AsList(yaml.Get(map, "packs")))
        {
            var pack = yaml.Scalar(node) ?? string.Empty;
            packs.Add(pack);
            var prefix = pack.TrimEnd('*');
            if (!packIds.Any(p => pack.EndsWith('*') ? p.StartsWith(prefix, StringComparison.Ordinal) : p == pack))
                yaml.Error(node, PackCodes.UnknownReference, $"没有政策包“{pack}”", $"there is no pack \"{pack}\"");
        }

        return new SystemEntry(
            id,
            yaml.Localized(map, "title"),
            yaml.Localized(map, "summary"),
            yaml.Text(map, "area", required: true) ?? string.Empty,
            yaml.Text(map, "folder"),
            yaml.Localized(map, "owner"),
            Status(yaml, map),
            packs,
            [.. yaml.AsList(yaml.Get(map, "pages")).Select(p => Page(yaml, p)).OfType<SystemPage>()]);
    }

    private static SystemStatus Status(YamlReader yaml, YamlMappingNode map)
    {
        var node = yaml.Get(map, "status", required: true);
        switch (yaml.Scalar(node))
        {
            case "active":
                return SystemStatus.Active;
            case "planned":
            case null:
                return SystemStatus.Planned;
            case var other:
                yaml.Error(node, PackCodes.WrongShape, $"“{other}”应为 active 或 planned", $"\"{other}\" must be active or planned");
                return SystemStatus.Planned;
        }
    }

    private static SystemPage? Page(YamlReader yaml, YamlNode node)
    {
        if (yaml.AsMap(node, "页面", "a page") is not { } map)
            return null;
        yaml.OnlyKeys(map, "path", "title", "audience");
        return new SystemPage(yaml.Text(map, "path", required: true) ?? string.Empty, yaml.Localized(map, "title"), yaml.Texts(map, "audience"));
    }
}
