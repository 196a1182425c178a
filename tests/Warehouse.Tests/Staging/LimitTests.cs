using System.IO.Compression;
using Xunit;

namespace Huoshui.Warehouse.Tests.Staging;

/// <summary>Limits at their edge; the others have their test beside the diagnostic that they give.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData(2, null)]
    [InlineData(1, "WHS1018")]
    public Task A_zip_may_have_so_many_entries(int limit, string? code) =>
        StageZipAsync(new WarehouseOptions { MaxZipEntries = limit }, code);

    [Theory]
    [InlineData(30, null)]
    [InlineData(29, "WHS1018")]
    public Task A_zip_may_unpack_to_so_many_bytes(long limit, string? code) =>
        StageZipAsync(new WarehouseOptions { MaxUnpackedBytes = limit }, code);

    [Theory]
    [InlineData(5, null)]
    [InlineData(4, "WHS1013")]
    public Task A_cell_may_be_so_long(int limit, string? code) =>
        StageAsync(new WarehouseOptions { MaxCellBytes = limit }, code, "ID,BALANCE\nabcde,1\n");

    [Theory]
    [InlineData(2, null)]
    [InlineData(1, "WHS1011")]
    public Task A_file_may_have_so_many_columns(int limit, string? code) =>
        StageAsync(new WarehouseOptions { MaxColumns = limit }, code, "ID,BALANCE\na,1\n");

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(100, 20)]
    public async Task Batches_of_any_size_give_the_same_tables(int filings, long bytes)
    {
        using var folder = new StagingFolder { Options = new WarehouseOptions { BatchFilings = filings, BatchBytes = bytes } };
        var result = await folder.StageAsync([.. Enumerable.Range(0, 5).Select(f => folder.File("L02.csv", $"ID,BALANCE\na{f},1\n", f))]);

        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], result.Tables.SelectMany(t => folder.Rows(t, "ID")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150_000)]
    public async Task Tables_in_memory_or_not_give_the_same_findings(long rows)
    {
        using var folder = new StagingFolder { Options = new WarehouseOptions { InMemoryRows = rows } };
        var staged = await folder.StageAsync(folder.File("L01.csv", "ID,NAME,AMOUNT,TERM,SIGNED,PAID,FIRST\na,,-1,,,,\n"));

        Assert.Equal(["L01_POSITIVE"], folder.Check(staged).Counts.Where(c => c.Reason is null).Select(c => c.Rule));
    }

    private static async Task StageAsync(WarehouseOptions options, string? code, string text)
    {
        using var folder = new StagingFolder { Options = options };
        var result = await folder.StageAsync(folder.File("L02.csv", text));

        Assert.Equal(code, result.Diagnostics.SingleOrDefault()?.Diagnostic.Code);
    }

    private static async Task StageZipAsync(WarehouseOptions options, string? code)
    {
        using var folder = new StagingFolder { Options = options };
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "L02.csv", "L02_2.csv" })
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write("ID,BALANCE\na,1\n"); // 15 bytes
            }
        }

        var result = await folder.StageAsync(folder.File("all.zip", bytes.ToArray()));
        Assert.Equal(code, result.Diagnostics.SingleOrDefault()?.Diagnostic.Code);
    }
}
