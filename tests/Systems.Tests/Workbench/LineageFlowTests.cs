using Huoshui.Diagnostics;
using Huoshui.Presentation.Flows;
using Huoshui.Systems.Workbench;
using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Systems.Tests.Workbench;

/// <summary>The lineage of the script that a new page begins with, as a picture and as a table.</summary>
public sealed class LineageFlowTests
{
    private static readonly VtlModule Module = VtlCompiler.Compile(
        [new SourceText("example.vtl", ScriptExample.Script)], new VtlInputs { Datasets = [.. ScriptExample.Inputs.Select(i => i.Structure)] });

    private static readonly LineageFlow Flow = new(VtlLineage.Of(Module.Results), ScriptExample.TitleOf);

    [Fact]
    public void The_example_is_right() => Assert.Equal([], Module.Diagnostics.Select(d => d.ToLine("en")));

    [Fact]
    public void Every_link_joins_boxes_and_lines_that_are_there()
    {
        var picture = Flow.Picture([]);
        var lines = picture.Boxes.ToDictionary(b => b.Name, b => b.Lines, StringComparer.Ordinal);
        Assert.All(picture.Links, link =>
        {
            Assert.True(link.FromLine is null || lines[link.FromBox].Contains(link.FromLine), link.ToString());
            Assert.True(link.ToLine is null || lines[link.ToBox].Contains(link.ToLine), link.ToString());
        });
        Assert.Equal(["BRANCHES", "LOANS"], picture.Boxes.Where(b => b.Kind == FlowKind.Source).Select(b => b.Name));
        Assert.Equal(["REPORT", "WRONG"], picture.Boxes.Where(b => b.Kind == FlowKind.Goal).Select(b => b.Name));
    }

    [Fact]
    public void The_picture_of_one_column_holds_what_leads_to_it_alone()
    {
        var picture = Flow.Picture([new ColumnName("REPORT", "name")]);
        Assert.DoesNotContain("WRONG", picture.Boxes.Select(b => b.Name));
        Assert.Equal(["name"], picture.Boxes.Single(b => b.Name == "REPORT").Lines);
        var row = Assert.Single(Flow.Table([new ColumnName("REPORT", "average_rate")]), r => r.Name == "REPORT#average_rate");
        Assert.Equal("LOANS#balance, LOANS#rate", row.Sources);
    }

    [Fact]
    public void Boxes_stand_right_of_what_leads_to_them_and_do_not_lie_on_each_other()
    {
        var picture = Flow.Picture([]);
        var layout = new FlowLayout(picture);
        var places = layout.Boxes.ToDictionary(p => p.Box.Name, StringComparer.Ordinal);
        Assert.All(picture.Links, link => Assert.True(places[link.FromBox].X < places[link.ToBox].X));
        foreach (var (a, b) in from a in places.Values from b in places.Values where a != b && a.X == b.X select (a, b))
            Assert.True(a.Y + a.Height <= b.Y || b.Y + b.Height <= a.Y);
        Assert.All(places.Values, p => Assert.True(p.X + FlowLayout.BoxWidth <= layout.Width && p.Y + p.Height <= layout.Height));
    }

    [Theory]
    [InlineData(FlowModel.MostBoxes, false)]
    [InlineData(FlowModel.MostBoxes + 1, true)]
    public void A_picture_of_more_boxes_than_one_can_read_is_not_drawn(int boxes, bool isTooLarge) => Assert.Equal(
        isTooLarge, new FlowModel([.. Enumerable.Range(0, boxes).Select(i => new FlowBox($"b{i}", null, FlowKind.Step, []))], []).IsTooLarge);
}
