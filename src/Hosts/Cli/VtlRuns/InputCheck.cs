using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>What the information model of VTL asks of the rows of a data set.</summary>
internal static class InputCheck
{
    /// <summary>All columns are there, every cell is a literal of its type, identifiers are given and unique.</summary>
    /// <exception cref="CaseError">They are not; the phase is load.</exception>
    public static void Require(VtlTable table)
    {
        var structure = table.Structure;
        var at = structure.Components.Select(c => table.Header.ToList().IndexOf(c.Name)).ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            if (at[i] < 0)
                throw CaseError.Load($"{table.Name}: column {structure.Components[i].Name} is missing");
        }

        foreach (var row in table.Rows)
        {
            for (var i = 0; i < at.Length; i++)
                RequireCell(table.Name, structure.Components[i], at[i] < row.Count ? row[at[i]] : null);
        }

        if (RepeatedIdentifiers(structure, [.. table.Rows.Select(r => at.Select(i => r[i]).ToArray())]) is { } repeated)
            throw CaseError.Load(repeated);
    }

    /// <returns>The first identifiers that two rows have; null when there are none.</returns>
    public static string? RepeatedIdentifiers(DataStructure structure, IReadOnlyList<string?[]> rows)
    {
        var keys = structure.Components.Select((c, i) => (c.Role, Index: i))
            .Where(c => c.Role == ComponentRole.Identifier).Select(c => c.Index).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var key = string.Join('\u001f', keys.Select(k => row[k]));
            if (!seen.Add(key))
                return $"{structure.Name}: two data points have the identifiers ({key.Replace('\u001f', ',')})";
        }

        return null;
    }

    /// <returns>What is wrong when an identifier of a row is null; null when none is.</returns>
    public static string? NullIdentifier(DataStructure structure, IReadOnlyList<string?[]> rows)
    {
        for (var i = 0; i < structure.Components.Count; i++)
        {
            var at = i;
            if (structure.Components[i].Role == ComponentRole.Identifier && rows.Any(r => r[at] is null))
                return $"{structure.Name}: identifier {structure.Components[i].Name} is null";
        }

        return null;
    }

    private static void RequireCell(string table, Component component, string? cell)
    {
        var isNull = cell is null || (cell.Length == 0 && component.Kind != ScalarKind.String);
        if (isNull && component.Role == ComponentRole.Identifier)
            throw CaseError.Load($"{table}: identifier {component.Name} is null");
        if (!isNull && CellText.Problem(component.Kind, cell!) is { } problem)
            throw CaseError.Load($"{table}, {component.Name}: {problem}");
    }
}
