using System.Security.Cryptography;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace Huoshui.Systems.Visits.Maps;

/// <summary>A map to load.</summary>
/// <param name="FileName">Its name.</param>
/// <param name="Content">GeoJSON.</param>
/// <param name="Property">The property that holds the code of a feature; null to find it.</param>
/// <param name="ApprovalNumber">审图号; null for none.</param>
public sealed record MapRequest(
    string FileName, ReadOnlyMemory<byte> Content, string? Property, string? ApprovalNumber);

/// <summary>走访地图: the operator loads areas of districts or streets; nothing is loaded from elsewhere. Thread
/// safe.</summary>
public sealed class MapDesk(IDbContextFactory<OperationsContext> contexts, TimeProvider time)
{
    /// <summary>Characters of an 审图号, inclusive.</summary>
    public const int LongestApproval = 60;

    private const int MostTold = 12;
    private const int StreetDigits = 9;

    /// <summary>Whether a viewer loads and removes maps: whoever runs the platform.</summary>
    public static bool Loads(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.Is(Roles.SystemAdministrator) || viewer.Is(Roles.Operator);
    }

    /// <summary>The map in use of a level; null for none.</summary>
    public async Task<(VisitMap Map, MapPicture Picture)?> CurrentAsync(
        string level, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var map = await Standing(context, level).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        return map is null ? null : (map, JsonSerializer.Deserialize<MapPicture>(map.Picture)!);
    }

    /// <summary>Versions, the latest first, without their drawings.</summary>
    public async Task<IReadOnlyList<VisitMap>> ListAsync(CancellationToken cancellationToken)
    {
        const int Most = 100;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<VisitMap>().AsNoTracking().OrderByDescending(m => m.Id).Take(Most)
            .Select(m => new VisitMap
            {
                Id = m.Id,
                Level = m.Level,
                FileName = m.FileName,
                Sha256 = m.Sha256,
                ApprovalNumber = m.ApprovalNumber,
                Features = m.Features,
                Points = m.Points,
                Missing = m.Missing,
                Actor = m.Actor,
                At = m.At,
                RemovedBy = m.RemovedBy,
                RemovedAt = m.RemovedAt,
            }).ToListAsync(cancellationToken);
    }

    /// <summary>Loads a map: it is in use at once, the one before stays as the previous version.</summary>
    public async Task<VisitAnswer<VisitMap>> LoadAsync(
        Viewer viewer, MapRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Loads(viewer))
            return VisitAnswer<VisitMap>.No(VisitRefusals.NotYours);
        var approval = string.IsNullOrWhiteSpace(request.ApprovalNumber) ? null : request.ApprovalNumber.Trim();
        if (approval is not null && (approval.Length > LongestApproval || approval.Any(char.IsControl)))
            return VisitAnswer<VisitMap>.No(VisitRefusals.MapApproval);
        var reader = new MapReader();
        var (features, wrong) = reader.Read(request.Content);
        if (wrong.Count > 0)
            return new VisitAnswer<VisitMap>(null, wrong);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await KnownAsync(context, cancellationToken);
        var (areas, refusal) = Coded(features, request.Property, known);
        if (refusal is not null)
            return VisitAnswer<VisitMap>.No(refusal);
        var level = areas[0].Code.Length == StreetDigits ? MapLevels.Street : MapLevels.District;
        var missing = known[level].Except(areas.Select(a => a.Code)).Order(StringComparer.Ordinal);
        var map = new VisitMap
        {
            Id = Guid.CreateVersion7(time.Now()),
            Level = level,
            FileName = VisitScope.FileName(request.FileName),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(request.Content.Span)),
            ApprovalNumber = approval,
            Features = features.Count,
            Points = reader.Points,
            Missing = string.Join(',', missing),
            Picture = JsonSerializer.Serialize(MapDrawing.Of(areas)),
            Actor = viewer.AccountName,
            At = time.Now(),
        };
        context.Add(map);
        context.Audit(
            viewer.AccountName, "visits.map-load", $"visit-map/{map.Id}", new { level, map.Sha256, approval });
        await context.SaveChangesAsync(cancellationToken);
        return VisitAnswer<VisitMap>.Yes(map);
    }

    /// <summary>Removes the map in use of a level: the previous version is in use again, or the tiles.</summary>
    public async Task<VisitAnswer<VisitMap>> RemoveAsync(
        Viewer viewer, string level, CancellationToken cancellationToken)
    {
        if (!Loads(viewer))
            return VisitAnswer<VisitMap>.No(VisitRefusals.NotYours);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var map = await Standing(context, level).FirstOrDefaultAsync(cancellationToken);
        if (map is null)
            return VisitAnswer<VisitMap>.No(VisitRefusals.NoMap);
        (map.RemovedBy, map.RemovedAt) = (viewer.AccountName, time.Now());
        context.Audit(viewer.AccountName, "visits.map-remove", $"visit-map/{map.Id}");
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return VisitAnswer<VisitMap>.Yes(map);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<VisitMap>(error))
        {
            return VisitAnswer<VisitMap>.No(VisitRefusals.NoMap);
        }
    }

    private static IQueryable<VisitMap> Standing(OperationsContext context, string level) =>
        context.Set<VisitMap>().Where(m => m.Level == level && m.RemovedAt == null).OrderByDescending(m => m.Id);

    private static async Task<Dictionary<string, HashSet<string>>> KnownAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var streets = await context.Set<Street>().Select(s => new { s.Code, s.DistrictCode })
            .ToListAsync(cancellationToken);
        // Also those without a street of their own (深汕特别合作区); not those that lie across others.
        var districts = await context.Set<District>().Where(d => d.Kind != DistrictKind.Overlay).Select(d => d.Code)
            .ToListAsync(cancellationToken);
        return new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
        {
            [MapLevels.Street] = [.. streets.Select(s => s.Code)],
            [MapLevels.District] = [.. streets.Select(s => s.DistrictCode), .. districts],
        };
    }

    // Each feature has the code of one area, all of one level, each once.
    private static (List<(string Code, Geometry Shape)> Areas, Diagnostic? Refusal) Coded(
        IReadOnlyList<MapFeature> features, string? asked, Dictionary<string, HashSet<string>> known)
    {
        var property = string.IsNullOrWhiteSpace(asked) ? Found(features, known) : asked.Trim();
        if (property is null)
        {
            return ([], VisitRefusals.MapCodes(
                "没有一个属性是管理区或街道的代码；请写明属性名，并核对代码。",
                "No property holds codes of districts or streets; name the property and compare the codes."));
        }

        var codes = features.Select(f => Code(f.Properties.GetValueOrDefault(property))).ToList();
        var unknown = codes.Where(c => !known.Values.Any(k => k.Contains(c))).Distinct().ToList();
        if (unknown.Count > 0)
        {
            var told = string.Join(", ", unknown.Take(MostTold).Select(c => c.Length == 0 ? "—" : c));
            return ([], VisitRefusals.MapCodes(
                $"属性“{property}”里有 {unknown.Count} 个代码不是本市的管理区或街道：{told}。请改正或去掉这些要素。",
                $"Property \"{property}\" has {unknown.Count} codes of no district or street of the city: {told}. "
                + "Mend or remove these features."));
        }

        if (codes.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return ([], VisitRefusals.MapCodes(
                $"代码 {twice.Key} 有 {twice.Count()} 个要素；请并成一个 MultiPolygon。",
                $"The code {twice.Key} has {twice.Count()} features; make one MultiPolygon of them."));
        }

        return known.Values.Any(k => codes.TrueForAll(k.Contains))
            ? ([.. codes.Select((c, i) => (c, features[i].Shape))], null)
            : ([], VisitRefusals.MapCodes(
                "一个文件只能是管理区或只能是街道，不能混在一起。", "A file has districts or streets, not both."));
    }

    private static string? Found(IReadOnlyList<MapFeature> features, Dictionary<string, HashSet<string>> known) =>
        features.SelectMany(f => f.Properties)
            .Where(p => known.Values.Any(k => k.Contains(Code(p.Value))))
            .GroupBy(p => p.Key, StringComparer.Ordinal).OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;

    // Codes of the statistics have twelve digits, of which the last are zeros.
    private static string Code(string? text)
    {
        const int StatisticsDigits = 12, DistrictDigits = 6;
        var code = text?.Trim() ?? string.Empty;
        if (code.Length == StatisticsDigits && code.EndsWith("000", StringComparison.Ordinal))
            code = code[..StreetDigits];
        return code.Length == StreetDigits && code.EndsWith("000", StringComparison.Ordinal)
            ? code[..DistrictDigits] : code;
    }
}
