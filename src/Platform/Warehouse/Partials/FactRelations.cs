using System.Globalization;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>Makes the relations that compiled scripts read: fact tables over the files of many institutions, and
/// registers.</summary>
internal static class FactRelations
{
    private const string Files = "fact_files";

    /// <summary>A view for each table: institution, file_no, line_no and the fields; empty where nobody filed
    /// it.</summary>
    public static void Define(
        DuckSession session, IEnumerable<TableDefinition> tables, IReadOnlyList<AcceptedTable> facts)
    {
        session.Execute($"CREATE OR REPLACE TEMP TABLE {Files} (path VARCHAR, institution VARCHAR)");
        if (facts.Count > 0)
        {
            var rows = facts.Select(f => $"({Sql.Text(f.ParquetPath)}, {Sql.Text(f.InstitutionId)})");
            session.Execute($"INSERT INTO {Files} VALUES {string.Join(", ", rows)}");
        }

        foreach (var table in tables)
        {
            var files = facts.Where(f => string.Equals(f.Table, table.Code, StringComparison.Ordinal)).ToList();
            session.Execute(files.Count == 0 ? EmptyView(FigureCompiler.StructureOf(table)) : View(table, files));
        }
    }

    /// <summary>A table for each register.</summary>
    public static void Define(DuckSession session, IEnumerable<RegisterDataset> registers)
    {
        foreach (var register in registers)
        {
            var structure = register.Structure;
            var columns = structure.Components.Select(c => $"{Sql.Name(c.Name)} {TypeOf(c)}");
            session.Execute($"CREATE OR REPLACE TEMP TABLE {Sql.Name(structure.Name)} ({string.Join(", ", columns)})");
            if (register.Rows.Count == 0)
                continue;
            var rows = register.Rows.Select(r =>
                "(" + string.Join(", ", r.Select(v => v is null ? "NULL" : Sql.Text(v))) + ")");
            session.Execute($"INSERT INTO {Sql.Name(structure.Name)} VALUES {string.Join(", ", rows)}");
        }
    }

    /// <summary>The keyed hash of identity numbers, as a macro of this session.</summary>
    public static void DefineKeyedHash(DuckSession session, BorrowerKey key) => session.Execute(
        $"CREATE OR REPLACE MACRO keyed_hash(x) AS substr(sha256({Sql.Text(key.Hex)} || CAST(x AS VARCHAR)), 1, 32)");

    /// <summary>An empty view of a structure.</summary>
    public static string EmptyView(DataStructure structure)
    {
        var columns = structure.Components.Select(c => $"CAST(NULL AS {TypeOf(c)}) AS {Sql.Name(c.Name)}");
        return $"CREATE OR REPLACE TEMP VIEW {Sql.Name(structure.Name)} AS "
            + $"SELECT {string.Join(", ", columns)} WHERE false";
    }

    /// <summary>The column type of a component.</summary>
    public static string TypeOf(Component component) => component.Kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number when component.Scale is { } scale =>
            string.Create(CultureInfo.InvariantCulture, $"DECIMAL(18,{scale})"),
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        ScalarKind.Date => "DATE",
        _ => "VARCHAR",
    };

    // One scan over all files of a table; the file name finds the institution. A field that a file has not is null.
    private static string View(TableDefinition table, IReadOnlyList<AcceptedTable> files)
    {
        var fields = string.Join(", ", table.Fields.Select(f => "t." + Sql.Name(f.Code)));
        var paths = Sql.List(files.Select(f => f.ParquetPath));
        return $"""
            CREATE OR REPLACE TEMP VIEW {Sql.Name(table.Code)} AS
            SELECT m.institution, t.file_no, t.line_no, {fields}
            FROM read_parquet({paths}, filename = true, union_by_name = true) t
            JOIN {Files} m ON m.path = t.filename
            """;
    }
}
