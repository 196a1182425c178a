using System.Globalization;

namespace Huoshui.Presentation.Flows;

/// <summary>A box with its place, in pixels.</summary>
/// <param name="Box">The box.</param>
/// <param name="X">Its left side.</param>
/// <param name="Y">Its upper side.</param>
/// <param name="Height">Its height; its width is <see cref="FlowLayout.BoxWidth"/>.</param>
public sealed record PlacedBox(FlowBox Box, int X, int Y, int Height);

/// <summary>
/// Places boxes in columns: each right of all that lead to it, in a column in the order of the middle of what leads
/// to it.
/// The same flow gives the same picture.
/// </summary>
public sealed class FlowLayout
{
    /// <summary>Width of every box.</summary>
    public const int BoxWidth = 180;

    /// <summary>Height of the head of a box.</summary>
    public const int HeadHeight = 46;

    /// <summary>Height of a line of a box.</summary>
    public const int LineHeight = 22;

    private const int Gap = 20;
    private const int Aisle = 72;
    private const int Margin = 8;

    private readonly Dictionary<string, PlacedBox> _places = new(StringComparer.Ordinal);
    private readonly FlowModel _model;

    /// <summary>Places the boxes of a flow.</summary>
    /// <param name="model">A flow without a circle, each link between boxes of it.</param>
    public FlowLayout(FlowModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        var layers = Layers();
        foreach (var column in model.Boxes.GroupBy(b => layers[b.Name]).OrderBy(g => g.Key))
            Place([.. column.OrderBy(b => Middle(b.Name))], Margin + (column.Key * (BoxWidth + Aisle)));
        Width = _places.Values.Select(p => p.X + BoxWidth).DefaultIfEmpty(0).Max() + Margin;
        Height = _places.Values.Select(p => p.Y + p.Height).DefaultIfEmpty(0).Max() + Margin;
    }

    /// <summary>Width of the picture.</summary>
    public int Width { get; }

    /// <summary>Height of the picture.</summary>
    public int Height { get; }

    /// <summary>The boxes with their places, in the order of the flow.</summary>
    public IEnumerable<PlacedBox> Boxes => _model.Boxes.Select(b => _places[b.Name]);

    /// <summary>The curve of a link, as an SVG path.</summary>
    public string PathOf(FlowLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        var (from, to) = (_places[link.FromBox], _places[link.ToBox]);
        var (x1, y1) = (from.X + BoxWidth, from.Y + MiddleOf(from.Box, link.FromLine));
        var (x2, y2) = (to.X, to.Y + MiddleOf(to.Box, link.ToLine));
        var bend = Math.Max(40, (x2 - x1) / 2);
        return string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}");
    }

    private static int MiddleOf(FlowBox box, string? line)
    {
        var at = line is null ? -1 : box.Lines.ToList().IndexOf(line);
        return at < 0 ? HeadHeight / 2 : HeadHeight + (at * LineHeight) + (LineHeight / 2);
    }

    // The longest way from a source, box by box: as many rounds as there are boxes are enough.
    private Dictionary<string, int> Layers()
    {
        var layers = _model.Boxes.ToDictionary(b => b.Name, _ => 0, StringComparer.Ordinal);
        for (var round = 0; round < _model.Boxes.Count; round++)
        {
            var moved = false;
            foreach (var link in _model.Links.Where(l => layers[l.ToBox] <= layers[l.FromBox]))
            {
                layers[link.ToBox] = layers[link.FromBox] + 1;
                moved = true;
            }

            if (!moved)
                break;
        }

        return layers;
    }

    private void Place(List<FlowBox> column, int x)
    {
        var y = Margin;
        foreach (var box in column)
        {
            var height = HeadHeight + (box.Lines.Count * LineHeight) + (box.Lines.Count > 0 ? 6 : 0);
            _places[box.Name] = new PlacedBox(box, x, y, height);
            y += height + Gap;
        }
    }

    private double Middle(string name) => _model.Links.Where(l => l.ToBox == name && _places.ContainsKey(l.FromBox))
        .Select(l => (double)_places[l.FromBox].Y + MiddleOf(_places[l.FromBox].Box, l.FromLine))
        .DefaultIfEmpty(double.MaxValue).Average();
}
