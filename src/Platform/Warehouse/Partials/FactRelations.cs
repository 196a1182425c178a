using System.Globalization;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>Makes the relations that compiled scripts read: fact tables over the files of many institutions, and
/// registers.</summary>
internal static class FactRelations
{
    /// <summary>A view for each table: institution, file_no, line_no and the fields; empty where nobody filed
    /// it.</summary>
    public static void Define(
        DuckSession session, IEnumerable<TableDefinition> tables, IReadOnlyList<AcceptedTable> facts)
    {
        foreach (var table in tables)
        {
            var files = FilesOf(facts, table);
            session.Execute(files.Count == 0
                ? EmptyView(FigureCompiler.StructureOf(table))
                : $"CREATE OR REPLACE TEMP VIEW {Sql.Name(table.Code)} AS {Rows(table.Fields, files)}");
        }
    }

    /// <summary>The same for one run: only the columns that the results of the run read, and tables of few rows held
    /// in memory, since every scan of a view opens each of its files again.</summary>
    public static void Define(
        DuckSession session,
        IEnumerable<TableDefinition> tables,
        IReadOnlyList<AcceptedTable> facts,
        NeededColumns needed,
        CancellationToken cancellationToken)
    {
        var budget = InMemoryRows;
        DefineInstitutions(session, facts);
        foreach (var table in tables)
        {
            var files = FilesOf(facts, table);
            if (files.Count == 0)
            {
                session.Execute(EmptyView(FigureCompiler.StructureOf(table)), cancellationToken);
                continue;
            }

            var rows = files.Sum(f => f.Rows);
            var isHeld = rows <= budget && rows <= RowsWorthAFile * files.Count;
            budget -= isHeld ? rows : 0;
            session.Execute(
                $"CREATE TEMP {(isHeld ? "TABLE" : "VIEW")} {Sql.Name(table.Code)} AS "
                    + Rows([.. table.Fields.Where(f => needed.Has(table.Code, f.Code))], files, Numbered),
                cancellationToken);
        }
    }

    /// <summary>A table for each register.</summary>
    public static void Define(DuckSession session, IEnumerable<RegisterDataset> registers)
    {
        foreach (var register in registers)
        {
            var structure = register.Structure;
            var texts = structure.Components.Select(c => $"{Sql.Name(c.Name)} VARCHAR");
            session.Execute($"CREATE OR REPLACE TABLE {RegisterTexts} ({string.Join(", ", texts)})");
            Append(session, register.Rows);
            var columns = structure.Components.Select(c => $"CAST({Sql.Name(c.Name)} AS {TypeOf(c)}) AS {Sql.Name(c.Name)}");
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {Sql.Name(structure.Name)} AS "
                    + $"SELECT {string.Join(", ", columns)} FROM {RegisterTexts}");
        }
    }

    // A thousand rows as a statement take the engine's parser longer than all else.
    private static void Append(DuckSession session, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        using var appender = session.Connection.CreateAppender(RegisterTexts);
        foreach (var row in rows)
        {
            var line = appender.CreateRow();
            foreach (var text in row)
                line.AppendValue(text);
            line.EndRow();
        }
    }

    /// <summary>The keyed hash of identity numbers, as a macro of this session: 72 bits in 12 letters, the longest text
    /// that the engine compares and groups without a pointer. Two of 100 million people fall together once in a million
    /// cities. The key goes in as bytes, not as hex: with an identity number it is one block of the hash, not
    /// two.</summary>
    public static void DefineKeyedHash(DuckSession session, BorrowerKey key) => session.Execute(
        "CREATE OR REPLACE MACRO keyed_hash(x) AS "
            + $"to_base64(unhex(substr(sha256(unhex({Sql.Text(key.Hex)}) || encode(CAST(x AS VARCHAR))), 1, 18)))");

    /// <summary>An empty view of a structure.</summary>
    public static string EmptyView(DataStructure structure) =>
        $"CREATE OR REPLACE TEMP VIEW {Sql.Name(structure.Name)} AS {Nothing(structure)}";

    /// <summary>No row of a structure.</summary>
    public static string Nothing(DataStructure structure)
    {
        var columns = structure.Components.Select(c => $"CAST(NULL AS {TypeOf(c)}) AS {Sql.Name(c.Name)}");
        return $"SELECT {string.Join(", ", columns)} WHERE false";
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

    private const string RegisterTexts = "register_texts";

    private const string Numbered = "institution_number";

    private const long InMemoryRows = 200_000;

    // Files of more rows cost less to open again than their columns cost to hold.
    private const long RowsWorthAFile = 4_000;

    internal static List<AcceptedTable> FilesOf(IReadOnlyList<AcceptedTable> facts, TableDefinition table) =>
        [.. facts.Where(f => string.Equals(f.Table, table.Code, StringComparison.Ordinal))];

    // Institutions as numbers with names: joins and groups compare the numbers, everybody else reads the names.
    private static void DefineInstitutions(DuckSession session, IReadOnlyList<AcceptedTable> facts)
    {
        var names = facts.Select(f => f.InstitutionId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        session.Execute($"CREATE TYPE {Numbered} AS ENUM ({string.Join(", ", names.Select(Sql.Text))})");
    }

    /// <summary>One scan over all files of a table; the number of the file finds the institution. A field that a file
    /// has not is null.</summary>
    internal static string Rows(
        IReadOnlyList<FieldDefinition> fields, IReadOnlyList<AcceptedTable> files, string institutionType = "VARCHAR")
    {
        var columns = string.Concat(fields.Select(f => ", " + Sql.Name(f.Code)));
        var source = $"read_parquet({Sql.List(files.Select(f => f.ParquetPath))}, hive_partitioning = false"
            + (files.Count > 1 ? ", union_by_name = true)" : ")");
        return $"SELECT {InstitutionOf(files, institutionType)} AS institution, file_no, line_no{columns} FROM {source}";
    }

    private static string InstitutionOf(IReadOnlyList<AcceptedTable> files, string type) =>
        files.All(f => string.Equals(f.InstitutionId, files[0].InstitutionId, StringComparison.Ordinal))
            ? $"CAST({Sql.Text(files[0].InstitutionId)} AS {type})"
            : $"CAST({Sql.List(files.Select(f => f.InstitutionId))} AS {type}[])[CAST(file_index AS BIGINT) + 1]";
}
