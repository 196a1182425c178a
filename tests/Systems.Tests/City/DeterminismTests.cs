using System.Security.Cryptography;
using Huoshui.Policies;
using Huoshui.Systems.City;
using Huoshui.Systems.City.Filing;
using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>Same seed and scale, same bytes.</summary>
[Collection(CityCollection.Name)]
public sealed class DeterminismTests(GeneratedCity city)
{
    // The city that the other tests read was written on two threads.
    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_one_thread_and_on_several()
    {
        var hashes = HashesOf(city.Folder);
        Assert.NotEmpty(hashes);
        Assert.Equal(hashes, Hashes(Whole(GeneratedCity.Seed, threads: 1, GeneratedCity.Scale)));
    }

    // The books are the same for both formats, and drawn once; what Parquet adds is shown by the largest table and by small ones of
    // other returns. The smallest seed: any number gives a city.
    [Fact]
    public void Parquet_has_the_same_bytes_each_time()
    {
        var made = Directory.CreateTempSubdirectory("huoshui-city-");
        try
        {
            var options = new CityOptions(CityOptions.MinimumScale, int.MinValue, Path.Combine(made.FullName, "1"), CityFormat.Parquet);
            using var session = CityGenerator.Draw(
                options, CityVocabulary.Load(PolicyLibrary.FindFolder()), progress: null);
            WriteSome(session, options);
            WriteSome(session, options with { OutputFolder = Path.Combine(made.FullName, "2") });
            var hashes = HashesOf(Path.Combine(made.FullName, "1"));
            Assert.NotEmpty(hashes);
            Assert.Equal(hashes, HashesOf(Path.Combine(made.FullName, "2")));
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_whole_city_in_Parquet_has_the_same_bytes_each_time()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") == "1", "slow: ./check all");
        var whole = Whole(20250630, threads: 2, CityOptions.MinimumScale, CityFormat.Parquet);
        Assert.Equal(Hashes(whole), Hashes(whole));
    }

    [Fact]
    public void A_scale_out_of_range_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CityGenerator.Generate(new CityOptions(3m, 1, Path.GetTempPath()), "nowhere"));

    private static Action<string> Whole(int seed, int threads, decimal scale, CityFormat format = CityFormat.Csv) => folder =>
        CityGenerator.Generate(
            new CityOptions(scale, seed, folder, format) { Threads = threads },
            PolicyLibrary.FindFolder(), cancellation: TestContext.Current.CancellationToken);

    private static void WriteSome(CitySession session, CityOptions options)
    {
        var writer = new FilingWriter(session, options, new FieldCatalog(PolicyLibrary.FindFolder()));
        foreach (var recipe in CityGenerator.Recipes.Where(recipe => recipe.Table is "F27" or "PA" or "IT" or "WR"))
            writer.Write(recipe);
    }

    private static List<string> Hashes(Action<string> make)
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-city-").FullName;
        try
        {
            make(folder);
            return HashesOf(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> HashesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
