using System.Globalization;
using Huoshui.Policies;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>The load of a fact file that counts.</summary>
/// <param name="FactFile">Id of the fact file.</param>
/// <param name="Load">Id of the load.</param>
/// <param name="Beyond">Columns in which it has dates that ClickHouse has not; they stand there as null.</param>
internal sealed record LoadedFile(string FactFile, string Load, IReadOnlySet<string> Beyond);

/// <summary>
/// Copies accepted fact files to the server, each once. Rows carry the id of their load, and a load counts from the
/// moment that one row of <see cref="FactTable.Loads"/> names it, which is written after its rows were counted. So a
/// load that breaks off is never seen, and of two at once one counts.
/// </summary>
internal sealed class FactLoader(FactNode node, DuckSession session, string folder)
{
    private const long RowsAtOnce = 1_000_000;
    private const int FilesAtOnce = 500;
    private const string Beyond = "beyond";

    private readonly ClickHouseHttp _http = node.Http;

    /// <summary>Loads what is not there yet of a table.</summary>
    /// <returns>By id of the fact file; files without rows are not in it.</returns>
    public Dictionary<string, LoadedFile> Ensure(
        TableDefinition definition, IReadOnlyList<AcceptedTable> files, CancellationToken cancellationToken)
    {
        var table = FactTable.Of(definition);
        table.Ensure(_http, cancellationToken);
        var wanted = files.Where(f => f.Rows > 0).ToList();
        var loaded = Find(table, wanted, cancellationToken);
        foreach (var batch in Batches(wanted.Where(f => !loaded.ContainsKey(IdOf(f)))))
        {
            foreach (var file in Load(definition, table, batch, cancellationToken))
                loaded[file.FactFile] = file;
        }

        return wanted.ToDictionary(IdOf, f => loaded[IdOf(f)], StringComparer.Ordinal);
    }

    public static string IdOf(AcceptedTable file) => file.FactFileId.ToString("N");

    // Of several loads of a file the first counts, for everybody, if its rows are still there.
    private Dictionary<string, LoadedFile> Find(
        FactTable table, List<AcceptedTable> wanted, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<string, LoadedFile>(StringComparer.Ordinal);
        if (wanted.Count == 0)
            return loaded;
        var ofWanted = $"fact_file IN ({string.Join(", ", wanted.Select(f => $"'{IdOf(f)}'"))})";
        var named = _http.Rows(
            $"SELECT fact_file, load, rows, beyond FROM {FactTable.Loads.Name} WHERE fact_table = "
                + $"{ClickHouseSql.Text(table.Name)} AND {ofWanted} ORDER BY fact_file, load",
            cancellationToken);
        if (named.Count == 0)
            return loaded;
        var counted = _http.Rows(
            $"SELECT fact_file, load, count() FROM {ClickHouseSql.Name(table.Name)} WHERE {ofWanted} "
                + "GROUP BY fact_file, load",
            cancellationToken).ToDictionary(r => (r[0], r[1]), r => r[2]);
        foreach (var row in named.Where(r => counted.GetValueOrDefault((r[0], r[1])) == r[2]))
            loaded.TryAdd(row[0]!, new LoadedFile(row[0]!, row[1]!, Set(row[3]!)));
        return loaded;
    }

    private static HashSet<string> Set(string codes) =>
        codes.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    private static List<List<AcceptedTable>> Batches(IEnumerable<AcceptedTable> files)
    {
        var batches = new List<List<AcceptedTable>>();
        var rows = 0L;
        foreach (var file in files)
        {
            if (batches.Count == 0 || rows + file.Rows > RowsAtOnce || batches[^1].Count == FilesAtOnce)
            {
                batches.Add([]);
                rows = 0;
            }

            batches[^1].Add(file);
            rows += file.Rows;
        }

        return batches;
    }

    private List<LoadedFile> Load(
        TableDefinition definition, FactTable table, List<AcceptedTable> files, CancellationToken cancellationToken)
    {
        var load = Guid.CreateVersion7().ToString("N");
        var path = Path.Combine(folder, load + DurableFile.TemporaryExtension);
        try
        {
            var beyond = Write(definition, files, load, path, cancellationToken);
            var columns = table.Columns.Select(c => ClickHouseSql.Name(c.Name));
            _http.Insert($"{ClickHouseSql.Name(table.Name)} ({string.Join(", ", columns)})", path, cancellationToken);
            Count(table, load, files, cancellationToken);
            Point(table, load, files, beyond, cancellationToken);
            node.TellLoaded(files.Count, files.Sum(f => f.Rows));
            return files.ConvertAll(f =>
                new LoadedFile(IdOf(f), load, Set(beyond.GetValueOrDefault(IdOf(f), string.Empty))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Gives, by fact file, the columns with dates that are left out.
    private Dictionary<string, string> Write(
        TableDefinition definition, List<AcceptedTable> files, string load, string path,
        CancellationToken cancellationToken)
    {
        var source = $"read_parquet({Sql.List(files.Select(f => f.ParquetPath))}, "
            + "hive_partitioning = false, union_by_name = true)";
        var there = session.Query($"DESCRIBE SELECT * FROM {source}", r => r.GetString(0), cancellationToken)
            .ToHashSet(StringComparer.Ordinal);
        var columns = string.Concat(definition.Fields.Select(f => ", " + Column(f, there)));
        var filed = $"{OfFile(files.Select(IdOf))} AS fact_file, {Sql.Text(load)} AS load, "
            + $"{OfFile(files.Select(f => f.InstitutionId))} AS institution, "
            + "CAST(file_no AS BIGINT) AS file_no, CAST(line_no AS BIGINT) AS line_no";
        session.Execute(
            $"COPY (SELECT {filed}{columns} FROM {source}) TO {Sql.Text(path)} (FORMAT parquet)", cancellationToken);
        var dates = definition.Fields.Where(f => f.Kind == ColumnKind.Date && there.Contains(f.Code)).ToList();
        if (dates.Count == 0)
            return [];
        var codes = dates.Select(f => $"CASE WHEN bool_or(NOT {IsWithin(f)}) THEN {Sql.Text(f.Code)} END");
        return session.Query(
            $"SELECT {OfFile(files.Select(IdOf))}, concat_ws(',', {string.Join(", ", codes)}) AS {Beyond} "
                + $"FROM {source} GROUP BY file_index HAVING {Beyond} <> ''",
            r => (File: r.GetString(0), Codes: r.GetString(1)),
            cancellationToken).ToDictionary(f => f.File, f => f.Codes, StringComparer.Ordinal);
    }

    private static string Column(FieldDefinition field, HashSet<string> there)
    {
        var type = Staging.TypedSelect.SqlType(field);
        var name = Sql.Name(field.Code);
        if (!there.Contains(field.Code))
            return $"CAST(NULL AS {type}) AS {name}";
        return field.Kind == ColumnKind.Date
            ? $"CASE WHEN {IsWithin(field)} THEN {name} END AS {name}"
            : $"CAST({name} AS {type}) AS {name}";
    }

    private static string IsWithin(FieldDefinition field) =>
        $"({Sql.Name(field.Code)} BETWEEN DATE '1900-01-01' AND DATE '2299-12-31')";

    private static string OfFile(IEnumerable<string> values) => $"{Sql.List(values)}[CAST(file_index AS BIGINT) + 1]";

    private void Count(FactTable table, string load, List<AcceptedTable> files, CancellationToken cancellationToken)
    {
        var counted = _http.Rows(
            $"SELECT fact_file, count() FROM {ClickHouseSql.Name(table.Name)} WHERE load = '{load}' GROUP BY fact_file",
            cancellationToken).ToDictionary(r => r[0]!, r => r[1]!, StringComparer.Ordinal);
        if (files.Find(f => counted.GetValueOrDefault(IdOf(f)) != Number(f.Rows)) is not { } wrong)
            return;
        var there = counted.GetValueOrDefault(IdOf(wrong), "0");
        throw node.Server.Fault(
            "WHS2010",
            $"表 {table.Name} 应有 {wrong.Rows} 行，实有 {there} 行，这次装入不计；请重试",
            $"the table {table.Name} has {there} of {wrong.Rows} rows sent: this load does not count; try again");
    }

    private void Point(
        FactTable table, string load, List<AcceptedTable> files, Dictionary<string, string> beyond,
        CancellationToken cancellationToken)
    {
        var rows = files.Select(f => $"('{IdOf(f)}', {ClickHouseSql.Text(table.Name)}, '{load}', {Number(f.Rows)}, "
            + $"{ClickHouseSql.Text(beyond.GetValueOrDefault(IdOf(f), string.Empty))}, now())");
        _http.Execute($"INSERT INTO {FactTable.Loads.Name} VALUES {string.Join(", ", rows)}", cancellationToken);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
