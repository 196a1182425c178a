using Huoshui.Policies;

namespace Huoshui.Warehouse;

/// <summary>
/// Makes a relation of each data set over the Parquet of many filings: filing, file_no, line_no, the fields. Few rows are
/// held in memory, so that many plans do not open the same files again; many rows stay a view.
/// </summary>
internal sealed class StagedRelations(WarehouseOptions options, DuckSession session)
{
    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);

    /// <summary>Rows of a data set; 0 when it was not made.</summary>
    public long Rows(string dataset) => _rows.GetValueOrDefault(dataset);

    /// <summary>Makes a relation.</summary>
    /// <param name="dataset">Its name: code of the table, or <c>F27_prev</c>.</param>
    /// <param name="table">The table.</param>
    /// <param name="files">Filing and Parquet of each filing that has rows.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public void Make(
        string dataset, TableDefinition table, IReadOnlyList<(int Filing, string Path)> files, CancellationToken cancellationToken)
    {
        var rows = files.Count == 0 ? 0 : RowsOf(files, cancellationToken);
        _rows[dataset] = rows;
        if (rows == 0)
            session.Execute($"CREATE TABLE {Sql.Name(dataset)} AS {TypedSelect.Nothing(table)}", cancellationToken);
        else
            session.Execute(
                $"CREATE {(rows <= options.InMemoryRows ? "TABLE" : "VIEW")} {Sql.Name(dataset)} AS {Select(table, files, cancellationToken)}",
                cancellationToken);
    }

    private long RowsOf(IReadOnlyList<(int Filing, string Path)> files, CancellationToken cancellationToken) =>
        session.Scalar<long>(
            $"SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata({Sql.List(files.Select(f => f.Path))})",
            cancellationToken);

    // A file of an earlier form of the table may lack a column, or have it with another scale.
    private string Select(
        TableDefinition table, IReadOnlyList<(int Filing, string Path)> files, CancellationToken cancellationToken)
    {
        var source = $"read_parquet({Sql.List(files.Select(f => f.Path))}, hive_partitioning=false"
            + (files.Count > 1 ? ", union_by_name=true)" : ")");
        var types = session.Query($"DESCRIBE SELECT * FROM {source}", r => (Name: r.GetString(0), Type: r.GetString(1)), cancellationToken)
            .ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
        var columns = table.Fields.Select(f => Column(f, types.GetValueOrDefault(f.Code)));
        return $"SELECT {FilingOf(files)} AS filing, file_no, line_no, {string.Join(", ", columns)} FROM {source}";
    }

    private static string Column(FieldDefinition field, string? type)
    {
        var name = Sql.Name(field.Code);
        var target = TypedSelect.SqlType(field);
        if (type is null)
            return $"NULL::{target} AS {name}";
        return type == target ? name : $"TRY_CAST({name} AS {target}) AS {name}";
    }

    private static string FilingOf(IReadOnlyList<(int Filing, string Path)> files) =>
        files.Count > 1 && files.Select((f, i) => f.Filing == i).All(same => same)
            ? "file_index::INTEGER"
            : Sql.OfFile(files.Select(f => f.Filing));
}
