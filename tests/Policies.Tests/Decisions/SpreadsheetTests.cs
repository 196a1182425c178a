using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Loading;
using Huoshui.Policies.Mutation;
using Xunit;

namespace Huoshui.Policies.Tests.Decisions;

/// <summary>Tables and portfolios as spreadsheets save them.</summary>
public sealed class SpreadsheetTests : IDisposable
{
    private const string Table = "tech/limit/tables/rates.csv";

    private readonly TinyDecision _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("from,to,source,illustrative,class,rate:number,,\r\n2024/1/1,,第三条,FALSE,a,3.5,,\r\n2024/01/01,,,TRUE,b,4,,\r\n,,,,,,,\r\n,,,,,,,\r\n")]
    [InlineData("from;to;source;illustrative;class;rate:number\n2024-01-01;;\"第三条; 第四条\";;a;3.5\n2024-01-01;;;True;b;4\n;;;;;\n")]
    [InlineData("from\tto\tsource\tillustrative\tclass\trate:number\n2024/1/1\t\t第三条\t\ta\t3.5\n2024-01-01\t\t\ttrue\tb\t4\n")]
    public void A_table_that_a_spreadsheet_has_saved_is_read_as_it_was_written(string content)
    {
        _tiny.Files.Write(Table, content);
        _tiny.Files.Write("tech/limit/tables/~$rates.csv", "\u0007locked");
        var library = PolicyLibrary.Load(_tiny.Files.Folder);
        Assert.DoesNotContain(library.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        var table = Assert.Single(library.Pack(TinyDecision.Id)!.Decision!.Tables);
        Assert.Equal(["class", "rate"], table.Columns);
        Assert.Equal([false, true], table.Rows.Select(r => r.IsIllustrative));
        Assert.All(table.Rows, r => Assert.Equal(new DateOnly(2024, 1, 1), r.From));
        Assert.Equal([3.5m, 4m], table.Rows.Select(r => r.Cells[1].Value));
    }

    [Theory]
    [InlineData("a,3.5", "a,\"1,000\"", "列 rate：“1,000”不是数字：写 1000", 2, 23)]
    [InlineData("b,4", "b,5%", "列 rate：“5%”不是数字：写 5，单位 percent", 3, 21)]
    [InlineData("b,4", "b,50万元", "列 rate：“50万元”不是数字：写 500000，单位 yuan", 3, 21)]
    [InlineData("b,4", "b,４", "列 rate：“４”不是数字：写 4", 3, 21)]
    [InlineData("b,4", "b,1E+05", "列 rate：“1E+05”不是数字：写 100000", 3, 21)]
    [InlineData("b,4", "b,很多", "列 rate：“很多”不是数字", 3, 21)]
    [InlineData("2024-01-01,,某", "2024.1.1,,某", "列 from：“2024.1.1”不是日期，写成 2025-06-30 或 2025/6/30", 2, 1)]
    [InlineData("2024-01-01", "45292", "列 from：“45292”不是日期，写成 2025-06-30 或 2025/6/30；这一列另有 1 格也是", 2, 1)]
    [InlineData("2024-01-01,,某", ",,某", "from 是空的：写这个值第一天的日期，如 2025-06-30", 2, 1)]
    [InlineData("true,b", "si,b", "illustrative 写的是“si”：只写 true（是）或 false（否）", 3, 14)]
    public void An_error_of_a_cell_stands_at_the_cell_with_its_column_and_what_to_write(
        string old, string text, string said, int line, int column)
    {
        _tiny.Files.Replace(Table, old, text);
        var found = PolicyLibrary.Load(_tiny.Files.Folder).Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal(said, found.Message.Zh);
        Assert.Equal((line, column), (found.Position!.Value.Line, found.Position.Value.Column));
    }

    [Fact]
    public void A_column_without_heading_that_holds_something_is_told_at_its_cell()
    {
        _tiny.Files.Write(Table, "from,to,source,illustrative,class,rate:number,\n2024-01-01,,,true,a,3.5,\n2024-01-01,,,true,b,4,旧\n");
        var found = Assert.Single(PolicyLibrary.Load(_tiny.Files.Folder).Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("表头第 7 列是空的，下面却有“旧”：给这一列写列名，或把整列删去", found.Message.Zh);
        Assert.Equal((3, 23), (found.Position!.Value.Line, found.Position.Value.Column));
    }

    [Fact]
    public void A_workbook_named_csv_is_told_as_one()
    {
        File.WriteAllBytes(Path.Combine(_tiny.Files.Folder, Table), [.. "PK\u0003\u0004"u8, 0xFF, 0xFE]);
        Assert.Contains(PolicyLibrary.Load(_tiny.Files.Folder).Diagnostics,
            d => d.Code == PackCodes.FileUnreadable && d.Message.Zh.Contains("这是 xlsx", StringComparison.Ordinal));
    }

    [Fact]
    public void Empty_rows_and_lines_of_a_table_are_not_mutated()
    {
        var plain = Mutants();
        var path = Path.Combine(_tiny.Files.Folder, Table);
        File.WriteAllText(path, File.ReadAllText(path).ReplaceLineEndings("\r\n") + "\r\n,,,,,\r\n");
        Assert.Equal(plain, Mutants());
    }

    [Theory]
    [InlineData("amount_yuan,kind\n5,a\n6\n7,b,x\n", 3, 2, "第 3 行：有 1 格，表头有 2 格；该行不计|第 4 行：有 3 格，表头有 2 格；该行不计")]
    [InlineData("amount_yuan;kind;\n5;a;\n;;\n\"1,000\";b;\n", 2, 1, "第 4 行：“金额”（amount_yuan）应为数字，却是“1,000”：写 1000；该行不计")]
    [InlineData("amount_yuan,kind,kind\n5,a,a\n", 1, 1, "列“kind”写了两次：留一个")]
    [InlineData("amount_yuan,kind,\n5,a,x\n", 1, 1, "表头末尾有空列，下面却有内容：给它写列名，或把整列删去")]
    public void A_portfolio_that_a_spreadsheet_has_saved_is_read_or_its_row_is_named(
        string content, int rows, int unreadable, string said)
    {
        var path = Path.Combine(_tiny.Files.Folder, "customers.csv");
        File.WriteAllText(path, content);
        var pack = PolicyLibrary.Load(_tiny.Files.Folder).Pack(TinyDecision.Id)!;
        var version = new PackVersion(pack, new DateOnly(2025, 1, 1));
        var count = PackPortfolio.Count(version, version, PortfolioCsv.Read(path, 100)!);
        Assert.Equal((rows, unreadable), (count.Rows, count.Unreadable));
        Assert.Equal(said.Split('|'), count.Problems.Select(p => p.Message.Zh));
        Assert.Equal(count.Problems[0].Code == PackCodes.PortfolioRow, count.IsCounted);
    }

    [Theory]
    [InlineData("value: 2000", "value: 50万", "“50万”不是数字：写 500000")]
    [InlineData("value: 2000", "value: 1.5亿元", "“1.5亿元”不是数字：写 150000000，单位 yuan")]
    [InlineData("value: 2000", "value: 40%", "“40%”不是数字：写 40，单位 percent")]
    [InlineData("value: 2000", "value: ２０００", "“２０００”不是数字：写 2000")]
    [InlineData("value: 2000", "value: \"2,000\"", "“2,000”不是数字：写 2000")]
    [InlineData("value: 2000", "value: 99999999999999999999999999999亿", "“99999999999999999999999999999亿”不是数字")]
    [InlineData("from: 2025-01-01", "from: 2024-01-01", "参数“amount_max_yuan”有两个值从 2024-01-01 开始：留一个")]
    public void A_value_of_a_parameter_that_is_no_number_is_told_with_what_to_write_at_its_line(
        string old, string text, string said)
    {
        _tiny.Files.Replace("tech/limit/parameters.yaml", old, text);
        var found = PolicyLibrary.Load(_tiny.Files.Folder).Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal((said, 7), (found.Message.Zh, found.Position!.Value.Line));
    }

    private int Mutants() => DataMutants.Of(PackFiles.Read(_tiny.Files.Folder, Path.Combine(_tiny.Files.Folder, TinyDecision.Id), [])).Count();
}
