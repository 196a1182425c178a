using Huoshui.Cli.Packs;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A portfolio from CSV and Parquet, all cells as texts.</summary>
public sealed class PortfolioFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-portfolio-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Csv_and_parquet_give_the_same_texts_in_the_same_order()
    {
        var (csv, parquet) = (PathOf("p.csv"), PathOf("p.parquet"));
        File.WriteAllText(csv, "amount,kind,on,ok\n1500.50,a,2025-06-30,true\n,\"b, c\",,false\n");
        using (var session = DuckSession.Open(new DuckLimits { Threads = 1, MemoryMebibytes = 256 }, [csv], _folder.FullName))
        {
            session.Execute(
                "COPY (SELECT 1500.50 AS amount, 'a' AS kind, DATE '2025-06-30' AS \"on\", true AS ok "
                + $"UNION ALL SELECT NULL, 'b, c', NULL, false) TO {Sql.Text(parquet)} (FORMAT parquet)");
        }

        var (one, other) = (PortfolioFile.Read(csv), PortfolioFile.Read(parquet));
        Assert.Equal(["amount", "kind", "on", "ok"], one.Columns);
        Assert.Equal(2, one.Rows);
        Assert.Equal([["1500.50", null], ["a", "b, c"], ["2025-06-30", null], ["true", "false"]], one.Cells);
        Assert.Equal(one.Columns, other.Columns);
        Assert.Equal(one.Cells, other.Cells);
    }

    [Theory]
    [InlineData("a,b\n1,x\n\n2,\"y\n\nz\"\n\n3,w\n\n", "2, 4, 6")]
    [InlineData("a,b\r\n1,x\r\n\r\n2,y\r\n", "2, 4")]
    [InlineData("a,b\n1,x\n2,y\n", "2, 3")]
    [InlineData("a,b\n1,x\n\n2,y", "2, 4")]
    [InlineData("\ufeffa,b,\r\n1,x,\r\n,,\r\n2,y,\r\n,,\r\n", "2, 4")]
    public void Rows_are_those_of_a_spreadsheet_where_blank_ones_count(string content, string rows)
    {
        File.WriteAllText(PathOf("p.csv"), content);
        var table = PortfolioFile.Read(PathOf("p.csv"));
        Assert.Equal(rows, string.Join(", ", Enumerable.Range(0, table.Rows).Select(table.RowOf)));
    }

    [Theory]
    [InlineData("none.csv", null, "no such file")]
    [InlineData("p.txt", "a\n1\n", "must be .csv or .parquet")]
    [InlineData("p.parquet", "no parquet", "cannot be read")]
    [InlineData("p.xlsx", "PK\u0003\u0004", "另存为“CSV UTF-8”")]
    [InlineData("p.csv", "PK\u0003\u0004", "这是 xlsx")]
    [InlineData("p.csv", "a\n1\n\"2\n3\n", "a quote in row 3 is not closed")]
    public void A_file_that_is_no_portfolio_is_told_in_one_line(string name, string? content, string said)
    {
        if (content is not null)
            File.WriteAllText(PathOf(name), content);
        var error = Assert.Throws<PortfolioException>(() => PortfolioFile.Read(PathOf(name)));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_portfolio_in_another_encoding_is_told_with_how_to_save_it()
    {
        File.WriteAllBytes(PathOf("gbk.csv"), [.. "a,b\n1,"u8, 0xBC, 0xD7, (byte)'\n']);
        File.WriteAllText(PathOf("utf16.csv"), "a,b\n1,甲\n", System.Text.Encoding.Unicode);
        foreach (var name in new[] { "gbk.csv", "utf16.csv" })
        {
            var error = Assert.Throws<PortfolioException>(() => PortfolioFile.Read(PathOf(name)));
            Assert.Contains("不是 UTF-8", error.Message, StringComparison.Ordinal);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
