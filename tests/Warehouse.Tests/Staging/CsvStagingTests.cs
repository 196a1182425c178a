using Xunit;
using System.Text;

namespace Huoshui.Warehouse.Tests.Staging;

public sealed class CsvStagingTests : IDisposable
{
    private const string Header = "ID,NAME,AMOUNT,TERM,SIGNED,PAID,FIRST\n";
    private readonly StagingFolder _folder = new();

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

    [Fact]
    public async Task Line_numbers_count_quoted_line_breaks()
    {
        var result = await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\r\n\"a\r\nb\n\",1\r\n\r\nc,2\r\n\"d\"\"\",3"));

        Assert.Equal(["2|a\r\nb\n", "6|c", "7|d\""], _folder.Rows(result.Tables[0], "line_no, ID"));
    }
}
