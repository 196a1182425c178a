using System.CommandLine;
using System.Globalization;
using Huoshui.Policies;
using Huoshui.Portal;
using Huoshui.Registry;

namespace Huoshui.Cli;

/// <summary><c>huoshui district</c>: the districts and streets of the city, from policies/vocabulary.</summary>
internal static class DistrictCommand
{
    public static Command Create()
    {
        var import = new Command(
            "import",
            "导入区与街道（policies/vocabulary），整体替换 / import districts and streets, all or nothing\n"
            + "例 example: huoshui district import --data ./data")
        {
            CommonOptions.Data, CommonOptions.As,
        };
        import.SetAction(ImportAsync);
        var list = new Command("list", "列出区 / list the districts of a day\n例 example: huoshui district list --data ./data")
        {
            CommonOptions.Data,
        };
        list.SetAction(ListAsync);
        return new Command(
            "district", "区与街道：导入、列出 / districts and streets\n例 example: huoshui district import --data ./data")
        {
            import, list,
        };
    }

    private static async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.CreateAsync(
            parsed.GetRequiredValue(CommonOptions.Data), cancellationToken);
        var actor = await store.ViewerAsync(parsed.GetValue(CommonOptions.As), cancellationToken);
        try
        {
            await VocabularyDistricts.ImportAsync(store.Services, actor.AccountName, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            Say.Wrong($"huoshui district: 未导入 / nothing was imported: {error.Message}");
            return ExitCodes.InputFailed;
        }

        var streets = await store.Get<DistrictRegistry>().StreetsAsync(cancellationToken);
        var districts = await store.Get<DistrictRegistry>().ListAsync(Today(store), cancellationToken);
        Console.WriteLine($"{districts.Count} 个区 districts, {streets.Count} 个街道 streets");
        return ExitCodes.Good;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(
            parsed.GetRequiredValue(CommonOptions.Data), cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        foreach (var district in await store.Get<DistrictRegistry>().ListAsync(Today(store), cancellationToken))
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{district.Code}\t{district.NameZh}\t{district.Kind}"));
        }

        return ExitCodes.Good;
    }

    private static DateOnly Today(DataStore store) =>
        DateOnly.FromDateTime(store.Get<TimeProvider>().GetUtcNow().UtcDateTime.AddHours(8));
}

/// <summary>The files of policies/vocabulary that the registry of districts is made of.</summary>
internal static class VocabularyDistricts
{
    /// <summary>Replaces the districts and streets of a store by the vocabulary's.</summary>
    /// <exception cref="InvalidDataException">A street lies in a district that is not listed.</exception>
    public static async Task ImportAsync(IServiceProvider services, string actor, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(services.GetRequiredService<HuoshuiOptions>().PoliciesFolder ?? PolicyLibrary.FindFolder(), "vocabulary");
        await using var districts = File.OpenRead(Path.Combine(folder, "shenzhen_management_districts.csv"));
        await using var streets = File.OpenRead(Path.Combine(folder, "shenzhen_streets.csv"));
        await services.GetRequiredService<DistrictRegistry>().ImportAsync(districts, streets, actor, cancellationToken);
    }
}
