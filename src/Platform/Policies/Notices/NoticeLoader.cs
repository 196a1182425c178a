using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;
using Huoshui.Registry;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Notices;

/// <summary>Reads and checks a pack's notices.yaml.</summary>
internal sealed partial class NoticeLoader(YamlReader yaml)
{
    public const string FileName = "notices.yaml";

    /// <summary>The kinds in the order of the file; none if the file is not there or cannot be read (which is a
    /// diagnostic).</summary>
    public static IReadOnlyList<NoticeKind> Load(SourceText? source, ICollection<Diagnostic> sink)
    {
        if (source is null)
            return [];
        var yaml = new YamlReader(source, sink);
        return yaml.Root() is { } map ? new NoticeLoader(yaml).Read(map) : [];
    }

    /// <summary>A kind that another pack declares too: nobody could tell which text is meant.</summary>
    public static IEnumerable<Diagnostic> Clashes(PolicyPack pack, IEnumerable<PolicyPack> earlier) =>
        from other in earlier
        where other.Id != pack.Id
        from kind in pack.Notices
        where other.Notices.Any(n => n.Code == kind.Code)
        select Diagnostic.Error(
            PackCodes.DuplicateId, $"提醒种类“{kind.Code}”已用于 {other.Id}",
            $"the kind of notice \"{kind.Code}\" is used by {other.Id}",
            new SourceText($"policies/{pack.Id}/{FileName}", string.Empty));

    private List<NoticeKind> Read(YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "kinds");
        var kinds = yaml.AsMap(yaml.Get(map, "kinds", required: true), "kinds", "kinds") ?? new YamlMappingNode();
        return [.. YamlReader.Entries(kinds).Select(e => Kind(e.Key, e.KeyNode, e.Value))];
    }

    private NoticeKind Kind(string code, YamlNode at, YamlNode value)
    {
        if (!Code().IsMatch(code))
        {
            yaml.Error(at, PackCodes.WrongShape, $"“{code}”应为“系统.事件”，如 visits.assigned",
                $"\"{code}\" must be system.event, like visits.assigned");
        }

        var map = yaml.AsMap(value, code, code) ?? new YamlMappingNode();
        yaml.OnlyKeys(map, "title", "urgent", "for");
        var roles = yaml.Texts(map, "for");
        if (roles.Count == 0)
            yaml.Error(at, PackCodes.MissingKey, "缺少“for”（角色）", "\"for\" (roles) is missing");
        foreach (var role in roles.Where(r => !Roles.All.ContainsKey(r)))
        {
            yaml.Error(yaml.Get(map, "for"), PackCodes.UnknownReference, $"没有角色“{role}”",
                $"there is no role \"{role}\"");
        }

        yaml.Get(map, "title", required: true);
        return new NoticeKind(code, yaml.Localized(map, "title"), yaml.Flag(map, "urgent"), roles);
    }

    [GeneratedRegex(@"^[a-z]{2,20}\.[a-z0-9_]{2,30}$", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
