namespace Huoshui.Warehouse.Partials;

/// <summary>Cuts accepted tables into batches of whole institutions.</summary>
internal static class InstitutionBatches
{
    /// <summary>The largest first, so that none is left alone at the end.</summary>
    /// <param name="facts">Of any institutions.</param>
    /// <param name="most">Filed rows of a batch; one institution may have more.</param>
    public static List<List<AcceptedTable>> Of(IReadOnlyList<AcceptedTable> facts, long most)
    {
        var batches = new List<List<AcceptedTable>>();
        var rows = 0L;
        foreach (var ofOne in facts.GroupBy(f => f.InstitutionId, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(f => f.Rows)).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            var own = ofOne.Sum(f => f.Rows);
            if (batches.Count == 0 || rows + own > most)
            {
                batches.Add([]);
                rows = 0;
            }

            batches[^1].AddRange(ofOne);
            rows += own;
        }

        return batches;
    }
}
