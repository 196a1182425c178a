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

        if (Twice(structure.Components, cells) is var (first, second))
        {
            throw new VtlLoadException(LoadErrors.DuplicateIdentifiers(
                structure.Name, Point(structure.Components, cells[second]), $"{Text(first + 1)}, {Text(second + 1)}"));
        }

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
            if (components[i].Role == ComponentRole.Identifier && rows.FirstOrDefault(r => r[i] is null) is { } row)
            {
                throw new VtlRuntimeException(
                    VtlRuntimeError.NullIdentifier(result, components[i].Name, Point(components, row)));
            }
        }

        if (Twice(components, rows) is var (_, second))
        {
            var point = Point(components, rows[second]);
            throw new VtlRuntimeException(VtlRuntimeError.DuplicateIdentifiers(result, point));
        }
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

    // As in cast, blanks around a value that is no text do not count.
    private static string? Cell(DataStructure structure, Component component, string? text, int row)
    {
        if (component.Kind != ScalarKind.String)
            text = text?.Trim();
        if (text is null || (text.Length == 0 && component.Kind != ScalarKind.String))
        {
            return component.Role != ComponentRole.Identifier ? null
                : throw new VtlLoadException(LoadErrors.NullIdentifier(structure.Name, component.Name, Text(row)));
        }

        return CellText.IsValid(component.Kind, text) ? CellText.Sortable(component.Kind, text) : throw new VtlLoadException(
            LoadErrors.BadLiteral(structure.Name, component.Name, ComponentText.Of(component).Type, text, Text(row)));
    }

    // Id_1 = 1, Id_2 = a
    private static string Point(IReadOnlyList<Component> components, string?[] row) => string.Join(", ", Enumerable
        .Range(0, components.Count).Where(i => components[i].Role == ComponentRole.Identifier)
        .Select(i => $"{components[i].Name} = {row[i] ?? "null"}"));

    private static string Text(int row) => row.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The first two rows that have the same identifiers. Without identifiers there is one row at most.
    private static (int First, int Second)? Twice(IReadOnlyList<Component> components, IReadOnlyList<string?[]> rows)
    {
        var keys = Enumerable.Range(0, components.Count)
            .Where(i => components[i].Role == ComponentRole.Identifier).ToList();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var key = string.Join(
                '\u001f', keys.Select(k => CellText.Normal(components[k].Kind, row[k] ?? string.Empty)));
            if (!seen.TryAdd(key, i))
                return (seen[key], i);
        }

        return null;
    }
}
