using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>Reads pack.yaml.</summary>
internal static class HeaderLoader
{
    public static PackHeader? Load(SourceText source, string expectedId, ICollection<Diagnostic> sink)
    {
        var yaml = new YamlReader(source, sink);
        if (yaml.Root() is not { } map)
            return null;
        yaml.OnlyKeys(map, "id", "title", "owner", "legal_basis", "effective", "leaves_out", "calculation", "figures", "shadows", "filing",
            "decision", "product");
        var id = yaml.Text(map, "id", required: true);
        if (id is not null && id != expectedId)
        {
            yaml.Error(
                yaml.Get(map, "id"),
                PackCodes.IdIsNotFolder,
                $"编号“{id}”应与文件夹一致：{expectedId}",
                $"id \"{id}\" must be the folder's path: {expectedId}");
        }

        var effective = yaml.AsMap(yaml.Get(map, "effective", required: true), "effective", "effective");
        if (effective is not null)
            yaml.OnlyKeys(effective, "from", "to");
        var from = effective is null ? null : yaml.Date(effective, "from", required: true);
        var to = effective is null ? null : yaml.Date(effective, "to");
        if (to < from)
            yaml.Error(effective, PackCodes.WrongDates, "结束早于开始", "it ends before it begins");
        return new PackHeader(
            expectedId,
            yaml.Localized(map, "title"),
            yaml.Localized(map, "owner"),
            [.. yaml.AsList(yaml.Get(map, "legal_basis", required: true)).Select(yaml.LocalizedNode)],
            from ?? DateOnly.MinValue,
            to,
            yaml.Localized(map, "leaves_out"));
    }
}
