using Huoshui.Systems.Returns;
using Huoshui.Systems.Returns.Uploads;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

/// <summary>Files that a killed process left and no row names: found, removed, and nothing else is.</summary>
public sealed class OrphanTests
{
    [Fact]
    public async Task What_a_killed_filer_left_is_removed_and_everything_named_stays()
    {
        await using var house = await OpenAsync();
        await KillTests.RunAndKillAsync(house, nameof(KillTests.Filer), null, 3, 120);
        Leave(house, "facts/tiny/TL/0199f7a0-0000-7000-8000-000000000001.parquet", "findings/aa.parquet", "raw/aa/" + new string('a', 64),
            "raw/x.part", "uploads/0199f7a000007000800000000000000b", "work/stage-x/batch0/a0.csv");
        Age(house, TimeSpan.FromDays(8));
        var left = Files(house);

        var report = await house.Get<OrphanSweep>().RunAsync(null, remove: true, Token);

        Assert.True(report.Paths.Count >= 6, string.Join(' ', report.Paths));
        Assert.Equal(left.Count - Files(house).Count, FilesOf(report, left).Count);
        await KillTests.AssertWholeAsync(house);
        Assert.Empty((await house.Get<OrphanSweep>().RunAsync(null, remove: true, Token)).Paths);
        var filing = await house.SendAsync(house.Loans(("L1", "100", "4")));
        Assert.Equal(1, filing.Table("TL")!.Rows);
    }

    [Fact]
    public async Task What_is_younger_than_the_bound_is_in_flight_and_stays()
    {
        await using var house = await OpenAsync();
        await house.SendAsync(house.Loans(("L1", "100", "4")));
        Leave(house, "facts/tiny/TL/0199f7a0-0000-7000-8000-000000000001.parquet");
        Age(house, new FilingLimits().OrphanAge - TimeSpan.FromMinutes(1));

        Assert.Empty((await house.Get<OrphanSweep>().RunAsync(null, remove: true, Token)).Paths);
        Assert.Single((await house.Get<OrphanSweep>().RunAsync(TimeSpan.FromHours(24), remove: false, Token)).Paths);
        Assert.Single((await house.Get<OrphanSweep>().RunAsync(TimeSpan.FromHours(24), remove: true, Token)).Paths);
    }

    [Fact]
    public async Task A_sweep_of_what_may_be_in_flight_is_refused()
    {
        await using var house = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => house.Get<OrphanSweep>().RunAsync(TimeSpan.FromHours(23), remove: true, Token));
    }

    [Fact]
    public async Task An_upload_that_is_still_received_stays_however_old()
    {
        await using var house = await OpenAsync();
        var filing = (await house.Get<FilingOpener>().OpenAsync(Preparer, house.Key, Token)).Value!;
        var upload = (await house.Get<UploadDesk>().CreateAsync(Preparer, filing.Id, "TL.csv", 10, Token)).Value!;
        Age(house, TimeSpan.FromDays(30));

        await house.Get<OrphanSweep>().RunAsync(null, remove: true, Token);

        Assert.True(File.Exists(house.Get<UploadStore>().PathOf(upload.Id)));
    }

    [Fact]
    public async Task The_same_bytes_kept_again_are_no_orphan()
    {
        await using var house = await OpenAsync();
        await house.SendAsync(house.Loans(("L9", "9", "4")));
        var bytes = new MemoryStream("again"u8.ToArray());
        var raw = await house.Get<ReturnsFolder>().Raw.AddAsync(bytes, Token);
        Age(house, TimeSpan.FromDays(8));
        bytes.Position = 0;

        Assert.False((await house.Get<ReturnsFolder>().Raw.AddAsync(bytes, Token)).IsNew);
        house.Time.Now = TimeProvider.System.GetUtcNow();
        await house.Get<OrphanSweep>().RunAsync(null, remove: true, Token);

        Assert.True(File.Exists(raw.Path));
    }

    [Fact]
    public async Task A_store_that_names_no_fact_at_all_sweeps_no_folder_of_facts()
    {
        await using var house = await OpenAsync();
        Leave(house, "facts/tiny/TL/0199f7a0-0000-7000-8000-000000000001.parquet");
        Age(house, TimeSpan.FromDays(8));

        await Assert.ThrowsAsync<ForeignStoreException>(() => house.Get<OrphanSweep>().RunAsync(null, remove: true, Token));
        Assert.Single(Files(house));
    }

    private static void Leave(FilingHouse house, params string[] names)
    {
        foreach (var path in names.Select(name => Path.Combine(house.Data, name)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "left by a killed process");
        }
    }

    // The clock of the house stands still: files are given an age before it.
    private static void Age(FilingHouse house, TimeSpan age)
    {
        var at = (house.Time.Now - age).UtcDateTime;
        foreach (var path in Directory.EnumerateFileSystemEntries(house.Data, "*", SearchOption.AllDirectories))
        {
            if (Directory.Exists(path))
                Directory.SetLastWriteTimeUtc(path, at);
            else
                File.SetLastWriteTimeUtc(path, at);
        }
    }

    private static List<string> Files(FilingHouse house) =>
        [.. Directory.EnumerateFiles(house.Data, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(house.Data, path)).Where(name => !name.StartsWith("operations.", StringComparison.Ordinal))];

    private static List<string> FilesOf(OrphanReport report, List<string> files) =>
        [.. files.Where(file => report.Paths.Any(path => path == file || (path.EndsWith('/') && file.StartsWith(path, StringComparison.Ordinal))))];
}
