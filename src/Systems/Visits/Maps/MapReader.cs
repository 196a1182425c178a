using System.Text.Json;
using Huoshui.Diagnostics;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace Huoshui.Systems.Visits.Maps;

/// <summary>A feature of a file.</summary>
/// <param name="Properties">Its properties, as texts.</param>
/// <param name="Shape">Its area, valid.</param>
internal sealed record MapFeature(IReadOnlyDictionary<string, string> Properties, Geometry Shape);

/// <summary>Reads GeoJSON (RFC 7946): polygons in WGS84 only. What is wrong is told with the number of the
/// feature.</summary>
public sealed class MapReader
{
    /// <summary>Bytes of a file, inclusive.</summary>
    public const int LargestFile = 20 * 1024 * 1024;

    /// <summary>Features of a file, inclusive.</summary>
    public const int MostFeatures = 500;

    /// <summary>Points of a file, inclusive.</summary>
    public const int MostPoints = 500_000;

    private const int LargestLongitude = 180;
    private const int LargestLatitude = 90;
    private const int FewestOfRing = 4; // the last is the first again

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);
    private static readonly string[] Wgs84 = ["CRS84", "EPSG::4326", "EPSG:4326"];

    private readonly List<Diagnostic> _wrong = [];

    /// <summary>Points read.</summary>
    public int Points { get; private set; }

    /// <summary>The features; none and what is wrong otherwise.</summary>
    internal (IReadOnlyList<MapFeature> Features, IReadOnlyList<Diagnostic> Wrong) Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > LargestFile)
        {
            const int Megabytes = LargestFile / 1024 / 1024;
            return ([], [VisitRefusals.MapTooLarge($"文件超过 {Megabytes} MB", $"more than {Megabytes} MB")]);
        }

        try
        {
            var bytes = file.Span.StartsWith("\uFEFF"u8) ? file[3..] : file;
            using var json = JsonDocument.Parse(bytes);
            var features = Collection(json.RootElement);
            return _wrong.Count > 0 ? ([], _wrong) : (features, []);
        }
        catch (JsonException error)
        {
            return ([], [VisitRefusals.MapUnreadable(
                $"第 {error.LineNumber + 1} 行不是 JSON", $"line {error.LineNumber + 1} is no JSON")]);
        }
        catch (InvalidOperationException)
        {
            // What a text of another encoding makes the reader of JSON throw; it says no line.
            return ([], [VisitRefusals.MapUnreadable(
                "文字不是 UTF-8 编码，请另存为 UTF-8", "its texts are not in UTF-8: save it so")]);
        }
    }

    private List<MapFeature> Collection(JsonElement root)
    {
        var read = new List<MapFeature>();
        if (Text(root, "type") != "FeatureCollection" || !TryGet(root, "features", JsonValueKind.Array, out var all))
        {
            _wrong.Add(VisitRefusals.MapUnreadable(
                "最外层应为 FeatureCollection，含 features 列表", "the outermost must be a FeatureCollection with features"));
        }
        else if (HasOtherSystem(root))
        {
            _wrong.Add(VisitRefusals.MapUnreadable(
                "坐标系应为 WGS84 经纬度（crs 写了别的）", "the coordinates must be WGS84 (crs names another system)"));
        }
        else if (all.GetArrayLength() is 0 or > MostFeatures)
        {
            _wrong.Add(VisitRefusals.MapTooLarge(
                $"要素应有 1 至 {MostFeatures} 个", $"it must have 1 to {MostFeatures} features"));
        }
        else
        {
            foreach (var (feature, index) in all.EnumerateArray().Select((f, i) => (f, i + 1)))
            {
                if (Feature(feature, index) is { } one)
                    read.Add(one);
                if (Points > MostPoints)
                    break;
            }
        }

        return read;
    }

    private MapFeature? Feature(JsonElement feature, int index)
    {
        if (!TryGet(feature, "geometry", JsonValueKind.Object, out var geometry)
            || !TryGet(geometry, "coordinates", JsonValueKind.Array, out var coordinates))
        {
            return Wrong(index, "没有几何形状", "has no geometry");
        }

        List<Polygon>? polygons = Text(geometry, "type") switch
        {
            "Polygon" => Polygons([coordinates], index),
            "MultiPolygon" => Polygons(coordinates.EnumerateArray(), index),
            var kind => Kind(index, kind),
        };
        if (polygons is not { Count: > 0 })
            return null;
        Geometry shape = Factory.CreateMultiPolygon([.. polygons]);
        if (!shape.IsValid)
            shape = GeometryFixer.Fix(shape);
        if (shape.IsEmpty || shape is not (Polygon or MultiPolygon))
            return Wrong(index, "没有面积", "has no area");
        return new MapFeature(Properties(feature), shape);
    }

    private List<Polygon>? Kind(int index, string? kind)
    {
        _ = Wrong(
            index, $"应为 Polygon 或 MultiPolygon，这里是“{Cut(kind)}”",
            $"must be a Polygon or MultiPolygon and is \"{Cut(kind)}\"");
        return null;
    }

    private List<Polygon>? Polygons(IEnumerable<JsonElement> all, int index)
    {
        var read = new List<Polygon>();
        foreach (var polygon in all)
        {
            var rings = polygon.ValueKind == JsonValueKind.Array ? polygon.EnumerateArray().ToList() : [];
            var lines = new List<LinearRing>();
            foreach (var ring in rings)
            {
                if (Ring(ring, index) is not { } line)
                    return null;
                lines.Add(line);
            }

            if (lines.Count == 0)
            {
                _ = Wrong(index, "面没有环", "a polygon has no ring");
                return null;
            }

            read.Add(Factory.CreatePolygon(lines[0], [.. lines.Skip(1)]));
        }

        return read;
    }

    private LinearRing? Ring(JsonElement ring, int index)
    {
        var points = new List<Coordinate>();
        foreach (var point in ring.ValueKind == JsonValueKind.Array ? ring.EnumerateArray() : default)
        {
            if (++Points > MostPoints)
            {
                _wrong.Add(VisitRefusals.MapTooLarge($"超过 {MostPoints} 个点", $"more than {MostPoints} points"));
                return null;
            }

            if (Point(point) is not { } one)
            {
                _ = Wrong(
                    index, $"坐标应为 WGS84 经度、纬度，这里是 {Cut(point.GetRawText())}",
                    $"coordinates must be longitude and latitude in WGS84, not {Cut(point.GetRawText())}");
                return null;
            }

            points.Add(one);
        }

        if (points.Count >= FewestOfRing && points[0].Equals2D(points[^1]))
            return Factory.CreateLinearRing([.. points]);
        _ = Wrong(
            index, $"环应至少有 {FewestOfRing} 个点，最后一点与第一点相同",
            $"a ring has at least {FewestOfRing} points, of which the last is the first again");
        return null;
    }

    private static Coordinate? Point(JsonElement point)
    {
        if (point.ValueKind != JsonValueKind.Array || point.GetArrayLength() < 2
            || point[0].ValueKind != JsonValueKind.Number || point[1].ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        var (x, y) = (point[0].GetDouble(), point[1].GetDouble());
        return Math.Abs(x) <= LargestLongitude && Math.Abs(y) <= LargestLatitude ? new Coordinate(x, y) : null;
    }

    private static Dictionary<string, string> Properties(JsonElement feature)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!TryGet(feature, "properties", JsonValueKind.Object, out var all))
            return read;
        foreach (var one in all.EnumerateObject())
        {
            if (one.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                read[one.Name] = one.Value.ToString().Trim();
        }

        return read;
    }

    // The member is of the format before RFC 7946, and files still have it.
    private static bool HasOtherSystem(JsonElement root) =>
        TryGet(root, "crs", JsonValueKind.Object, out var crs)
        && !Wgs84.Any(name => crs.GetRawText().Contains(name, StringComparison.Ordinal));

    private MapFeature? Wrong(int index, string zh, string en)
    {
        const int MostTold = 20;
        if (_wrong.Count < MostTold)
            _wrong.Add(VisitRefusals.MapShape(index, zh, en));
        return null;
    }

    private static string Cut(string? text) => text is null ? "—" : text.Length <= 40 ? text : text[..40] + "…";

    private static string? Text(JsonElement of, string name) =>
        TryGet(of, name, JsonValueKind.String, out var value) ? value.GetString() : null;

    private static bool TryGet(JsonElement of, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out value) && value.ValueKind == kind;
    }
}
