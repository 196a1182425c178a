using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Rows of text in the order of a structure's components, after their checks: every identifier has a value,
/// and no two rows have the same identifiers.</summary>
internal static class LoadedRows
{
    /// <summary>The rows, checked.</summary>
    /// <exception cref="VtlLoadException">The rows do not fit the structure.</exception>
    public static IReadOnlyList<string?[]> Of(
        DataStructure structure, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        RequireStructure(structure);
        var places = structure.Components.Select(c => PlaceOf(structure, c, header, rows.Count > 0)).ToList();
        var cells = new List<string?[]>(rows.Count);
        for (var r = 0; r < rows.Count; r++)
        {
            var row = new string?[places.Count];
            for (var i = 0; i < row.Length; i++)
                row[i] = Cell(structure, structure.Components[i], rows[r].ElementAtOrDefault(places[i]), r + 1);
            cells.Add(row);
        }

        if (Twice(structure.Components, cells) is { } key)
            throw new VtlLoadException(LoadErrors.DuplicateIdentifiers(structure.Name, key));
        return cells;
    }

    /// <summary>Looks at the identifiers of a result.</summary>
    /// <exception cref="VtlRuntimeException">An identifier of the result is null, or identifiers appear
    /// twice.</exception>
    public static void RequireKeys(VtlResult result, IReadOnlyList<string?[]> rows)
    {
        var components = result.Structure.Components;
        for (var i = 0; i < components.Count; i++)
        {
            if (components[i].Role == ComponentRole.Identifier && rows.Any(r => r[i] is null))
                throw VtlRuntimeException.NullIdentifier(result.Name, components[i].Name);
        }

        if (Twice(components, rows) is { } key)
            throw VtlRuntimeException.DuplicateIdentifiers(result.Name, key);
    }

    private static void RequireStructure(DataStructure structure)
    {
        var twice = structure.Components.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new VtlLoadException(LoadErrors.BadStructure(
                structure.Name, $"成分“{twice.Key}”出现两次", $"component '{twice.Key}' appears twice"));
        }

        if (structure.Components.Count == 0)
            throw new VtlLoadException(LoadErrors.BadStructure(structure.Name, "没有成分", "no components"));
    }

    private static int PlaceOf(
        DataStructure structure, Component component, IReadOnlyList<string> header, bool hasRows)
    {
        for (var i = 0; i < header.Count; i++)
        {
            if (string.Equals(header[i], component.Name, StringComparison.Ordinal))
                return i;
        }

        return header.Count == 0 && !hasRows ? -1
            : throw new VtlLoadException(LoadErrors.MissingColumn(structure.Name, component.Name));
    }

    private static string? Cell(DataStructure structure, Component component, string? text, int row)
    {
        if (text is null || (text.Length == 0 && component.Kind != ScalarKind.String))
        {
            return component.Role != ComponentRole.Identifier ? null
                : throw new VtlLoadException(LoadErrors.NullIdentifier(structure.Name, component.Name, row));
        }

        return CellText.IsValid(component.Kind, text) ? CellText.Sortable(component.Kind, text) : throw new VtlLoadException(
            LoadErrors.BadLiteral(structure.Name, component.Name, ComponentText.Of(component).Type, text, row));
    }

    // Without identifiers there is one row at most.
    private static string? Twice(IReadOnlyList<Component> components, IReadOnlyList<string?[]> rows)
    {
        var keys = Enumerable.Range(0, components.Count)
            .Where(i => components[i].Role == ComponentRole.Identifier).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var key = string.Join(", ", keys.Select(i => CellText.Normal(components[i].Kind, row[i] ?? string.Empty)));
            if (!seen.Add(key))
                return key;
        }

        return null;
    }
}
