using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>The partial results of some packs of one date, all up to date.</summary>
/// <param name="Folder">The folder of partial results.</param>
/// <param name="Plan">What they were computed with.</param>
/// <param name="Places">By pack: the segments and whose results are read from each.</param>
/// <param name="Computed">How many (pack, institution) were stale and had to be computed.</param>
public sealed record PartialSet(
    string Folder, FigurePlan Plan, IReadOnlyDictionary<string, IReadOnlyList<SegmentShare>> Places, int Computed)
{
    /// <summary>A SELECT of a stored result of a pack over all institutions; null where nobody filed.</summary>
    /// <param name="packId">The pack that stores it.</param>
    /// <param name="result">Its name.</param>
    public string? Select(string packId, string result) =>
        Select(Folder, packId, result, Places.GetValueOrDefault(packId, []));

    /// <summary>The same of some shares; null where none of them has the result.</summary>
    internal static string? Select(string folder, string packId, string result, IEnumerable<SegmentShare> shares)
    {
        var parts = new List<string>();
        foreach (var share in shares)
        {
            var files = PartialSegments.FilesOf(folder, share.Segment, packId, result);
            if (files.Count == 0)
                continue;
            var only = share.IsWhole
                ? string.Empty
                : $" WHERE institution IN ({string.Join(", ", share.Institutions.Select(Sql.Text))})";
            parts.Add($"SELECT * FROM read_parquet({Sql.List(files)}, hive_partitioning = false){only}");
        }

        return parts.Count == 0 ? null : string.Join("\nUNION ALL BY NAME\n", parts);
    }

    /// <summary>The pack that stores a result, seen from another: itself or one it uses.</summary>
    public CompiledFigurePack? Storing(CompiledFigurePack pack, string result)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (pack.Stored.Any(s => string.Equals(s.Name, result, StringComparison.Ordinal)))
            return pack;
        return pack.Pack.Uses.Select(u => Plan.Pack(u)).OfType<CompiledFigurePack>()
            .Select(p => Storing(p, result)).FirstOrDefault(p => p is not null);
    }

    /// <summary>A stored result as a pack sees it, its own or that of a pack it uses; null where nobody
    /// filed.</summary>
    public string? SelectFor(CompiledFigurePack pack, string result) =>
        Storing(pack, result) is { } storing ? Select(storing.Pack.Id, result) : null;
}

/// <summary>Whose results are read from a segment.</summary>
/// <param name="Segment">Its name.</param>
/// <param name="Institutions">Sorted.</param>
/// <param name="IsWhole">True when the segment holds no others of the pack.</param>
public sealed record SegmentShare(string Segment, IReadOnlyList<string> Institutions, bool IsWhole);
