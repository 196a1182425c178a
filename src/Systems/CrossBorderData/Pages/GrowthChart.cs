using Huoshui.Measures;
using Huoshui.Presentation.Charts;
using Huoshui.Systems.CrossBorderData.Watching;

namespace Huoshui.Systems.CrossBorderData.Pages;

/// <summary>The sizes of logs over time as a line each.</summary>
internal static class GrowthChart
{
    private const int MostPoints = 60;

    /// <summary>The chart; without series where there is no time to show.</summary>
    public static ChartModel Of(
        IReadOnlyList<(string Title, IReadOnlyList<NodeReading> Readings)> logs, string unit)
    {
        var times = logs.SelectMany(l => l.Readings).Select(r => r.At).Distinct().Order().ToList();
        var every = Math.Max(1, (times.Count + MostPoints - 1) / MostPoints);
        times = [.. times.Where((_, i) => i % every == 0 || i == times.Count - 1)];
        if (times.Count < 2)
            return new ChartModel();
        return new ChartModel
        {
            Kind = ChartKind.Line,
            Categories = [.. times.Select(t => MeasureFormat.Current.Instant(t))],
            Series = [.. logs.Select(l => new ChartSeries(l.Title, [.. times.Select(t => At(l.Readings, t))]))],
            Unit = unit,
            Decimals = 0,
        };
    }

    private static double? At(IReadOnlyList<NodeReading> readings, DateTimeOffset time) =>
        readings.LastOrDefault(r => r.At <= time)?.Size;
}
