using System.Globalization;
using System.Text;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Maps;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>走访地图: what the operator loads is looked at, drawn by the server, kept in versions.</summary>
public sealed class MapTests
{
    private const string Square = "[[[114.0,22.5],[114.1,22.5],[114.1,22.6],[114.0,22.6],[114.0,22.5]]]";
    private const string Beside = "[[[114.1,22.5],[114.2,22.5],[114.2,22.6],[114.1,22.6],[114.1,22.5]]]";

    private static readonly Viewer Admin = VisitHouse.Person("系统", Roles.SystemAdministrator);

    private static CancellationToken Token => VisitHouse.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_map_is_in_use_at_once_and_the_one_before_comes_back(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var desk = house.Get<MapDesk>();
        Assert.Null(await desk.CurrentAsync(MapLevels.District, Token));
        var first = VisitHouse.Done(await LoadAsync(desk, File(("440304", Square), ("440305", Beside)), approval: " GS(2024)0650号 "));
        Assert.Equal((MapLevels.District, "", 2, 10, "GS(2024)0650号"), (first.Level, first.Missing, first.Features, first.Points, first.ApprovalNumber));
        var (_, picture) = (await desk.CurrentAsync(MapLevels.District, Token))!.Value;
        Assert.Equal(["440304", "440305"], picture.Areas.Select(a => a.Code));
        Assert.StartsWith("M0 ", picture.Areas[0].Path, StringComparison.Ordinal);
        Assert.InRange(picture.Height, 500, 600); // two squares at 22.5°, side by side
        Assert.All(picture.Areas, a => Assert.True(
            a.NameX > a.Left && a.NameX < a.Right && a.NameY > a.Top && a.NameY < a.Bottom, $"{a}"));

        house.Time.Now += TimeSpan.FromMinutes(1);
        var second = VisitHouse.Done(await LoadAsync(desk, File(("440304", Square))));
        Assert.Equal("440305", second.Missing);
        Assert.Equal(second.Id, (await desk.CurrentAsync(MapLevels.District, Token))!.Value.Map.Id);
        var removed = await Task.WhenAll(Enumerable.Range(0, 1).Select(_ => desk.RemoveAsync(Admin, MapLevels.District, Token)));
        Assert.Single(removed, r => r.Succeeded);
        Assert.Equal(first.Id, (await desk.CurrentAsync(MapLevels.District, Token))!.Value.Map.Id);
        VisitHouse.Done(await desk.RemoveAsync(Admin, MapLevels.District, Token));
        Assert.Null(await desk.CurrentAsync(MapLevels.District, Token));
        VisitHouse.Refused("VIS1095", await desk.RemoveAsync(Admin, MapLevels.District, Token));
        Assert.Equal(2, (await desk.ListAsync(Token)).Count(m => m.RemovedBy == "系统"));
    }

    [Fact]
    public async Task A_district_without_a_street_has_its_place_and_one_that_lies_across_others_has_none()
    {
        await using var house = await VisitHouse.OpenAsync();
        await using (var context = await house.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token))
        {
            context.AddRange(
                new District { Code = "SZ-SS", NameZh = "深汕特别合作区", NameEn = "Shenshan", Kind = DistrictKind.Functional },
                new District { Code = "SZ-QH", NameZh = "前海", NameEn = "Qianhai", Kind = DistrictKind.Overlay });
            await context.SaveChangesAsync(Token);
        }

        var desk = house.Get<MapDesk>();
        Assert.Equal("440305", VisitHouse.Done(await LoadAsync(desk, File(("440304", Square), ("SZ-SS", Beside)))).Missing);
        VisitHouse.Refused("VIS1093", await LoadAsync(desk, File(("440304", Square), ("SZ-QH", Beside))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_of_another_encoding_says_so(bool isHalfCharacter)
    {
        await using var house = await VisitHouse.OpenAsync();
        var text = File(("440304", Square)).Replace("\"properties\":{", "\"properties\":{\"name\":\"~\",", StringComparison.Ordinal);
        Assert.Contains('~', text);
        var content = isHalfCharacter ? Encoding.UTF8.GetBytes(text.Replace("~", "\\ud800", StringComparison.Ordinal))
            : [.. Encoding.UTF8.GetBytes(text).SelectMany(b => b == '~' ? new byte[] { 0xB8, 0xA3, 0xCC, 0xEF } : [b])]; // 福田 in GBK
        VisitHouse.Refused("VIS1090", await house.Get<MapDesk>().LoadAsync(
            Admin, new MapRequest("map.geojson", content, null, null), Token));
        Assert.Empty(await house.Get<MapDesk>().ListAsync(Token));
    }

    [Fact]
    public async Task The_code_is_found_and_streets_are_a_map_of_their_own()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<MapDesk>();
        var streets = VisitHouse.Done(await LoadAsync(desk, File(("440304001000", Square), ("440304002", Beside))));
        Assert.Equal((MapLevels.Street, "440305001"), (streets.Level, streets.Missing));
        Assert.Null(await desk.CurrentAsync(MapLevels.District, Token));
        var bom = VisitHouse.Done(await LoadAsync(desk, "\uFEFF" + File(("440304", Square)).Replace("\"440304\"", "440304", StringComparison.Ordinal)));
        Assert.Equal(MapLevels.District, bom.Level); // a code that is a number
        VisitHouse.Refused("VIS1093", await LoadAsync(desk, File(("440304", Square)), property: "name"));
        var picture = (await desk.CurrentAsync(MapLevels.Street, Token))!.Value.Picture;
        var own = MapDrawing.Cropped(picture, [picture.Areas[1]]);
        Assert.InRange(own.Left, 499, 500);
        Assert.InRange(own.Width, 500, 501);
    }

    [Theory]
    [InlineData("{", "VIS1090", "第 1 行")]
    [InlineData("[]", "VIS1090", "FeatureCollection")]
    [InlineData("{\"type\":\"Feature\"}", "VIS1090", "FeatureCollection")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[]}", "VIS1091", "1 至 500")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[1]}", "VIS1092", "第 1 个要素：没有几何形状")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":null}]}", "VIS1092", "没有几何形状")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":\"Point\",\"coordinates\":[114,22]}}]}", "VIS1092", "“Point”")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[]}}]}", "VIS1092", "没有环")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[1,2]]}}]}", "VIS1092", "经度、纬度")]
    [InlineData("{\"type\":\"FeatureCollection\",\"crs\":{\"properties\":{\"name\":\"EPSG:4547\"}},\"features\":[]}", "VIS1090", "WGS84")]
    public async Task A_bad_file_is_refused_with_its_place(string file, string code, string words)
    {
        await using var house = await VisitHouse.OpenAsync();
        var answer = await LoadAsync(house.Get<MapDesk>(), file);
        VisitHouse.Refused(code, answer);
        Assert.Contains(words, answer.Refusals[0].Message.Zh, StringComparison.Ordinal);
        Assert.Empty(await house.Get<MapDesk>().ListAsync(Token));
    }

    [Theory]
    [InlineData("[[[114.0,22.5],[114.1,22.5],[114.1,22.6],[114.0,22.6]]]", "与第一点相同")] // open
    [InlineData("[[[114.0,22.5],[114.1,22.5],[114.0,22.5]]]", "至少有 4 个点")]
    [InlineData("[[[22.5,114.0],[22.5,114.1],[22.6,114.1],[22.5,114.0]]]", "经度、纬度")] // the wrong way round
    [InlineData("[[[505000,2495000],[506000,2495000],[506000,2496000],[505000,2495000]]]", "经度、纬度")] // metres
    [InlineData("[[[114.0,22.5],[114.1,\"22.5\"],[114.1,22.6],[114.0,22.5]]]", "经度、纬度")]
    [InlineData("[[[114.0,22.5],[114.1,22.5],[114.2,22.5],[114.0,22.5]]]", "没有面积")]
    public async Task A_bad_shape_is_told_by_the_number_of_its_feature(string coordinates, string words)
    {
        await using var house = await VisitHouse.OpenAsync();
        var answer = await LoadAsync(house.Get<MapDesk>(), File(("440304", Square), ("440305", coordinates)));
        VisitHouse.Refused("VIS1092", answer);
        Assert.Contains($"第 2 个要素：", answer.Refusals[0].Message.Zh, StringComparison.Ordinal);
        Assert.Contains(words, answer.Refusals[0].Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_that_are_unknown_double_or_mixed_are_refused()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<MapDesk>();
        async Task<string> WhyAsync(params (string, string)[] features)
        {
            var answer = await LoadAsync(desk, File(features));
            VisitHouse.Refused("VIS1093", answer);
            return answer.Refusals[0].Message.Zh;
        }

        Assert.Contains("110101", await WhyAsync(("440304", Square), ("110101", Beside)), StringComparison.Ordinal);
        Assert.Contains("440304 有 2 个要素", await WhyAsync(("440304", Square), ("440304", Beside)), StringComparison.Ordinal);
        Assert.Contains("不能混在一起", await WhyAsync(("440304", Square), ("440304001", Beside)), StringComparison.Ordinal);
        Assert.Contains("没有一个属性", await WhyAsync(("x", Square)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Size_rights_and_the_approval_number_are_looked_at()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<MapDesk>();
        VisitHouse.Refused("VIS1091", await LoadAsync(desk, new string(' ', MapReader.LargestFile + 1)));
        VisitHouse.Refused("VIS1094", await LoadAsync(desk, File(("440304", Square)), approval: new string('号', 61)));
        VisitHouse.Refused("VIS1094", await LoadAsync(desk, File(("440304", Square)), approval: "GS\n1"));
        foreach (var viewer in new[] { VisitHouse.Team, VisitHouse.Regulator, VisitHouse.Officer, VisitHouse.Owner })
        {
            VisitHouse.Refused("VIS1002", await LoadAsync(desk, File(("440304", Square)), viewer: viewer));
            VisitHouse.Refused("VIS1002", await desk.RemoveAsync(viewer, MapLevels.District, Token));
        }

        VisitHouse.Done(await LoadAsync(desk, File(("440304", Square)), viewer: Viewer.Operator("root")));
        var many = string.Join(',', Enumerable.Range(0, MapReader.MostFeatures + 1).Select(_ => "{}"));
        VisitHouse.Refused("VIS1091", await LoadAsync(desk, $$"""{"type":"FeatureCollection","features":[{{many}}]}"""));
        VisitHouse.Refused("VIS1091", await LoadAsync(desk, File(("440304", Ring(MapReader.MostPoints, 0)))));
    }

    [Fact]
    public async Task A_map_of_many_points_is_simplified_for_the_page_and_neighbours_keep_one_border()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<MapDesk>();
        var map = VisitHouse.Done(await LoadAsync(desk, File(("440304", Ring(100_000, 0)), ("440305", Ring(100_000, 1)))));
        Assert.True(map.Points > 200_000);
        var (_, picture) = (await desk.CurrentAsync(MapLevels.District, Token))!.Value;
        var points = picture.Areas.Sum(a => a.Path.Count(c => c is 'M' or 'L'));
        Assert.InRange(points, 100, MapDrawing.PointsOfPage);
        Assert.All(picture.Areas, a => Assert.EndsWith("Z", a.Path, StringComparison.Ordinal));
        await using var context = await house.ContextAsync();
        Assert.True((await context.Set<VisitMap>().SingleAsync(Token)).Picture.Length < 200_000);
    }

    [Fact]
    public async Task A_bow_tie_is_mended_and_a_hole_stays_a_hole()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<MapDesk>();
        const string Hole = "[[[114.02,22.52],[114.02,22.54],[114.04,22.54],[114.04,22.52],[114.02,22.52]]]";
        var withHole = Square[..^1] + "," + Hole[1..^1] + "]";
        VisitHouse.Done(await LoadAsync(desk, File(
            ("440304", withHole), ("440305", "[[[114.1,22.5],[114.2,22.6],[114.2,22.5],[114.1,22.6],[114.1,22.5]]]"))));
        var picture = (await desk.CurrentAsync(MapLevels.District, Token))!.Value.Picture;
        Assert.Equal(2, picture.Areas[0].Path.Count(c => c == 'M'));
        Assert.Equal(2, picture.Areas[1].Path.Count(c => c == 'M'));
    }

    private static Task<VisitAnswer<VisitMap>> LoadAsync(
        MapDesk desk, string file, string? property = null, string? approval = null, Viewer? viewer = null) =>
        desk.LoadAsync(viewer ?? Admin, new MapRequest("../map.geojson", Encoding.UTF8.GetBytes(file), property, approval), Token);

    private static string File(params (string Code, string Coordinates)[] features) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features.Select(f =>
            $$$"""{"type":"Feature","properties":{"name":"区","code":"{{{f.Code}}}"},"geometry":{"type":"Polygon","coordinates":{{{f.Coordinates}}}}}"""))}}]}""";

    // A circle of many points, or its neighbour to the right.
    private static string Ring(int points, int place)
    {
        var ring = Enumerable.Range(0, points).Select(i => (double)i / points * 2 * Math.PI).Select(a => string.Create(
            CultureInfo.InvariantCulture, $"[{114 + (place * 0.3) + (0.1 * Math.Cos(a)):0.########},{22.5 + (0.1 * Math.Sin(a)):0.########}]")).ToList();
        return $"[[{string.Join(',', ring.Append(ring[0]))}]]";
    }
}
