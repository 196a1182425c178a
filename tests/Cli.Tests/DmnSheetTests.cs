using Huoshui.Cli.DmnRuns;
using MiniExcelLibs;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A decision table as a real xlsx file and back.</summary>
public sealed class DmnSheetTests : IDisposable
{
    private static readonly FileInfo Template =
        new(Path.Combine(HuoshuiProgram.Root, "policies/templates/loan/decision.dmn"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-sheet-");

    private FileInfo Sheet => new(Path.Combine(_folder.FullName, "t.xlsx"));

    private FileInfo Model => new(Path.Combine(_folder.FullName, "m.dmn"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_table_of_a_pack_goes_through_xlsx_and_comes_back_byte_for_byte()
    {
        Assert.Equal(ExitCodes.Good, SheetRun.Export(Template, "reasons", Sheet, "zh"));
        Assert.Equal(ExitCodes.Good, SheetRun.Import(Template, "reasons", (Sheet, Model), "zh"));
        Assert.Equal(File.ReadAllText(Template.FullName), File.ReadAllText(Model.FullName));
    }

    [Fact]
    public void Texts_that_a_spreadsheet_would_run_carry_an_apostrophe_in_the_file_and_none_in_the_table()
    {
        IReadOnlyList<string> row = ["=1+1", "-5", "@\"2025-06-30\"", "+x", "-", "'quoted", "$=a", "80", "true", "", "a\nb", "< 5"];
        using (var file = Sheet.Create())
            TableWorkbook.Write(file, [row]);
        var raw = MiniExcel.Query(Sheet.FullName).Cast<IDictionary<string, object?>>().Single().Values.Select(v => v as string).ToList();

        Assert.Equal(["'=1+1", "'-5", "'@\"2025-06-30\"", "'+x", "-", "''quoted", "'$=a", "80", "true"], raw.Take(9));
        Assert.Equal(row, Assert.Single(TableWorkbook.Read(Sheet.FullName)));
    }

    [Fact]
    public void Numbers_and_days_that_were_typed_into_the_sheet_become_FEEL()
    {
        MiniExcel.SaveAs(
            Sheet.FullName, new[] { new { A = -0.1, B = new DateTime(2025, 6, 30), C = true, D = 1000000 } },
            printHeader: false);
        Assert.Equal(["-0.1", "date(\"2025-06-30\")", "true", "1000000"], Assert.Single(TableWorkbook.Read(Sheet.FullName)));
    }

    [Fact]
    public void A_file_that_is_no_workbook_is_told_and_a_bad_cell_writes_nothing()
    {
        File.WriteAllText(Sheet.FullName, "no workbook");
        Assert.Equal(ExitCodes.CouldNotRun, SheetRun.Import(Template, "reasons", (Sheet, Model), "zh"));
        var rows = DecisionTableSheetRows();
        rows[8][1] = "tru(";
        using (var file = Sheet.Create())
            TableWorkbook.Write(file, rows);
        Assert.Equal(ExitCodes.InputFailed, SheetRun.Import(Template, "reasons", (Sheet, Model), "en"));
        Assert.False(Model.Exists);
    }

    private static List<List<string>> DecisionTableSheetRows() =>
        [.. Dmn.DecisionTableSheet.Export(ModelRun.Source(Template), "reasons").Rows.Select(r => r.ToList())];
}
