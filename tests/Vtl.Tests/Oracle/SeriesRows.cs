using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>timeshift, flow_to_stock, stock_to_flow and fill_time_series on time periods.</summary>
internal static class SeriesRows
{
    public static List<Dictionary<string, object?>> Of(TimeSeries series, List<Dictionary<string, object?>> rows)
    {
        if (series.Time.Kind == ScalarKind.Date && series.Operator is TimeOperator.Shift or TimeOperator.FillSingle)
            return DateSeries.Rows(series, [.. rows.GroupBy(r => Cells.Key(Others(series).Select(o => r[o]))).Select(g => g.ToList())]);
        if (series.Time.Kind == ScalarKind.Date && series.Operator is TimeOperator.FlowToStock or TimeOperator.StockToFlow)
            return Accumulated(series, [.. rows.GroupBy(r => Cells.Key(Others(series).Select(o => r[o]))).Select(g => g.OrderBy(r => r[series.Time.Name]).ToList())]);
        if (series.Time.Kind != ScalarKind.TimePeriod)
            throw new NotSupportedException($"{series.Time.Kind}");
        Period At(Dictionary<string, object?> row) => Period.Of((string)row[series.Time.Name]!);
        var groups = rows.GroupBy(r => Cells.Key(Others(series).Select(o => r[o])) + At(r).Unit)
            .Select(g => g.OrderBy(r => At(r).FirstDay).ToList()).ToList();
        return series.Operator switch
        {
            TimeOperator.Shift => [.. rows.Select(r => With(r, series.Time.Name, $"{At(r).Shifted((int)series.Shift)}"))],
            TimeOperator.FlowToStock or TimeOperator.StockToFlow => Accumulated(series, groups),
            _ => [.. groups.SelectMany(g => Filled(series, g, rows.Select(At).ToList(), At))],
        };
    }

    private static List<string> Others(TimeSeries series) =>
        [.. series.Components.Where(c => c.Role == ComponentRole.Identifier && c.Name != series.Time.Name).Select(c => c.Name)];

    private static List<Dictionary<string, object?>> Accumulated(TimeSeries series, List<List<Dictionary<string, object?>>> groups) =>
        [.. groups.SelectMany(g => series.Operator == TimeOperator.FlowToStock ? Stocks(series, g) : Flows(series, g))];

    public static Dictionary<string, object?> With(Dictionary<string, object?> row, string name, object? value) =>
        new(row, StringComparer.Ordinal) { [name] = value };

    private static IEnumerable<Dictionary<string, object?>> Stocks(TimeSeries series, List<Dictionary<string, object?>> group) =>
        Running(series, group, (flow, stock) => (Sum(flow, stock, 1), Sum(flow, stock, 1)));

    private static IEnumerable<Dictionary<string, object?>> Flows(TimeSeries series, List<Dictionary<string, object?>> group) =>
        Running(series, group, (stock, before) => (Sum(stock, before, -1), stock));

    // What is null stays null and changes nothing of what follows.
    private static IEnumerable<Dictionary<string, object?>> Running(
        TimeSeries series, List<Dictionary<string, object?>> group, Func<object, object?, (object Value, object Kept)> step)
    {
        var kept = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var row in group)
        {
            var next = new Dictionary<string, object?>(row, StringComparer.Ordinal);
            foreach (var measure in series.Measures.Select(m => m.Name).Where(m => row[m] is not null))
                (next[measure], kept[measure]) = step(row[measure]!, kept.GetValueOrDefault(measure));
            yield return next;
        }
    }

    private static object Sum(object a, object? b, int sign) => b is null ? a : Cells.Sum(a, b, sign);

    private static IEnumerable<Dictionary<string, object?>> Filled(
        TimeSeries series, List<Dictionary<string, object?>> group, List<Period> all, Func<Dictionary<string, object?>, Period> at)
    {
        var (first, last) = (at(group[0]), at(group[^1]));
        if (series.Operator == TimeOperator.FillAll)
        {
            (first, last) = (Period.Holding(all.Min(p => p.FirstDay), first.Unit), Period.Holding(all.Max(p => p.LastDay), first.Unit));
        }

        for (var period = first; period.FirstDay <= last.FirstDay; period = period.Shifted(1))
        {
            yield return group.Find(r => at(r) == period) ?? series.Components.ToDictionary(
                c => c.Name,
                c => c.Name == series.Time.Name ? $"{period}" : c.Role == ComponentRole.Identifier ? group[0][c.Name] : null,
                StringComparer.Ordinal);
        }
    }
}
