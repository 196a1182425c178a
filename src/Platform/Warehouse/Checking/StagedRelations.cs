using Huoshui.Policies;
using Huoshui.Warehouse.Staging;

namespace Huoshui.Warehouse.Checking;

/// <summary>
/// Makes a relation of each data set over the Parquet of many filings: filing, file_no, line_no, the fields. Few rows
/// are
/// held in memory, so that many plans do not open the same files again; many rows stay a view.
/// </summary>
internal sealed class StagedRelations(
    WarehouseOptions options, DuckSession session, ReturnDefinition definition, CheckedFilings filings)
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private Dictionary<string, long>? _rowsOfFile;
    private long _rowsInMemory;

    /// <summary>Makes a data set, unless it is there.</summary>
    /// <param name="dataset">Code of the table, or <c>F27_prev</c>.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public void Make(string dataset, CancellationToken cancellationToken)
    {
        if (!_made.Add(dataset))
            return;
        var table = definition.Table(RuleSet.TableCode(dataset))
            ?? throw new InvalidOperationException($"a rule reads {dataset}, which is no table of {definition.Id}");
        var rows = Rows(dataset, cancellationToken);
        var isHeld = _rowsInMemory + rows <= options.InMemoryRows;
        _rowsInMemory += isHeld ? rows : 0;
        var select = rows == 0 ? TypedSelect.Nothing(table) : Select(table, filings.FilesOf(dataset), cancellationToken);
        session.Execute($"CREATE {(isHeld ? "TABLE" : "VIEW")} {Sql.Name(dataset)} AS {select}", cancellationToken);
    }

    /// <summary>Rows of a data set over all filings.</summary>
    public long Rows(string dataset, CancellationToken cancellationToken)
    {
        _rowsOfFile ??= filings.Paths.Count == 0 ? [] : RowsOfFiles(cancellationToken);
        return filings.FilesOf(dataset).Sum(f => _rowsOfFile[f.Path]);
    }

    private Dictionary<string, long> RowsOfFiles(CancellationToken cancellationToken) => session.Query(
        $"SELECT file_name, CAST(num_rows AS BIGINT) FROM parquet_file_metadata({Sql.List(filings.Paths)})",
        r => (Path: r.GetString(0), Rows: r.GetInt64(1)),
        cancellationToken).ToDictionary(r => r.Path, r => r.Rows, StringComparer.Ordinal);

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
