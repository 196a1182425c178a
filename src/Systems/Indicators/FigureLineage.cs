using Huoshui.Diagnostics;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Systems.Indicators;

/// <summary>The lineage of a figure (指标血缘): from its formula over the parts of institutions to the fields that are
/// filed.</summary>
/// <param name="Lineage">Of all scripts behind it, put together.</param>
/// <param name="Goals">The columns of the figure's result.</param>
/// <param name="TitleOf">What a table or field is called; null where it has no other name.</param>
internal sealed record FigureLineage(
    VtlLineage Lineage, IReadOnlyList<ColumnName> Goals, Func<string, LocalizedText?> TitleOf)
{
    /// <summary>Reads it from the compiled packs.</summary>
    /// <param name="compiler">Keeps compiled scripts.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="asOf">The date whose parameters are bound.</param>
    /// <returns>Null where no script makes the figure.</returns>
    public static FigureLineage? Of(FigureCompiler compiler, FigureDefinition figure, DateOnly asOf)
    {
        var plan = compiler.Plan(asOf, [figure.PackId]);
        if (plan.Pack(figure.PackId) is not { } pack)
            return null;
        var results = plan.Packs.OrderByDescending(p => p == pack)
            .SelectMany(p => p.Figures.Concat(p.Steps).Where(_ => p == pack)
                .Concat(p.Stored).Concat(p.Rows).Concat(p.Lent));
        var lineage = VtlLineage.Of(results);
        if (lineage.Find(figure.Result) is not { } result)
            return null;
        return new FigureLineage(
            lineage, [.. result.Columns.Select(c => new ColumnName(result.Result, c.Component.Name))],
            Titles(plan, figure));
    }

    private static Func<string, LocalizedText?> Titles(FigurePlan plan, FigureDefinition figure)
    {
        var titles = plan.Packs.SelectMany(p => p.Tables.Values).SelectMany(t => t)
            .SelectMany(t => t.Fields.Select(f => (f.Code, f.Title)).Prepend((t.Code, t.Title)))
            .Prepend((Code: figure.Result, Title: figure.Name)).DistinctBy(one => one.Code, StringComparer.Ordinal)
            .ToDictionary(one => one.Code, one => one.Title, StringComparer.Ordinal);
        return name => titles.GetValueOrDefault(name);
    }
}
