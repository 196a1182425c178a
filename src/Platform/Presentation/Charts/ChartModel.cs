namespace Huoshui.Presentation.Charts;

/// <summary>What a chart shows; how it looks is the chart's own affair (assets/charts.js), so that every chart of the
/// platform looks the same.</summary>
public sealed record ChartModel
{
    /// <summary>The kind; default bars.</summary>
    public ChartKind Kind { get; init; } = ChartKind.Bar;

    /// <summary>The categories of the axis, for example periods; of a donut, its parts.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The date of each category, ascending, so that they stand as far apart as time does (upright charts
    /// only); empty spaces them evenly.</summary>
    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    /// <summary>The series; a donut has one.</summary>
    public IReadOnlyList<ChartSeries> Series { get; init; } = [];

    /// <summary>The unit of the values, named at the axis and in tooltips; null for none.</summary>
    public string? Unit { get; init; }

    /// <summary>Decimals of the values shown, from 0 to 6; default 2.</summary>
    public int Decimals { get; init; } = 2;

    /// <summary>True to lay bars, with long names at the left.</summary>
    public bool Horizontal { get; init; }

    /// <summary>Where a click on each category leads; empty for nowhere.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Nodes of a flow or a network.</summary>
    public IReadOnlyList<ChartNode> Nodes { get; init; } = [];

    /// <summary>What joins the nodes.</summary>
    public IReadOnlyList<ChartLink> Edges { get; init; } = [];

    /// <summary>Tiles of a cartogram (conventions §7: drawn by us).</summary>
    public IReadOnlyList<ChartTile> Tiles { get; init; } = [];
}

/// <summary>The kinds of charts.</summary>
public enum ChartKind
{
    /// <summary>Bars beside one another.</summary>
    Bar,

    /// <summary>Bars on top of one another.</summary>
    StackedBar,

    /// <summary>A line over time.</summary>
    Line,

    /// <summary>Shares of a whole.</summary>
    Donut,

    /// <summary>A flow from part to part.</summary>
    Sankey,

    /// <summary>A network.</summary>
    Graph,

    /// <summary>A map of equal tiles, one a district.</summary>
    Tiles,
}

/// <summary>A series of a chart.</summary>
/// <param name="Name">Its name in the legend; HTML in it is text.</param>
/// <param name="Values">One value a category; null leaves a gap (未报).</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double?> Values)
{
    /// <summary>Draw this one as a line over bars.</summary>
    public bool AsLine { get; init; }

    /// <summary>Dashed: a shadow figure or a forecast.</summary>
    public bool IsDashed { get; init; }
}

/// <summary>A node of a flow or network.</summary>
/// <param name="Name">Its name; unique in the chart.</param>
/// <param name="Value">Its size; null to take it from the edges.</param>
/// <param name="Href">Where a click leads; null for nowhere.</param>
public sealed record ChartNode(string Name, double? Value = null, string? Href = null);

/// <summary>An edge of a flow or network.</summary>
/// <param name="From">Name of the node that it leaves.</param>
/// <param name="To">Name of the node that it enters.</param>
/// <param name="Value">How much flows.</param>
public sealed record ChartLink(string From, string To, double Value);

/// <summary>A tile of a cartogram.</summary>
/// <param name="Name">The district.</param>
/// <param name="Column">From the left, from 0.</param>
/// <param name="Row">From the top, from 0.</param>
/// <param name="Value">Its value; null for suppressed or not filed.</param>
public sealed record ChartTile(string Name, int Column, int Row, double? Value);
