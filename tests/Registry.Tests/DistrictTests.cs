using Xunit;

namespace Huoshui.Registry.Tests;

public sealed class DistrictTests
{
    [Fact]
    public async Task The_city_has_its_seventy_four_streets_and_five_special_areas()
    {
        await using var registry = await ImportedAsync();
        var streets = await registry.Districts.StreetsAsync(TestRegistry.Token);
        Assert.Equal((79, 5), (streets.Count, streets.Count(s => s.IsSpecialArea)));
    }

    [Fact]
    public async Task Streets_of_Dapeng_belong_to_it_and_not_to_Longgang()
    {
        await using var registry = await ImportedAsync();
        var dapeng = (await registry.Districts.StreetsAsync(TestRegistry.Token)).Where(s => s.DistrictCode == "SZ-DP").ToList();
        Assert.Equal(3, dapeng.Count);
        Assert.All(dapeng, s => Assert.Equal("440307", s.AdministrativeCode));
    }

    [Fact]
    public async Task A_district_is_there_from_its_first_day()
    {
        await using var registry = await ImportedAsync();
        Assert.DoesNotContain(await registry.Districts.ListAsync(new DateOnly(2018, 9, 18), TestRegistry.Token), d => d.Code == "440311");
        Assert.Contains(await registry.Districts.ListAsync(new DateOnly(2018, 9, 19), TestRegistry.Token), d => d.Code == "440311");
    }

    [Fact]
    public async Task Importing_again_replaces()
    {
        await using var registry = await ImportedAsync();
        await ImportAsync(registry);
        Assert.Equal(13, (await registry.Districts.ListAsync(new DateOnly(2025, 6, 30), TestRegistry.Token)).Count);
    }

    private static async Task<TestRegistry> ImportedAsync()
    {
        var registry = await TestRegistry.OpenAsync();
        await ImportAsync(registry);
        return registry;
    }

    internal static async Task ImportAsync(TestRegistry registry)
    {
        await using var districts = File.OpenRead(Path.Combine(Vocabulary(), "shenzhen_management_districts.csv"));
        await using var streets = File.OpenRead(Path.Combine(Vocabulary(), "shenzhen_streets.csv"));
        await registry.Districts.ImportAsync(districts, streets, "tester", TestRegistry.Token);
    }

    private static string Vocabulary()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "policies", "vocabulary")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "policies", "vocabulary");
    }
}
