using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>What sums over groups were when they were merged last, and of which parts: the next merge looks at what
/// changed since.</summary>
/// <param name="Values">By result; only exact sums over groups.</param>
/// <param name="Places">By pack that stores what they read: the segments and whose results were read from each.</param>
internal sealed record MergedBefore(
    IReadOnlyDictionary<string, decimal> Values, IReadOnlyDictionary<string, IReadOnlyList<SegmentShare>> Places)
{
    /// <summary>What is to be kept of a merge; null where there is nothing of the kind.</summary>
    public static MergedBefore? Of(CompiledFigurePack pack, PartialSet partials, PackValues values)
    {
        var sums = pack.Figures
            .Where(f => f.Sums is not null && values.Figures.GetValueOrDefault(f.Name) is not null).ToList();
        if (sums.Count == 0)
            return null;
        var storing = sums.Select(f => partials.Storing(pack, f.Sums!.Input)?.Pack.Id).OfType<string>()
            .Distinct(StringComparer.Ordinal);
        return new MergedBefore(
            sums.ToDictionary(f => f.Name, f => values.Figures[f.Name]!.Value, StringComparer.Ordinal),
            storing.ToDictionary(p => p, p => partials.Places.GetValueOrDefault(p, []), StringComparer.Ordinal));
    }
}
