using System.IO.Compression;
using System.Text;
using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Warehouse.Tests.Staging;

/// <summary>Each way in which a file can be bad has a code, and the code says what, where and what to do.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly StagingFolder _folder = new();

    static HostileFileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task An_empty_file_is_refused() => RefusedAsync("WHS1001", _folder.File("L02.csv", ""));

    [Fact]
    public Task A_name_that_tells_no_table_is_refused() => RefusedAsync("WHS1002", _folder.File("data.csv", "ID\na\n"));

    [Fact]
    public Task Bytes_of_no_encoding_are_refused() => RefusedAsync("WHS1003", _folder.File("L02.csv", [.. "ID,BALANCE\n"u8, 0xFF, 0xFF, 0x80, (byte)'\n']), "0xFF");

    [Fact]
    public Task The_line_of_the_first_byte_of_no_encoding_is_named() =>
        RefusedAsync("WHS1003", _folder.File("L02.csv", [.. "ID,BALANCE\na,1\nb"u8, 0xC9, (byte)'V', 0xFF, .. ",2\n"u8]), "3");

    [Fact]
    public Task A_header_of_another_delimiter_is_told_by_its_beginning() =>
        RefusedAsync("WHS1007", _folder.File("L02.csv", "ID^BALANCE^" + new string('x', 100) + "\na^1\n"), "ID^BALANCE^" + new string('x', 29) + "…");

    [Fact]
    public Task Utf_16_is_refused_by_name() => RefusedAsync("WHS1003", _folder.File("L02.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("ID,BALANCE\na,1\n")]));

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task Another_delimiter_is_read_and_named(char delimiter)
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", $"ID{delimiter}BALANCE\na,b{delimiter}1\n"));

        Assert.Equal("WHS1004", Assert.Single(result.Diagnostics).Diagnostic.Code);
        Assert.Equal(["1|2|a,b|1.00"], _folder.Rows(result.Tables[0]));
    }

    [Fact]
    public Task Nul_bytes_are_refused() => RefusedAsync("WHS1005", _folder.File("L02.csv", "ID,BALANCE\na,1\nb\0,2\n"), "3");

    [Fact]
    public async Task Nul_bytes_far_behind_the_beginning_are_refused_too()
    {
        var lines = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"a{i},1\n"));
        await RefusedAsync("WHS1005", _folder.File("L02.csv", "ID,BALANCE\n" + lines + "b\0,2\n"), "200002");
    }

    [Fact]
    public Task A_duplicate_header_is_refused() => RefusedAsync("WHS1006", _folder.File("L02.csv", "ID,BALANCE,余额\na,1,2\n"), "余额");

    [Fact]
    public Task A_file_without_a_header_is_refused() => RefusedAsync("WHS1007", _folder.File("L02.csv", "a,1\nb,2\n"));

    [Fact]
    public async Task An_unknown_column_is_a_warning_and_the_rest_is_read()
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", "ID,EXTRA,BALANCE\na,z,1\n"));

        Assert.Equal(("WHS1008", DiagnosticSeverity.Warning), Only(result));
        Assert.Equal(["1|2|a|1.00"], _folder.Rows(result.Tables[0]));
    }

    [Fact]
    public Task A_missing_required_column_is_refused() => RefusedAsync("WHS1009", _folder.File("L01.csv", "NAME\nx\n"), "ID");

    [Fact]
    public async Task A_missing_optional_column_is_a_warning_and_null()
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", "ID\na\n"));

        Assert.Equal(("WHS1009", DiagnosticSeverity.Warning), Only(result));
        Assert.Equal(["1|2|a|∅"], _folder.Rows(result.Tables[0]));
    }

    [Fact]
    public async Task No_rows_is_a_warning_and_an_empty_table()
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\n"));

        Assert.Equal(("WHS1010", DiagnosticSeverity.Warning), Only(result));
        Assert.Equal(0, result.Tables[0].Rows);
        Assert.Empty(_folder.Rows(result.Tables[0]));
    }

    [Fact]
    public Task Ten_thousand_columns_are_refused() =>
        RefusedAsync("WHS1011", _folder.File("L02.csv", "ID," + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}")) + "\n"), "10001");

    [Fact]
    public Task An_unclosed_quote_is_refused_at_its_line() =>
        RefusedAsync("WHS1012", _folder.File("L02.csv", "ID,BALANCE\na,1\nb,\"2\nc,3\n"), "3");

    [Fact]
    public Task A_cell_of_fifty_megabytes_is_refused() =>
        RefusedAsync("WHS1013", _folder.File("L02.csv", "ID,BALANCE\na,1\n" + new string('x', 50_000_000) + ",2\n"), "3");

    [Fact]
    public Task A_quoted_cell_of_fifty_megabytes_is_refused() =>
        RefusedAsync("WHS1013", _folder.File("L02.csv", "ID,BALANCE\na,1\nb,\"" + new string('x', 50_000_000) + "\"\n"), "3");

    [Fact]
    public Task A_line_of_many_cells_that_never_ends_is_refused() =>
        RefusedAsync("WHS1014", _folder.File("L02.csv", "ID,BALANCE\na,1\n" + string.Concat(Enumerable.Repeat("abc,", 3_000_000))), "3");

    [Fact]
    public Task A_truncated_file_is_refused() => RefusedAsync("WHS1015", _folder.File("L01.csv", "ID,NAME,AMOUNT,TERM,SIGNED,PAID,FIRST\na,x,1,1,,,\nb,y,"), "3");

    [Fact]
    public async Task Lines_with_other_cells_are_left_out_and_told()
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\na\nb,1\nc,1,2\n\"d\"x,1\n"));

        Assert.Equal(("WHS1016", DiagnosticSeverity.Warning), Only(result));
        Assert.Equal(["3|b"], _folder.Rows(result.Tables[0], "line_no, ID"));
        Assert.Equal(["1|2|∅|1|2", "1|4|∅|3|2", "1|5|∅|2|2"], _folder.Cells(result.Tables[0]));
    }

    [Fact]
    public async Task Too_many_such_lines_refuse_the_file()
    {
        using var folder = new StagingFolder { Options = new WarehouseOptions { MaxBrokenRecords = 2 } };
        await RefusedAsync("WHS1017", folder.File("L02.csv", "ID,BALANCE\na\nb\nc\n"), null, folder);
    }

    [Fact]
    public async Task A_zip_bomb_is_refused_while_it_unpacks()
    {
        await RefusedAsync("WHS1018", Zip(("L02.csv", "ID,BALANCE\n" + new string('\n', 30_000_000))));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Folders.WorkFolder));
    }

    [Theory]
    [InlineData("../L02.csv")]
    [InlineData("a/../../L02.csv")]
    [InlineData("/etc/L02.csv")]
    [InlineData("C:\\L02.csv")]
    public Task A_zip_with_paths_outside_is_refused(string entry) => RefusedAsync("WHS1019", Zip((entry, "ID,BALANCE\na,1\n")));

    [Fact]
    public Task A_broken_zip_is_refused() => RefusedAsync("WHS1020", _folder.File("all.zip", [.. "PK\u0003\u0004"u8, 1, 2, 3, 4]));

    [Fact]
    public Task A_broken_parquet_is_refused() => RefusedAsync("WHS1021", _folder.File("L02.parquet", [.. "PAR1"u8, 1, 2, 3, 4, .. "PAR1"u8]));

    [Fact]
    public Task A_file_of_another_kind_is_refused() => RefusedAsync("WHS1022", _folder.File("L02.xls", "x"));

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused()
    {
        using var folder = new StagingFolder { Options = new WarehouseOptions { MaxFileBytes = 10 } };
        await RefusedAsync("WHS1023", folder.File("L02.csv", "ID,BALANCE\na,1\n"), null, folder);
    }

    [Fact]
    public async Task A_table_beyond_the_limit_of_rows_is_refused()
    {
        using var folder = new StagingFolder { Options = new WarehouseOptions { MaxRows = 1 } };
        await RefusedAsync("WHS1024", folder.File("L02.csv", "ID,BALANCE\na,1\nb,2\n"), null, folder);
    }

    [Fact]
    public async Task A_file_of_two_encodings_is_refused_at_its_line()
    {
        var gbk = Encoding.GetEncoding("GB18030").GetBytes("b贷,1\n");
        var file = _folder.File("L02.csv", [.. "ID,BALANCE\n贷,1\n"u8, .. gbk]) with { Encoding = FileEncoding.Utf8 };
        await RefusedAsync("WHS1003", file);
    }

    [Fact]
    public async Task An_encoding_that_breaks_late_is_refused_at_its_line()
    {
        var lines = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"贷{i},1\n"));
        await RefusedAsync("WHS1025", _folder.File("L02.csv", [.. Encoding.UTF8.GetBytes("ID,BALANCE\n" + lines), 0xB4, 0xFB, 0xFF, (byte)'\n']), "200002");
    }

    [Fact]
    public Task Bare_carriage_returns_are_refused() => RefusedAsync("WHS1026", _folder.File("L02.csv", "ID,BALANCE\ra,1\r"));

    [Fact]
    public Task A_zip_in_a_zip_is_refused() => RefusedAsync("WHS1027", Zip(("inner.zip", "x")));

    [Fact]
    public async Task A_refused_file_does_not_stop_another_filing()
    {
        var result = await _folder.StageAsync(
            _folder.File("L02.csv", "ID,BALANCE\na,\"1\n", filing: 0), _folder.File("L02.csv", "ID,BALANCE\nb,1\n", filing: 1));

        Assert.Equal(1, Assert.Single(result.Tables).Filing);
    }

    [Fact]
    public async Task Nothing_stays_of_a_refused_file()
    {
        await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\na,\"1\n"));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Folders.WorkFolder));
        Assert.False(Directory.Exists(_folder.Folders.FactsFolder));
    }

    private static (string Code, DiagnosticSeverity Severity) Only(StagingResult result)
    {
        var diagnostic = Assert.Single(result.Diagnostics).Diagnostic;
        return (diagnostic.Code, diagnostic.Severity);
    }

    private async Task RefusedAsync(string code, IncomingFile file, string? says = null, StagingFolder? folder = null)
    {
        var result = await (folder ?? _folder).StageAsync(file);

        var error = Assert.Single(result.Diagnostics, d => d.Diagnostic.Severity == DiagnosticSeverity.Error).Diagnostic;
        Assert.Equal(code, error.Code);
        Assert.Contains(says ?? "", error.Message.En, StringComparison.Ordinal);
        Assert.Contains(says ?? "", error.Message.Zh, StringComparison.Ordinal);
        Assert.Empty(result.Tables);
    }

    private IncomingFile Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return _folder.File("all.zip", bytes.ToArray());
    }
}
