using System.Security.Cryptography;
using Huoshui.Policies;
using Huoshui.Systems.City;
using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>Same seed and scale, same bytes.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_one_thread_and_on_two() => Assert.Equal(Hashes(5, threads: 1),
        Hashes(5, threads: 2));

    [Fact]
    public void Parquet_has_the_same_bytes_each_time() =>
        Assert.Equal(Hashes(5, threads: 2, CityFormat.Parquet), Hashes(5, threads: 2, CityFormat.Parquet));

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(20250630)]
    public void Any_seed_gives_a_city(int seed) => Assert.NotEmpty(Hashes(seed, threads: 2));

    [Fact]
    public void A_scale_out_of_range_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CityGenerator.Generate(new CityOptions(3m, 1, Path.GetTempPath()), "nowhere"));

    private static List<string> Hashes(int seed, int threads, CityFormat format = CityFormat.Csv)
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-city-").FullName;
        try
        {
            var options = new CityOptions(CityOptions.MinimumScale, seed, folder, format) { Threads = threads };
            CityGenerator.Generate(options, PolicyLibrary.FindFolder(),
                cancellation: TestContext.Current.CancellationToken);
            return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file =>
                    $"{Path.GetRelativePath(folder, file)} "
                    + $"{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
