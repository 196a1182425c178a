using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Scripts;

/// <summary>A data set that a script may read, and where its rows are.</summary>
public sealed record ScriptInput
{
    private ScriptInput(DataStructure structure) => Structure = structure;

    /// <summary>As the script sees it.</summary>
    public DataStructure Structure { get; }

    /// <summary>Rows as text, null for null, in the order of the components; for data that are written down.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; private init; } = [];

    /// <summary>The table of a return; null for data that are written down.</summary>
    public TableDefinition? Table { get; private init; }

    /// <summary>Files of the table that the viewer may see, in the order in which they are read.</summary>
    public IReadOnlyList<AcceptedTable> Files { get; private init; } = [];

    /// <summary>True where the viewer sees fields of persons and customers of all these files in clear.</summary>
    public bool IsClear { get; private init; }

    /// <summary>Rows that there are in all.</summary>
    public long TotalRows => Table is null ? Rows.Count : Files.Sum(f => f.Rows);

    /// <summary>Data that are written down.</summary>
    public static ScriptInput Of(DataStructure structure, IReadOnlyList<IReadOnlyList<string?>> rows) =>
        new(structure) { Rows = rows };

    /// <summary>A table of a return.</summary>
    /// <param name="table">Its definition.</param>
    /// <param name="files">Accepted files that the viewer may see; those of other tables are left out.</param>
    /// <param name="isClear">Whether the viewer sees all of these in clear.</param>
    public static ScriptInput Of(TableDefinition table, IEnumerable<AcceptedTable> files, bool isClear) =>
        new(FigureCompiler.StructureOf(table))
        {
            Table = table,
            Files = [.. files.Where(f => string.Equals(f.Table, table.Code, StringComparison.Ordinal))],
            IsClear = isClear,
        };
}
