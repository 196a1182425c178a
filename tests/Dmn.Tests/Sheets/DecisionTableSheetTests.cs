using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Sheets;

/// <summary>A decision table as rows of cells, and back into its file.</summary>
public sealed class DecisionTableSheetTests
{
    private const string Body = """
        <inputData id="ix" name="x"><variable name="x"/></inputData>
        <decision id="d" name="d"><variable name="d"/>
          <informationRequirement><requiredInput href="#ix"/></informationRequirement>
          <decisionTable id="t" hitPolicy="COLLECT" aggregation="SUM">
            <description>keep me</description>
            <input id="in1" label="年龄"><inputExpression id="e1" typeRef="number"><text>x</text></inputExpression><inputValues><text>[0..150]</text></inputValues></input>
            <input><inputExpression><text>x * 2</text></inputExpression></input>
            <output id="o1" name="points" typeRef="number"><outputValues><text>0, 1, 2</text></outputValues><defaultOutputEntry><text>0</text></defaultOutputEntry></output>
            <annotation name="出处"/><annotation name="note"/>
            <rule id="r1"><description>d</description><inputEntry><text>&lt; 18</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry><annotationEntry><text>第一条</text></annotationEntry><annotationEntry><text>=1+1</text></annotationEntry></rule>
            <rule><inputEntry><text>[18..30]</text></inputEntry><inputEntry><text/></inputEntry><outputEntry><text>2</text></outputEntry></rule>
          </decisionTable>
        </decision><!-- and this -->
        """;

    private static readonly SourceText Model = new("m.dmn", ModelText.Of(Body));

    [Fact]
    public void A_sheet_shows_policy_aggregator_expressions_types_values_defaults_and_annotations()
    {
        var rows = DecisionTableSheet.Export(Model, "d").Rows;
        Assert.Equal("COLLECT SUM", rows[1][1]);
        Assert.Equal(["标题 label", "年龄", "", ""], rows[3]);
        Assert.Equal(["表达式或名称 expression or name", "x", "x * 2", "points", "出处", "note"], rows[4]);
        Assert.Equal(["类型 type", "number", "", "number"], rows[5]);
        Assert.Equal(["允许的值 allowed values", "[0..150]", "", "0, 1, 2"], rows[6]);
        Assert.Equal(["默认 default", "", "", "0"], rows[7]);
        Assert.Equal(["r1", "< 18", "-", "1", "第一条", "=1+1"], rows[8]);
        Assert.Equal(["2", "[18..30]", "", "2", "", ""], rows[9]);
    }

    [Fact]
    public void A_sheet_that_was_not_changed_gives_the_file_byte_for_byte()
    {
        var outcome = DecisionTableSheet.Import(Model, "d", DecisionTableSheet.Export(Model, "d").Rows);
        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(Model.Content, outcome.Model!.Content);
    }

    [Fact]
    public void A_changed_cell_changes_that_cell_and_leaves_ids_descriptions_and_the_rest_of_the_file()
    {
        var changed = Imported((8, 1, "< 21"));
        Assert.Equal(
            Model.Content.Replace("&lt; 18", "&lt; 21", StringComparison.Ordinal),
            changed.Replace(" />", "/>", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_exported_after_an_import_is_what_was_imported()
    {
        var rows = Rows();
        rows[1][1] = "FIRST";
        rows[2].Insert(3, "输入 input");
        rows[3].Insert(3, "新列");
        rows[4].Insert(3, "x + 1");
        rows[5].Insert(3, "number");
        rows[6].Insert(3, "");
        rows[7].Insert(3, "");
        rows[8].Insert(3, "> 0");
        rows[9].Insert(3, "-");
        rows.Add(["new", "> 30", "-", "not(5)", "2", "第三条", ""]);
        rows.RemoveAt(8);
        var outcome = DecisionTableSheet.Import(Model, "d", rows);
        Assert.Empty(outcome.Diagnostics);
        var again = DecisionTableSheet.Export(outcome.Model!, "d").Rows;
        Assert.Equal(rows.Skip(9).Select(r => string.Join('|', r.Skip(1))), again.Skip(9).Select(r => string.Join('|', r.Skip(1))));
        Assert.Equal(rows.Take(8).Select(Trimmed), again.Take(8).Select(r => Trimmed([.. r])));
        Assert.Equal("2", DmnModel.Load(outcome.Model!).Evaluate("d", ModelText.Inputs(("x", FeelValue.From(40)))).Value.ToString());
    }

    [Theory]
    [InlineData(8, 1, "< ", "DMN6009", "B9")]
    [InlineData(4, 2, "x *", "DMN6009", "C5")]
    [InlineData(6, 1, "[0..", "DMN6009", "B7")]
    [InlineData(1, 1, "LAST", "DMN6003", "B2")]
    [InlineData(2, 2, "condition", "DMN6003", "C3")]
    [InlineData(2, 2, "注释 annotation", "DMN6004", "D3")]
    [InlineData(3, 0, "label", "DMN6002", "A4")]
    [InlineData(8, 3, "", "DMN6005", "D9")]
    [InlineData(4, 1, "", "DMN6005", "B5")]
    [InlineData(9, 0, "r1", "DMN6007", "A10")]
    [InlineData(8, 9, "x", "DMN6006", "J9")]
    public void A_bad_cell_is_named_in_both_languages_and_nothing_is_written(
        int row, int column, string text, string code, string cell)
    {
        var rows = Rows();
        while (rows[row].Count <= column)
            rows[row].Add("");
        rows[row][column] = text;
        var outcome = DecisionTableSheet.Import(Model, "d", rows);
        Assert.Null(outcome.Model);
        var told = outcome.Diagnostics.First(d => d.Code == code);
        Assert.Contains(cell, told.Message.Zh, StringComparison.Ordinal);
        Assert.Contains(cell, told.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_without_a_table_and_a_sheet_that_is_too_long_are_told()
    {
        Assert.Equal("DMN6001", Assert.Single(DecisionTableSheet.Export(Model, "e").Diagnostics).Code);
        var long1 = new string('x', DecisionTableSheet.MaxCellCharacters + 1);
        Assert.Equal("DMN6008", Assert.Single(DecisionTableSheet.Import(Model, "d", [.. Rows(), [long1]]).Diagnostics).Code);
        Assert.Equal("DMN1001", Assert.Single(DecisionTableSheet.Export(new SourceText("m", "<x"), "d").Diagnostics).Code);
    }

    private static string Imported((int Row, int Column, string Text) change)
    {
        var rows = Rows();
        rows[change.Row][change.Column] = change.Text;
        return DecisionTableSheet.Import(Model, "d", rows).Model!.Content;
    }

    private static string Trimmed(List<string> row) => string.Join('|', row).TrimEnd('|');

    private static List<List<string>> Rows() => [.. DecisionTableSheet.Export(Model, "d").Rows.Select(r => r.ToList())];
}
