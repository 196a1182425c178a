using System.Globalization;
using System.Text;
using Huoshui.Presentation.Tables;
using MiniExcelLibs;
using Xunit;

namespace Huoshui.Portal.Tests;

public sealed class TableTests
{
    private static readonly ExportSheet Sheet = new(
        "贷款",
        [new ExportColumn("借据ID"), new ExportColumn("余额", "亿元", IsNumber: true)],
        [["=1+1", 12.5m], ["0012", -3m], ["@SUM(A1)", null]])
    {
        AsOf = new DateOnly(2025, 6, 30),
        Reader = "analyst",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_that_a_spreadsheet_would_run_is_made_harmless_in_csv()
    {
        var csv = await CsvAsync();
        Assert.Contains("'=1+1,12.5", csv, StringComparison.Ordinal);
        Assert.Contains("'@SUM(A1),", csv, StringComparison.Ordinal);
        Assert.Contains("0012,-3", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_csv_begins_with_the_mark_of_UTF8_and_names_the_unit()
    {
        var csv = await CsvAsync();
        Assert.Equal('\uFEFF', csv[0]);
        Assert.StartsWith("借据ID,余额（亿元）", csv.TrimStart('\uFEFF'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_xlsx_codes_are_text_and_amounts_are_numbers()
    {
        using var file = new MemoryStream();
        await TableExport.WriteXlsxAsync(file, Sheet, "数据日期：2025-06-30", Token);
        file.Position = 0;
        var rows = file.Query().Cast<IDictionary<string, object?>>().Select(row => row.Values.ToList()).ToList();
        Assert.Contains("数据日期：2025-06-30", (string?)rows[0][0], StringComparison.Ordinal);
        Assert.Equal(["借据ID", "余额（亿元）"], rows[1]);
        Assert.Equal(("'=1+1", 12.5), ((string?)rows[2][0], Convert.ToDouble(rows[2][1], CultureInfo.InvariantCulture)));
        Assert.Equal("0012", rows[3][0]);
    }

    [Fact]
    public void A_page_number_survives_neither_a_new_order_nor_a_new_text()
    {
        var query = TableQuery.From("http://localhost/x?page=3&sort=name&q=%E9%93%B6%E8%A1%8C&other=1");
        Assert.Equal((3, 100, "银行"), (query.Page, query.Offset, query.Text));
        Assert.Equal("/x?desc=1&other=1&q=%E9%93%B6%E8%A1%8C&sort=name", query.SortHref("name"));
        Assert.Equal("/x?other=1&page=4&q=%E9%93%B6%E8%A1%8C&sort=name", query.Href(("page", "4")));
    }

    [Theory]
    [InlineData("page=-1", 1)]
    [InlineData("page=x", 1)]
    [InlineData("page=999999999999", 1)]
    [InlineData("page=2&size=100000", 2)]
    public void Nonsense_in_the_address_is_the_first_page(string query, int page)
    {
        var read = TableQuery.From("http://localhost/x?" + query);
        Assert.Equal(page, read.Page);
        Assert.InRange(read.Size, 1, 500);
    }

    [Fact]
    public void Rows_are_sorted_by_the_column_asked_for_and_cut_into_pages()
    {
        var page = TableQuery.From("http://localhost/x?sort=value&desc=1&size=2&page=2").PageOf([3, 1, 2, 5, 4], ("value", value => value));
        Assert.Equal([3, 2], page.Rows);
        Assert.Equal(5, page.Total);
    }

    private static async Task<string> CsvAsync()
    {
        using var file = new MemoryStream();
        await TableExport.WriteCsvAsync(file, Sheet, null, Token);
        return Encoding.UTF8.GetString(file.ToArray());
    }
}
