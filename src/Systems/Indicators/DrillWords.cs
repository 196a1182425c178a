using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Policies.Figures;

namespace Huoshui.Systems.Indicators;

/// <summary>What the columns of the rows behind a figure are called: fields of the returns by their codes.</summary>
internal sealed class DrillWords
{
    private readonly Dictionary<string, FieldDefinition> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TableDefinition> _tables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Knows the fields of all returns; where two have a code in common, the first by id counts.</summary>
    public DrillWords(PolicyLibrary library)
    {
        foreach (var table in library.Returns.SelectMany(one => one.Tables))
        {
            _tables.TryAdd(table.Code, table);
            foreach (var field in table.Fields)
                _fields.TryAdd(field.Code, field);
        }
    }

    /// <summary>The field of a column, or null.</summary>
    public FieldDefinition? Field(string column) => _fields.GetValueOrDefault(column);

    /// <summary>What the business key of a row is: the first field of its table's key; null for a figure without
    /// rows.</summary>
    public LocalizedText? KeyOf(FigureDefinition figure) =>
        figure.Drill is { } drill && _tables.GetValueOrDefault(drill.Table) is { Key.Count: > 0 } table
            ? table.Field(table.Key[0])?.Title : null;
}
