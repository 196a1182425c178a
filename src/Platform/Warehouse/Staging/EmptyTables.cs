using System.Collections.Concurrent;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>Tables without rows: the Parquet of each is made once and copied. Thread safe.</summary>
internal sealed class EmptyTables(WarehouseOptions options)
{
    private readonly ConcurrentDictionary<string, byte[]> _made = new(StringComparer.Ordinal);

    /// <summary>Writes the empty Parquet of a table and gives its path.</summary>
    public string Write(TableDefinition table, string path)
    {
        var columns = TypedSelect.EmptyColumns(table);
        File.WriteAllBytes(path, _made.GetOrAdd(columns, c => Make(c)));
        return path;
    }

    private byte[] Make(string columns)
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-empty-");
        try
        {
            var path = Path.Combine(folder.FullName, "empty.parquet");
            using var session = DuckSession.Open(options.Interactive, [], folder.FullName);
            session.Execute($"COPY (SELECT {columns} WHERE false) TO {Sql.Text(path)} (FORMAT parquet, COMPRESSION zstd)");
            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
