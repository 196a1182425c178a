using System.Globalization;
using Huoshui.Measures;
using Huoshui.Policies.Figures;
using Huoshui.Presentation;
using Huoshui.Presentation.Charts;

namespace Huoshui.Systems.Indicators;

/// <summary>Charts of figures; names are text and are escaped where they are drawn.</summary>
internal static class FigureCharts
{
    private const int MostBars = 20;
    private const int LeastHeight = 320;
    private const int BarHeight = 24;
    private const int AxisHeight = 80;

    /// <summary>The series of a figure over its dates.</summary>
    public static ChartModel Line(FigureDefinition figure, IReadOnlyList<FigurePoint> points)
    {
        var unit = FigureText.Fitting(figure, points[^1].BaseValue);
        return new ChartModel
        {
            Kind = ChartKind.Line,
            Categories = [.. points.Select(p => p.AsOf.ToString("yyyy-MM", CultureInfo.InvariantCulture))],
            Dates = [.. points.Select(p => p.AsOf)],
            Series =
                [new ChartSeries(
                    figure.Name.Here(),
                    [.. points.Select(p => (double?)(double)FigureText.Rounded(figure, p.BaseValue, unit))])],
            Unit = MeasureFormat.Current.UnitName(unit),
            Decimals = FigureText.PartDecimals(figure, unit),
        };
    }

    /// <summary>CSS pixels that a chart of parts needs so that the names beside lying bars do not touch.</summary>
    public static int HeightOf(ChartModel model) =>
        model.Horizontal ? Math.Max(LeastHeight, (model.Categories.Count * BarHeight) + AxisHeight) : LeastHeight;

    /// <summary>The largest parts of a figure.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="nameOf">The name of a cell by its key.</param>
    public static ChartModel Bars(FigureBreakdown parts, Func<string, string> nameOf)
    {
        var shown = parts.Cells.Where(c => c.BaseValue is not null).Take(MostBars).ToList();
        var unit = shown.Count == 0 ? parts.Figure.NamedUnit
            : FigureText.Fitting(parts.Figure, shown[0].BaseValue!.Value);
        return new ChartModel
        {
            Kind = ChartKind.Bar,
            Horizontal = shown.Count > 6,
            Categories = [.. shown.Select(c => nameOf(c.Key))],
            Series =
                [new ChartSeries(parts.Figure.Name.Here(),
                    [.. shown.Select(
                        c => (double?)(double)FigureText.Rounded(parts.Figure, c.BaseValue!.Value, unit))])],
            Unit = MeasureFormat.Current.UnitName(unit),
            Decimals = FigureText.PartDecimals(parts.Figure, unit),
        };
    }
}
