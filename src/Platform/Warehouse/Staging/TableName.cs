using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>Finds the table of a file from its name: F27.csv, xx_F27_2025-06-30.csv, f27-1.parquet.</summary>
internal static class TableName
{
    public static TableDefinition? Find(ReturnDefinition definition, IncomingFile file)
    {
        if (file.Table is { } given)
            return definition.Table(given);
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        if (definition.Table(stem) is { } exact)
            return exact;
        var named = Parts(stem).Select(definition.Table).OfType<TableDefinition>().DistinctBy(t => t.Code).ToList();
        if (named.Count == 1)
            return named[0];
        return named.Count == 0 && definition.Tables.Count == 1 ? definition.Tables[0] : null;
    }

    private static IEnumerable<string> Parts(string stem)
    {
        var start = 0;
        for (var i = 0; i <= stem.Length; i++)
        {
            if (i < stem.Length && char.IsAsciiLetterOrDigit(stem[i]))
                continue;
            if (i > start)
                yield return stem[start..i];
            start = i + 1;
        }
    }
}
