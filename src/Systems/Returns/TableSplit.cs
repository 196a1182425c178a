using System.Globalization;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>What a split gave.</summary>
/// <param name="Filers">Institutions (or values of the column that name none), sorted; the place is the ordinal of
/// the filing.</param>
/// <param name="Tables">One for each filer and table that has rows of it.</param>
/// <param name="RowsWithout">Rows whose column is empty: they belong to nobody and are left out.</param>
internal sealed record SplitTables(
    IReadOnlyList<string> Filers, IReadOnlyList<StagedTable> Tables, long RowsWithout);

/// <summary>
/// Splits staged tables by a column that names the filer, so that one file for many filers goes the same way as many
/// files.
/// Rows keep file and line of the file as it was sent.
/// </summary>
internal static class TableSplit
{
    private const string Filer = "_filer";

    /// <summary>The field that a column name means: a code or any header alias; null when the table has none.</summary>
    public static FieldDefinition? FieldOf(TableDefinition table, string column) => table.Fields.FirstOrDefault(f =>
        string.Equals(f.Code, column, StringComparison.OrdinalIgnoreCase)
        || f.HeaderAliases.Contains(column, StringComparer.OrdinalIgnoreCase)
        || string.Equals(f.Title.Zh, column, StringComparison.Ordinal));

    /// <summary>Splits tables; all of them have the column.</summary>
    /// <param name="definition">The return.</param>
    /// <param name="tables">Staged as one filing.</param>
    /// <param name="split">The column; two values may name one institution.</param>
    /// <param name="target">Gives the path of a new Parquet of a table.</param>
    /// <param name="work">A folder for temporary files on the same file system.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public static SplitTables Run(
        ReturnDefinition definition,
        IReadOnlyList<StagedTable> tables,
        FilerColumn split,
        Func<string, string> target,
        string work,
        WarehouseOptions options,
        CancellationToken cancellationToken)
    {
        var folder = Path.Combine(work, Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        try
        {
            var read = tables.Select(t => t.ParquetPath).Concat(tables.Select(t => t.CellsPath).OfType<string>()).ToList();
            using var session = DuckSession.Open(options.Work with { Threads = 1 }, read, folder);
            var sources = tables.ToDictionary(t => t, t => Sql.Name(FieldOf(definition.Table(t.Table)!, split.Column)!.Code));
            var filers = Filers(session, sources, split, cancellationToken);
            var without = sources.Sum(s => session.Scalar<long>(
                $"SELECT count(*) FROM read_parquet({Sql.Text(s.Key.ParquetPath)}) WHERE coalesce({s.Value}::VARCHAR, '') = ''",
                cancellationToken));
            var parts = sources.SelectMany(
                s => Split(session, s.Key, s.Value, folder, target, cancellationToken)).ToList();
            return new SplitTables(filers, [.. parts.OrderBy(t => t.Filing).ThenBy(t => t.Table, StringComparer.Ordinal)], without);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Filers(
        DuckSession session, Dictionary<StagedTable, string> sources, FilerColumn split, CancellationToken cancellationToken)
    {
        var values = string.Join(" UNION ALL ", sources.Select(s =>
            $"SELECT {s.Value}::VARCHAR AS name FROM read_parquet({Sql.Text(s.Key.ParquetPath)})"));
        var names = session.Query(
            $"SELECT DISTINCT name FROM ({values}) WHERE coalesce(name, '') <> '' ORDER BY name", r => r.GetString(0), cancellationToken);
        var institutions = names.Select(n => split.InstitutionOf(n) ?? n).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        var ordinals = institutions.Index().ToDictionary(i => i.Item, i => i.Index, StringComparer.Ordinal);
        session.Execute($"CREATE TABLE filers (name VARCHAR, {Filer} INTEGER)", cancellationToken);
        using var appender = session.Connection.CreateAppender("filers");
        foreach (var name in names)
            appender.CreateRow().AppendValue(name).AppendValue(ordinals[split.InstitutionOf(name) ?? name]).EndRow();
        return institutions;
    }

    private static IEnumerable<StagedTable> Split(
        DuckSession session,
        StagedTable table,
        string field,
        string folder,
        Func<string, string> target,
        CancellationToken cancellationToken)
    {
        var rows = $"SELECT t.*, f.{Filer} FROM read_parquet({Sql.Text(table.ParquetPath)}) t JOIN filers f ON f.name = t.{field}::VARCHAR";
        var parts = Copy(session, rows, "file_no, line_no", Path.Combine(folder, table.Table), cancellationToken);
        var cells = table.CellsPath is null
            ? []
            : Copy(
                session,
                $"""
                 SELECT c.*, f.{Filer} FROM read_parquet({Sql.Text(table.CellsPath)}) c
                 JOIN read_parquet({Sql.Text(table.ParquetPath)}) t USING (file_no, line_no)
                 JOIN filers f ON f.name = t.{field}::VARCHAR
                 """,
                "file_no, line_no", Path.Combine(folder, table.Table + "_cells"), cancellationToken);
        foreach (var (ordinal, (path, count)) in parts)
        {
            var parquet = target(table.Table);
            var (cellsPath, cellCount) = cells.GetValueOrDefault(ordinal);
            var placed = cellsPath is null ? null : Path.ChangeExtension(parquet, ".cells.parquet");
            if (placed is not null)
                DurableFile.Place(cellsPath!, placed);
            DurableFile.Place(path, parquet);
            yield return new StagedTable(
                ordinal, table.Table, parquet, count, DurableFile.Sha256(parquet), placed, cellCount);
        }
    }

    private static Dictionary<int, (string Path, long Rows)> Copy(
        DuckSession session, string query, string order, string to, CancellationToken cancellationToken)
    {
        var rows = session.Query(
            $"""
             COPY ({query} ORDER BY {Filer}, {order}) TO {Sql.Text(to)}
             (FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({Filer}), RETURN_STATS)
             """,
            r => (Path: r.GetString(0), Rows: Convert.ToInt64(r.GetValue(1), CultureInfo.InvariantCulture)),
            cancellationToken);
        return rows.ToDictionary(r => OrdinalOf(r.Path), r => r);
    }

    // hive folders: …/_filer=3/data_0.parquet
    private static int OrdinalOf(string path) => int.Parse(
        Path.GetFileName(Path.GetDirectoryName(path))!.AsSpan(Filer.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture);
}
