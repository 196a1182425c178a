using System.CommandLine;
using Huoshui.Systems.Visits.Maps;

namespace Huoshui.Cli;

/// <summary><c>huoshui visits map …</c>: loads and removes the areas that the overview of visits draws.</summary>
internal static class VisitsMapCommand
{
    private static readonly Argument<string> Source = new("FILE")
    {
        Description = "GeoJSON（WGS84）：管理区或街道的面 / areas of districts or streets",
    };

    private static readonly Option<string?> Property = new("--property")
    {
        Description = "存放代码的属性名，缺省自动查找 / the property with the codes; found when not given",
    };

    private static readonly Option<string?> Approval = new("--approval")
    {
        Description = "审图号，印在地图下方 / the approval number, printed under the map",
    };

    private static readonly Argument<string> Level = new("LEVEL")
    {
        Description = "district 或 street / district or street",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var load = new Command(
            "load",
            "载入地图，立即使用，旧的留作上一版 / load a map; it is in use at once\n"
            + "例 example: huoshui visits map load districts.geojson --approval 'GS(2024)0000号' --data ./data")
        {
            Source, Property, Approval, CommonOptions.Data, CommonOptions.As,
        };
        load.SetAction(LoadAsync);
        var remove = new Command(
            "remove",
            "停用地图，回到上一版或方块图 / remove the map in use: the previous one, or tiles\n"
            + "例 example: huoshui visits map remove district --data ./data")
        {
            Level, CommonOptions.Data, CommonOptions.As,
        };
        remove.SetAction(RemoveAsync);
        return new Command(
            "map", "走访地图 / the map of visits\n例 example: huoshui visits map load areas.geojson --data ./data")
        {
            load, remove,
        };
    }

    private static async Task<int> LoadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(Source);
        if (!File.Exists(file))
            return Say.Wrong($"找不到文件 {file} / no such file: {file}");
        if (new FileInfo(file).Length > MapReader.LargestFile)
            return Say.Wrong($"{file}：超过 {MapReader.LargestFile / 1024 / 1024} MB / the file is too large");
        await using var store = await DataStore.OpenAsync(
            parsed.GetRequiredValue(CommonOptions.Data), cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var actor = await store.ViewerAsync(parsed.GetValue(CommonOptions.As), cancellationToken);
        var answer = await store.Get<MapDesk>().LoadAsync(
            actor,
            new MapRequest(
                Path.GetFileName(file), await File.ReadAllBytesAsync(file, cancellationToken),
                parsed.GetValue(Property), parsed.GetValue(Approval)),
            cancellationToken);
        foreach (var refusal in answer.Refusals)
            Say.Wrong($"{file}: {refusal.ToLine("zh")}");
        if (answer.Value is not { } map)
            return ExitCodes.InputFailed;
        Console.WriteLine($"已载入 {map.Features} 个{(map.Level == MapLevels.Street ? "街道" : "管理区")} / areas loaded");
        if (map.Missing.Length > 0)
            Console.WriteLine($"地图上没有 / not on the map: {map.Missing}");
        return ExitCodes.Good;
    }

    private static async Task<int> RemoveAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(
            parsed.GetRequiredValue(CommonOptions.Data), cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var actor = await store.ViewerAsync(parsed.GetValue(CommonOptions.As), cancellationToken);
        var answer = await store.Get<MapDesk>().RemoveAsync(
            actor, parsed.GetRequiredValue(Level), cancellationToken);
        foreach (var refusal in answer.Refusals)
            Say.Wrong(refusal.ToLine("zh"));
        return answer.Succeeded ? ExitCodes.Good : ExitCodes.InputFailed;
    }
}
