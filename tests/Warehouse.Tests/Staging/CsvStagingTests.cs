using System.Globalization;
using System.IO.Compression;
using System.Text;
using Xunit;

namespace Huoshui.Warehouse.Tests.Staging;

public sealed class CsvStagingTests : IDisposable
{
    private const string Header = "ID,NAME,AMOUNT,TERM,SIGNED,PAID,FIRST\n";
    private readonly StagingFolder _folder = new();

    static CsvStagingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cells_become_typed_columns()
    {
        var result = await _folder.StageAsync(_folder.File("L01.csv", Header + "a,李明,1234.50,12,2024-02-29,3/9/2024,1\n"));

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["1|2|a|李明|1234.50|12|02/29/2024|03/09/2024|True"], _folder.Rows(result.Tables[0]));
    }

    [Fact]
    public async Task Unreadable_cells_are_collected_and_the_rest_of_the_row_stays()
    {
        var result = await _folder.StageAsync(_folder.File("L01.csv", Header + "a,,x,1,2024-02-30,,\nb,,2.00,1,,,\n"));

        var table = Assert.Single(result.Tables);
        Assert.Equal(2, table.UnreadableCells);
        Assert.Equal(["1|2|AMOUNT|x|20n(2)", "1|2|SIGNED|2024-02-30|YYYY-MM-DD"], _folder.Cells(table));
        Assert.Equal(["1|2|a|∅|∅|1|∅|∅|∅", "1|3|b|∅|2.00|1|∅|∅|∅"], _folder.Rows(table));
    }

    [Theory]
    [InlineData("AMOUNT", "1.239")]
    [InlineData("AMOUNT", "1,5")]
    [InlineData("AMOUNT", "12345678901234567.00")]
    [InlineData("AMOUNT", "￥5")]
    [InlineData("TERM", "1.5")]
    [InlineData("TERM", "twelve")]
    [InlineData("SIGNED", "2024/01/05")]
    [InlineData("SIGNED", "20240105")]
    [InlineData("SIGNED", "2024-1-5")]
    [InlineData("SIGNED", "infinity")]
    [InlineData("PAID", "2024-01-05")]
    [InlineData("FIRST", "2")]
    public async Task A_cell_that_its_format_forbids_is_unreadable(string field, string text)
    {
        var result = await _folder.StageAsync(_folder.File("L01.csv", $"ID,{field}\na,\"{text}\"\n"));

        Assert.StartsWith($"1|2|{field}|{text}|", Assert.Single(_folder.Cells(result.Tables[0])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AMOUNT", "1.2300", "1.23")]
    [InlineData("AMOUNT", "-1", "-1.00")]
    [InlineData("AMOUNT", "9999999999999999.99", "9999999999999999.99")]
    [InlineData("AMOUNT", "", "∅")]
    [InlineData("SIGNED", "0000-00-00", "∅")]
    [InlineData("SIGNED", "9999-12-31", "12/31/9999")]
    [InlineData("PAID", "12/31/2020", "12/31/2020")]
    [InlineData("NAME", " 两边有空格 ", " 两边有空格 ")]
    public async Task A_cell_that_its_format_allows_is_read(string field, string text, string expected)
    {
        var result = await _folder.StageAsync(_folder.File("L01.csv", $"ID,{field}\na,\"{text}\"\n"));

        Assert.Null(result.Tables[0].CellsPath);
        Assert.Equal([expected], _folder.Rows(result.Tables[0], field));
    }

    [Fact]
    public async Task Line_numbers_count_quoted_line_breaks()
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\r\n\"a\r\nb\n\",1\r\n\r\nc,2\r\n\"d\"\"\",3"));

        Assert.Equal(["2|a\r\nb\n", "6|c", "7|d\""], _folder.Rows(result.Tables[0], "line_no, ID"));
    }

    [Fact]
    public async Task A_large_file_comes_through_the_pipe_with_the_same_lines()
    {
        using var folder = new StagingFolder { Options = new WarehouseOptions { SmallFileBytes = 1000 } };
        var text = new StringBuilder("ID,BALANCE\n");
        for (var i = 0; i < 300_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i % 1000 == 0 ? "\"x\ny\"" : "plain")},{i}.5\n");
        var result = await folder.StageAsync(folder.File("L02.csv", text.ToString()));
        var again = await folder.StageAsync(folder.File("L02.csv", text.ToString()));

        Assert.Equal(result.Tables[0].Sha256, again.Tables[0].Sha256);
        Assert.Equal(300_000, result.Tables[0].Rows);
        Assert.Equal(["0"], folder.Aggregate(result.Tables[0], "count(*) FILTER (line_no <> 2 + BALANCE - 0.5 + ceil((BALANCE - 0.5) / 1000))"));
    }

    [Theory]
    [InlineData("utf-8", null)]
    [InlineData("utf-8-bom", null)]
    [InlineData("GB18030", null)]
    [InlineData("GB18030", FileEncoding.Gb18030)]
    public async Task Text_is_read_in_either_encoding(string encoding, FileEncoding? declared)
    {
        const string Text = "借据ID,借款人\na,龘㐀𠮷\n";
        byte[] bytes = encoding switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(Text),
            "utf-8-bom" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)],
            _ => Encoding.GetEncoding(encoding).GetBytes(Text),
        };
        var result = await _folder.StageAsync(_folder.File("L01.csv", bytes) with { Encoding = declared });

        Assert.Equal(["龘㐀𠮷"], _folder.Rows(result.Tables[0], "NAME"));
    }

    [Fact]
    public async Task Gb18030_that_begins_as_ascii_is_read_again()
    {
        var lines = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"a{i},1\n"));
        var result = await _folder.StageAsync(_folder.File(
            "L02.csv", [.. Encoding.ASCII.GetBytes("ID,BALANCE\n" + lines), .. Encoding.GetEncoding("GB18030").GetBytes("贷款,1\n")]));

        Assert.Equal(["贷款"], _folder.Rows(result.Tables[0], "ID")[^1..]);
    }

    [Fact]
    public async Task Headers_may_be_codes_names_or_aliases_in_any_order()
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", "余额, \"id\" \n7,a\n"));

        Assert.Equal(["1|2|a|7.00"], _folder.Rows(result.Tables[0]));
    }

    [Fact]
    public async Task Several_files_of_a_table_are_one_table()
    {
        var result = await _folder.StageAsync(
            _folder.File("L02.csv", "ID,BALANCE\na,1\n", fileNo: 1), _folder.File("L02_2.csv", "BALANCE,ID\n2,b\n", fileNo: 2));

        Assert.Equal(["1|2|a|1.00", "2|2|b|2.00"], _folder.Rows(Assert.Single(result.Tables)));
    }

    [Fact]
    public async Task A_zip_is_its_files()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var one = new StreamWriter(zip.CreateEntry("in/L02.csv").Open()))
                one.Write("ID,BALANCE\na,1\n");
            using var two = new StreamWriter(zip.CreateEntry("in/L01.csv").Open());
            two.Write("ID\nb\n");
        }

        var result = await _folder.StageAsync(_folder.File("all.zip", bytes.ToArray()));

        Assert.Equal(["L01", "L02"], result.Tables.Select(t => t.Table));
    }

    [Fact]
    public async Task Parquet_is_typed_and_numbered_from_one()
    {
        var path = Path.Combine(_folder.Root, "x.parquet");
        using (var session = DuckSession.Open(new DuckLimits(), [], _folder.Root))
            session.Execute($"COPY (SELECT 'a' AS ID, 1.5::DECIMAL(18,2) AS AMOUNT, DATE '2024-01-05' AS SIGNED, 'x' AS TERM UNION ALL SELECT 'b', 2, NULL, '3') TO '{path}' (FORMAT parquet)", TestContext.Current.CancellationToken);
        var result = await _folder.StageAsync(_folder.File("L01.parquet", File.ReadAllBytes(path)));

        Assert.Equal(["1|a|1.50|01/05/2024|∅", "2|b|2.00|∅|3"], _folder.Rows(result.Tables[0], "line_no, ID, AMOUNT, SIGNED, TERM"));
        Assert.Equal(["1|1|TERM|x|n..8"], _folder.Cells(result.Tables[0]));
    }

    [Fact]
    public async Task Six_hundred_tiny_tables_are_staged_together()
    {
        var files = Enumerable.Range(0, 300).SelectMany(f => new[]
        {
            _folder.File("L01.csv", Header + $"a{f},x,{f}.5,1,2024-01-01,,1\n", filing: f),
            _folder.File("L02.csv", $"ID,BALANCE\na{f},{f}\nb,x\n", filing: f),
        }).ToArray();
        var result = await _folder.StageAsync(files);

        Assert.Equal(600, result.Tables.Count);
        Assert.Equal(["a299|299.50"], _folder.Rows(result.Tables.Single(t => t is { Filing: 299, Table: "L01" }), "ID, AMOUNT"));
        Assert.All(result.Tables.Where(t => t.Table == "L02"), t => Assert.Equal(1, t.UnreadableCells));
    }

    [Fact]
    public async Task The_same_file_gives_the_same_bytes()
    {
        var one = await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\na,1\n"));
        var two = await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\na,1\n"));

        Assert.Equal(one.Tables[0].Sha256, two.Tables[0].Sha256);
        Assert.NotEqual(one.Tables[0].ParquetPath, two.Tables[0].ParquetPath);
    }

    [Fact]
    public async Task A_cancelled_run_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Stager(_folder.Options, TimeProvider.System).StageAsync(
            LoanReturn.Definition, [_folder.File("L02.csv", "ID,BALANCE\na,1\n")], _folder.Folders, stop.Token));

        Assert.False(Directory.Exists(_folder.Folders.FactsFolder));
    }
}
