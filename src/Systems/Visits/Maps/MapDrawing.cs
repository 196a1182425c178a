using System.Globalization;
using System.Text;
using NetTopologySuite.Coverage;
using NetTopologySuite.Geometries;

namespace Huoshui.Systems.Visits.Maps;

/// <summary>Draws areas: simplified until a page carries them, neighbours along one border, in a plane that keeps
/// shapes at the latitude of the city.</summary>
internal static class MapDrawing
{
    /// <summary>Points of a page, at most.</summary>
    public const int PointsOfPage = 8000;

    private const int Width = 1000;
    private const int FirstParts = 4000; // the first tolerance: a part of the wider side
    private const int Rounds = 12;

    /// <summary>The drawing of areas by code.</summary>
    public static MapPicture Of(IReadOnlyList<(string Code, Geometry Shape)> areas)
    {
        var shapes = Simplified([.. areas.Select(a => a.Shape)]);
        var frame = new Envelope();
        foreach (var shape in shapes)
            frame.ExpandToInclude(shape.EnvelopeInternal);
        var squeeze = Math.Cos(frame.Centre.Y * Math.PI / 180);
        var scale = Width / Math.Max(frame.Width * squeeze, 1e-9);
        var height = Math.Clamp((int)Math.Ceiling(frame.Height * scale), 1, Width * 4);
        string PathOf(Geometry shape)
        {
            var path = new StringBuilder();
            for (var i = 0; i < shape.NumGeometries; i++)
            {
                if (shape.GetGeometryN(i) is not Polygon polygon)
                    continue;
                foreach (var ring in polygon.InteriorRings.Prepend(polygon.ExteriorRing))
                    Append(path, ring, c => ((c.X - frame.MinX) * squeeze * scale, (frame.MaxY - c.Y) * scale));
            }

            return path.ToString();
        }

        MapArea AreaOf(string code, Geometry shape)
        {
            var own = shape.EnvelopeInternal;
            var inside = Widest(shape).InteriorPoint;
            return new MapArea(
                code, PathOf(shape), (own.MinX - frame.MinX) * squeeze * scale, (frame.MaxY - own.MaxY) * scale,
                (own.MaxX - frame.MinX) * squeeze * scale, (frame.MaxY - own.MinY) * scale,
                Math.Round((inside.X - frame.MinX) * squeeze * scale, 1),
                Math.Round((frame.MaxY - inside.Y) * scale, 1));
        }

        return new MapPicture(Width, height, [.. areas.Select((a, i) => AreaOf(a.Code, shapes[i]))]);
    }

    /// <summary>Some areas of a drawing, in a frame of their own.</summary>
    /// <param name="whole">The drawing.</param>
    /// <param name="some">At least one of its areas.</param>
    public static MapPicture Cropped(MapPicture whole, IReadOnlyList<MapArea> some)
    {
        var (left, top) = ((int)Math.Floor(some.Min(a => a.Left)), (int)Math.Floor(some.Min(a => a.Top)));
        return whole with
        {
            Areas = some,
            Left = left,
            Top = top,
            Width = Math.Max(1, (int)Math.Ceiling(some.Max(a => a.Right)) - left),
            Height = Math.Max(1, (int)Math.Ceiling(some.Max(a => a.Bottom)) - top),
        };
    }

    // The part of an area that its name stands on: not an island.
    private static Geometry Widest(Geometry shape) =>
        Enumerable.Range(0, shape.NumGeometries).Select(shape.GetGeometryN).MaxBy(g => g.Area) ?? shape;

    private static Geometry[] Simplified(Geometry[] shapes)
    {
        var frame = new Envelope();
        foreach (var shape in shapes)
            frame.ExpandToInclude(shape.EnvelopeInternal);
        var tolerance = Math.Max(frame.Width, frame.Height) / FirstParts;
        var now = shapes;
        for (var round = 0; round < Rounds && now.Sum(s => s.NumPoints) > PointsOfPage; round++, tolerance *= 2)
            now = CoverageSimplifier.Simplify(shapes, tolerance);
        return [.. now.Select((s, i) => s.IsEmpty ? shapes[i] : s)]; // a small island stays as it is
    }

    private static void Append(StringBuilder path, LineString ring, Func<Coordinate, (double X, double Y)> place)
    {
        var points = ring.Coordinates;
        for (var i = 0; i < points.Length - 1; i++)
        {
            var (x, y) = place(points[i]);
            path.Append(i == 0 ? 'M' : 'L')
                .Append(Math.Round(x, 1).ToString("0.#", CultureInfo.InvariantCulture)).Append(' ')
                .Append(Math.Round(y, 1).ToString("0.#", CultureInfo.InvariantCulture));
        }

        path.Append('Z');
    }
}
