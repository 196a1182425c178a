using System.Globalization;
using Huoshui.Policies;
using Huoshui.Vtl;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>
/// One run that computes what is stale on one server, batch after batch of institutions, into one segment: facts are
/// loaded, row-level results become tables of the run, stored results come back as Parquet and are written as
/// the embedded engine writes them, type by type.
/// </summary>
internal sealed class ClickHouseRun(FactNode node, PartialSegments segments, RunLimits limits, BorrowerKey key)
{
    // A server that says nothing so long to a question without work is away.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClickHouseHttp _http = node.Http;
    private readonly HashMark _mark = HashMark.New();

    /// <summary>Computes.</summary>
    /// <param name="there">What is stale, compiled for ClickHouse.</param>
    /// <param name="here">The same, compiled for the embedded engine: it knows the types of the results.</param>
    /// <param name="cancellationToken">Leaves only whole results behind.</param>
    /// <returns>Institutions that the server cannot compute, for the embedded engine; mostly none.</returns>
    public IReadOnlySet<string> Compute(StaleResults there, StaleResults here, CancellationToken cancellationToken)
    {
        node.Within(Patience, static (asked, stop) => asked.Ping(stop), cancellationToken);
        node.CheckOnce(cancellationToken);
        var loaded = Load(there, cancellationToken);
        var beyond = Beyond(there, loaded);
        var own = there.Facts.Select(f => f.InstitutionId).Where(i => !beyond.Contains(i))
            .ToHashSet(StringComparer.Ordinal);
        if (own.Count > 0)
        {
            var able = beyond.Count == 0 ? there : there.Only(own);
            able.Keep(segments, folder => Compute(able, here, loaded, folder, cancellationToken));
        }

        return beyond;
    }

    private Dictionary<string, LoadedFile> Load(StaleResults there, CancellationToken cancellationToken)
    {
        var name = $"{Guid.CreateVersion7()}.load{DurableFile.TemporaryExtension}";
        var work = Directory.CreateDirectory(Path.Combine(segments.Folder, name));
        try
        {
            return Load(there, work.FullName, cancellationToken);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private Dictionary<string, LoadedFile> Load(
        StaleResults there, string folder, CancellationToken cancellationToken)
    {
        var files = there.Facts.Select(f => f.ParquetPath);
        using var session = DuckSession.Open(limits.Session, [.. files], folder);
        FactTable.Loads.Ensure(_http, cancellationToken); // the database may be emptied at any time
        var loader = new FactLoader(node, session, folder);
        var loaded = new Dictionary<string, LoadedFile>(StringComparer.Ordinal);
        foreach (var table in there.Tables)
        {
            var filed = FactRelations.FilesOf(there.Facts, table);
            foreach (var (id, file) in loader.Ensure(table, filed, cancellationToken))
                loaded[id] = file;
        }

        return loaded;
    }

    // Institutions with dates that ClickHouse has not, in a column that is read.
    private HashSet<string> Beyond(StaleResults there, Dictionary<string, LoadedFile> loaded)
    {
        var beyond = there.Facts
            .Where(f => loaded.TryGetValue(FactLoader.IdOf(f), out var file)
                && file.Beyond.Any(c => there.Columns.Has(f.Table, c)))
            .Select(f => f.InstitutionId).ToHashSet(StringComparer.Ordinal);
        if (beyond.Count > 0)
            node.TellEmbedded(beyond.Count);
        return beyond;
    }

    private void Compute(
        StaleResults there, StaleResults here, Dictionary<string, LoadedFile> loaded, string folder,
        CancellationToken cancellationToken)
    {
        using var results = new ResultFiles(limits.Session, here, _mark, key, folder);
        using var registers = new ScratchTables(_http);
        var relations = new ServerRelations(_http, _mark);
        foreach (var register in there.Registers)
            relations.Keep(register.Structure.Name, results.Register(_http, registers, register, cancellationToken));
        foreach (var (number, batch) in InstitutionBatches.Of(there.Facts, limits.RowsAtOnce).Index())
        {
            using var scratch = new ScratchTables(_http);
            var files = scratch.Add("files");
            var loads = batch.Select(f => loaded.GetValueOrDefault(FactLoader.IdOf(f))).OfType<LoadedFile>();
            relations.Point(files, [.. loads], cancellationToken);
            foreach (var table in there.Tables)
                relations.Keep(table.Code, FactsOf(table, files));
            foreach (var result in there.Lent)
                Lend(relations, scratch, result, cancellationToken);
            var institutions = batch.Select(f => f.InstitutionId).Distinct(StringComparer.Ordinal);
            Store(there, relations, results, new BatchResults(number, [.. institutions]), cancellationToken);
            SeeWhole(there, relations, batch, cancellationToken);
        }
    }

    // Somebody may have deleted rows meanwhile (a sweep after servers were added, another hand). Rows of a load never
    // come back: if all are there now, all were there.
    private void SeeWhole(
        StaleResults there, ServerRelations relations, List<AcceptedTable> batch, CancellationToken cancellationToken)
    {
        var counts = there.Tables.Index()
            .Select(t => $"(SELECT count() FROM {ClickHouseSql.Name(t.Item.Code)}) AS n{t.Index}");
        var sql = relations.Over($"SELECT {string.Join(", ", counts)}", there.Tables.Select(t => t.Code));
        var counted = _http.Rows(sql, cancellationToken)[0];
        foreach (var (index, table) in there.Tables.Index())
        {
            var filed = FactRelations.FilesOf(batch, table).Sum(f => f.Rows);
            if (counted[index] == filed.ToString(CultureInfo.InvariantCulture))
                continue;
            throw node.Server.Fault(
                "WHS2014",
                $"表 {table.Code} 的 {filed} 行在计算时变为 {counted[index]} 行，结果没有保留，会重新装入并计算",
                $"of the table {table.Code} {counted[index]} of {filed} rows were left in the middle; nothing was kept, "
                    + "they are loaded and computed again");
        }
    }

    private static string FactsOf(TableDefinition table, string files)
    {
        var columns = FactTable.Of(table).Columns.Skip(2).Select(c => ClickHouseSql.Name(c.Name));
        return $"SELECT {string.Join(", ", columns)} FROM {ClickHouseSql.Name(FactTable.Of(table).Name)} "
            + $"WHERE (fact_file, load) IN (SELECT fact_file, load FROM {ClickHouseSql.Name(files)})";
    }

    // As PartialRun: the direct form of lookups is right unless a key is repeated, which the number of rows tells.
    private void Lend(
        ServerRelations relations, ScratchTables scratch, VtlResult result, CancellationToken cancellationToken)
    {
        if (result.Direct is { } direct)
        {
            var first = scratch.Add(result.Name + "_direct");
            Make(first, relations.Over(direct.Sql, result.Columns.Keys), cancellationToken);
            var counted = relations.Over(
                $"SELECT (SELECT count() FROM {ClickHouseSql.Name(first)}) = "
                    + $"(SELECT count() FROM {ClickHouseSql.Name(direct.Operand)})",
                [direct.Operand]);
            if (_http.Rows(counted, cancellationToken)[0][0] is "1" or "true")
            {
                relations.Keep(result.Name, $"SELECT * FROM {ClickHouseSql.Name(first)}");
                return;
            }
        }

        var table = scratch.Add(result.Name);
        Make(table, relations.Over(result.Sql, result.Columns.Keys), cancellationToken);
        relations.Keep(result.Name, $"SELECT * FROM {ClickHouseSql.Name(table)}");
    }

    private void Make(string table, string select, CancellationToken cancellationToken) => _http.Execute(
        $"CREATE TABLE {ClickHouseSql.Name(table)} ENGINE = MergeTree ORDER BY tuple() AS ({select})",
        cancellationToken);

    private void Store(
        StaleResults there, ServerRelations relations, ResultFiles results, BatchResults batch,
        CancellationToken cancellationToken)
    {
        foreach (var wanted in there.Packs)
        {
            var own = batch.Institutions.Where(wanted.Stale.Contains).ToList();
            if (own.Count == 0)
                continue;
            foreach (var result in there.Stored[wanted.Pack.Pack.Id])
            {
                var file = results.For(wanted.Pack.Pack.Id, result.Name, batch.Number);
                var select = $"SELECT {file.Casts} FROM ({result.Sql}) "
                    + $"WHERE \"institution\" IN ({string.Join(", ", own.Select(ClickHouseSql.Text))})";
                _http.Download(relations.Over(select, result.Columns.Keys), file.Downloaded, cancellationToken);
                results.Write(file, cancellationToken);
            }
        }
    }

    private sealed record BatchResults(int Number, IReadOnlyList<string> Institutions);
}
