using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Presentation.Flows;
using Huoshui.Systems.Indicators;
using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>Where the figures of the packs come from, read from their scripts.</summary>
public sealed class FigureLineageTests
{
    private static readonly PolicyLibrary Library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);

    private static readonly FigureCompiler Compiler =
        new(Library, FigureLibrary.Load(Library.Folder), RegisterSource.Static(Library.Vocabulary));

    public static TheoryData<string> Figures { get; } = [.. Compiler.Figures.Figures.Where(f => f.IsConnected).Select(f => f.Id)];

    [Theory]
    [MemberData(nameof(Figures))]
    public void Every_figure_comes_from_filed_tables_registers_or_other_figures_and_from_columns_that_they_have(string id)
    {
        var figure = Compiler.Figures.Find(id)!;
        if (FigureLineage.Of(Compiler, figure, figure.AsOf) is not { } found)
        {
            Assert.Null(Compiler.Plan(figure.AsOf, [figure.PackId]).Pack(figure.PackId)?.Figures.FirstOrDefault(f => f.Name == figure.Result));
            return;
        }

        var origins = found.Goals.Select(found.Lineage.OriginOf).SelectMany(o => o.Values.Concat(o.Conditions)).ToList();
        var known = Known(figure);
        Assert.All(origins, origin => Assert.Contains(origin, known));
        var datasets = found.Lineage.Towards(found.Goals).Results.SelectMany(r => r.Datasets);
        Assert.Contains(datasets, d => found.Lineage.Find(d) is null);
    }

    [Fact]
    public void A_picture_of_a_figure_ends_at_it_and_begins_at_filed_tables()
    {
        var figure = Compiler.Figures.Find("T01")!;
        var found = FigureLineage.Of(Compiler, figure, figure.AsOf)!;
        var picture = new LineageFlow(found.Lineage, found.TitleOf).Picture(found.Goals);
        Assert.Equal(["T01"], picture.Boxes.Where(b => b.Kind == FlowKind.Goal).Select(b => b.Name));
        Assert.Equal(["A01"], picture.Boxes.Where(b => b.Kind == FlowKind.Source).Select(b => b.Name));
    }

    private static HashSet<ColumnName> Known(FigureDefinition figure)
    {
        var plan = Compiler.Plan(figure.AsOf, [figure.PackId]);
        var tables = plan.Packs.SelectMany(p => p.Tables.Values).SelectMany(t => t).Select(FigureCompiler.StructureOf);
        var registers = Compiler.Registers.Values.Select(r => r.Structure);
        var operands = figure.Operands.Keys.Select(o => new ColumnName(figure.Result + "_values", o))
            .Append(new ColumnName(figure.Result + "_values", "figure"));
        return [.. tables.Concat(registers).SelectMany(s => s.Components.Select(c => new ColumnName(s.Name, c.Name))), .. operands];
    }
}
