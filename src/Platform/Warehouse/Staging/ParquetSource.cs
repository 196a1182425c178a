using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>A Parquet file as the first look at it found it.</summary>
/// <param name="File">The file.</param>
/// <param name="Table">Code of its table.</param>
/// <param name="Columns">Field code → the column's name and engine type.</param>
internal sealed record ParquetSource(
    IncomingFile File, string Table, IReadOnlyDictionary<string, (string Name, string Type)> Columns)
{
    public int Filing => File.Filing;

    public long Length { get; init; }

    /// <summary>Files of one signature can be read as one.</summary>
    public string Signature { get; } = string.Join(',', Columns.Select(c => $"{c.Key}={c.Value.Name}:{c.Value.Type}"));

    /// <summary>Looks at a file.</summary>
    public static ParquetSource? Look(DuckSession session, IncomingFile file, TableDefinition table, List<Diagnostic> diagnostics)
    {
        try
        {
            var columns = session.Query(
                $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet([{Sql.Text(file.Path)}], hive_partitioning=false))",
                r => (Name: r.GetString(0), Type: r.GetString(1)));
            var codes = new HeaderMapping(table).Map([.. columns.Select(c => c.Name)], null, diagnostics);
            if (codes is null)
                return null;
            var mapped = codes.Zip(columns).Where(p => p.First is not null).ToDictionary(p => p.First!, p => p.Second, StringComparer.Ordinal);
            return new ParquetSource(file, table.Code, mapped) { Length = new FileInfo(file.Path).Length };
        }
        catch (DuckDBException e)
        {
            diagnostics.Add(FileProblem.ParquetUnreadable(e.Message.Split('\n')[0]));
            return null;
        }
    }

    /// <summary>The typed SELECT over files of one signature.</summary>
    public static string Select(TableDefinition table, IReadOnlyList<ParquetSource> files)
    {
        var columns = new Dictionary<string, SourceColumn>(StringComparer.Ordinal);
        var inner = new List<string>();
        foreach (var field in table.Fields.Where(f => files[0].Columns.ContainsKey(f.Code)))
        {
            var (name, type) = files[0].Columns[field.Code];
            var isTyped = field.Kind != ColumnKind.Text && type == TypedSelect.SqlType(field);
            var own = Sql.Name("p_" + field.Code);
            inner.Add(isTyped ? $"{Sql.Name(name)} AS {own}" : $"nullif(CAST({Sql.Name(name)} AS VARCHAR), '') AS {own}");
            columns[field.Code] = new SourceColumn(own, isTyped);
        }

        return TypedSelect.Over(table, columns, $"""
            SELECT {Sql.OfFile(files.Select(f => f.Filing))} AS filing, {Sql.OfFile(files.Select(f => f.File.FileNo))} AS file_no,
              (file_row_number + 1)::INTEGER AS line_no, {string.Join(", ", inner)}
            FROM read_parquet({Sql.List(files.Select(f => f.File.Path))}, file_row_number=true, hive_partitioning=false)
            """);
    }
}
