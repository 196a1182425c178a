using System.Globalization;
using System.Text;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>
/// Writes what could not be read of a table beside it: file_no INTEGER, line_no INTEGER, field VARCHAR (null: the whole
/// line), text VARCHAR, expected VARCHAR (the field's format; of a line the number of cells it should have).
/// </summary>
internal sealed class CellsWriter(TableDefinition table, string folder, StagingSession engine)
{
    /// <summary>Writes a file for each table that needs one.</summary>
    public Dictionary<int, (string Path, long Count)> Write(
        IReadOnlyList<(int Filing, string Path, long Rows)> tables, List<BrokenRecord> broken, CancellationToken cancellationToken)
    {
        var found = new Dictionary<int, (string Path, long Count)>();
        var filled = tables.Where(t => t.Rows > 0).ToList();
        if (filled.Count + broken.Count == 0)
            return found;
        var session = engine.ForCells;
        var withCells = filled.Count == 0 || table.Fields.All(f => f.Kind == ColumnKind.Text)
            ? []
            : Count(session, filled, cancellationToken);
        foreach (var (filing, path, _) in tables)
        {
            var records = broken.FindAll(b => b.Filing == filing);
            if (withCells.Contains(path) || records.Count > 0)
                found[filing] = Write(session, withCells.Contains(path) ? path : null, records, cancellationToken);
        }

        return found;
    }

    private static HashSet<string> Count(
        DuckSession session, List<(int Filing, string Path, long Rows)> tables, CancellationToken cancellationToken) =>
        [.. session.Query(
            $"""
            SELECT DISTINCT filename
            FROM read_parquet({Sql.List(tables.Select(t => t.Path))}, filename=true, hive_partitioning=false)
            WHERE {TypedSelect.Unreadable} IS NOT NULL
            """,
            r => r.GetString(0),
            cancellationToken)];

    private (string Path, long Count) Write(
        DuckSession session, string? path, List<BrokenRecord> records, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        if (path is not null)
            parts.Add(Cells(path));
        if (records.Count > 0)
            parts.Add(Records(records));
        var target = Path.Combine(folder, Path.GetRandomFileName());
        var count = session.Execute(
            $"COPY ({string.Join(" UNION ALL ", parts)}) TO {Sql.Text(target)} (FORMAT parquet, COMPRESSION zstd)",
            cancellationToken);
        return (target, count);
    }

    private string Cells(string path)
    {
        var formats = string.Join(", ", table.Fields.Where(f => f.Kind != ColumnKind.Text)
            .Select(f => $"{Sql.Text(f.Code)}: {Sql.Text(f.Format)}"));
        return $$"""
            SELECT file_no, line_no, cell.field, cell."text", MAP { {{formats}} }[cell.field] AS expected
            FROM (SELECT file_no, line_no, unnest({{TypedSelect.Unreadable}}) AS cell
                  FROM read_parquet({{Sql.Text(path)}}, hive_partitioning=false)
                  WHERE {{TypedSelect.Unreadable}} IS NOT NULL)
            """;
    }

    private static string Records(List<BrokenRecord> records)
    {
        var values = new StringBuilder();
        foreach (var record in records)
        {
            values.Append(values.Length == 0 ? string.Empty : ", ")
                .Append(CultureInfo.InvariantCulture, $"({record.FileNo}, {record.Line}, NULL, '{record.Cells}', '{record.Expected}')");
        }

        return $"SELECT f::INTEGER AS file_no, l::INTEGER AS line_no, c::VARCHAR AS field, t::VARCHAR AS \"text\", e::VARCHAR AS expected FROM (VALUES {values}) v(f, l, c, t, e)";
    }
}
