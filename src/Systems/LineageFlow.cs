using Huoshui.Diagnostics;
using Huoshui.Presentation;
using Huoshui.Presentation.Flows;
using Huoshui.Vtl;

namespace Huoshui.Systems;

/// <summary>The lineage of scripts as a picture and as a table (血缘).</summary>
/// <param name="lineage">All of it.</param>
/// <param name="titleOf">What a data set or column is called; null where it has no other name.</param>
internal sealed class LineageFlow(VtlLineage lineage, Func<string, LocalizedText?> titleOf)
{
    /// <summary>The picture of what leads to some columns.</summary>
    /// <param name="columns">Columns of results; empty for all.</param>
    public FlowModel Picture(IReadOnlyList<ColumnName> columns)
    {
        var shown = lineage.Towards(columns);
        var goals = columns.Select(c => c.Dataset).ToHashSet(StringComparer.Ordinal);
        var links = shown.Results.SelectMany(r => LinksOf(r)).Distinct().ToList();
        var read = shown.Results.SelectMany(r => r.Datasets).ToHashSet(StringComparer.Ordinal);
        List<FlowBox> boxes =
        [
            .. read.Where(d => shown.Find(d) is null).Order(StringComparer.Ordinal).Select(d => Box(
                d, FlowKind.Source, [.. Lines(links, d)])),
            .. shown.Results.Select(r => Box(
                r.Result, IsGoal(r.Result) ? FlowKind.Goal : FlowKind.Step,
                [.. r.Columns.Select(c => c.Component.Name)])),
        ];
        var known = boxes.ToDictionary(b => b.Name, b => b.Lines, StringComparer.Ordinal);
        return new FlowModel(boxes, [.. links.Where(IsDrawn)]);

        bool IsGoal(string result) => goals.Contains(result) || (goals.Count == 0 && !read.Contains(result));

        bool IsDrawn(FlowLink link) => known.TryGetValue(link.FromBox, out var lines)
            && (link.FromLine is null || lines.Contains(link.FromLine, StringComparer.Ordinal));
    }

    /// <summary>The same as rows of a table: each column with its sources, one statement back and at first.</summary>
    /// <param name="columns">Columns of results; empty for all.</param>
    public IEnumerable<FlowOrigin> Table(IReadOnlyList<ColumnName> columns) => lineage.Towards(columns).Results
        .SelectMany(r => r.Columns.Select(c =>
        {
            var name = new ColumnName(r.Result, c.Component.Name);
            var origin = lineage.OriginOf(name);
            return new FlowOrigin(
                name.ToString(), titleOf(name.Column)?.Here(), Text(c.Sources), Text(origin.Values),
                Text(origin.Conditions));
        }));

    private FlowBox Box(string name, FlowKind kind, IReadOnlyList<string> lines) =>
        new(name, titleOf(name)?.Here(), kind, lines);

    // A result whose rows come from a data set of which it takes no value is still joined to it.
    private static IEnumerable<FlowLink> LinksOf(ResultLineage result)
    {
        var links = result.Columns.SelectMany(c => c.Sources.Select(
                s => new FlowLink(s.Dataset, s.Column, result.Result, c.Component.Name, IsWeak: false)))
            .Concat(result.Conditions.Select(s => new FlowLink(s.Dataset, s.Column, result.Result, null, IsWeak: true)))
            .ToList();
        return links.Concat(result.Datasets.Where(d => !links.Exists(l => l.FromBox == d))
            .Select(d => new FlowLink(d, null, result.Result, null, IsWeak: true)));
    }

    private static IEnumerable<string> Lines(IEnumerable<FlowLink> links, string box) =>
        links.Where(l => l.FromBox == box).Select(l => l.FromLine).OfType<string>().Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static string Text(IReadOnlyList<ColumnName> columns) => string.Join(", ", columns);
}
