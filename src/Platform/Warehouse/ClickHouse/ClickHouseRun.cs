using Huoshui.Policies;
using Huoshui.Vtl;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>
/// One run that computes what is stale on a server of ClickHouse, batch after batch of institutions, into one segment:
/// facts are loaded, row-level results become tables of the run, stored results come back as Parquet and are written as
/// the embedded engine writes them, type by type.
/// </summary>
internal sealed class ClickHouseRun(FactDatabase database, PartialSegments segments, DuckLimits limits, BorrowerKey key)
{
    private readonly ClickHouseHttp _http = database.Http;
    private readonly HashMark _mark = HashMark.New();

    /// <summary>Computes.</summary>
    /// <param name="there">What is stale, compiled for ClickHouse.</param>
    /// <param name="here">The same, compiled for the embedded engine: it knows the types of the results.</param>
    /// <param name="cancellationToken">Leaves only whole results behind.</param>
    /// <returns>What the server cannot compute, for the embedded engine; mostly nothing.</returns>
    public IReadOnlyList<WantedPack> Compute(StaleResults there, StaleResults here, CancellationToken cancellationToken)
    {
        database.CheckOnce(cancellationToken);
        var name = $"{Guid.CreateVersion7()}.load{DurableFile.TemporaryExtension}";
        var work = Directory.CreateDirectory(Path.Combine(segments.Folder, name));
        try
        {
            using var session = DuckSession.Open(limits, [.. there.Facts.Select(f => f.ParquetPath)], work.FullName);
            var loaded = Load(there, session, work.FullName, cancellationToken);
            var beyond = Beyond(there, loaded);
            var own = there.Facts.Select(f => f.InstitutionId).Where(i => !beyond.Contains(i))
                .ToHashSet(StringComparer.Ordinal);
            if (own.Count > 0)
            {
                var able = beyond.Count == 0 ? there : there.Only(own);
                able.Keep(segments, folder => Compute(able, here, loaded, folder, cancellationToken));
            }

            return beyond.Count == 0 ? [] : there.Only(beyond).Packs;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private Dictionary<string, LoadedFile> Load(
        StaleResults there, DuckSession session, string folder, CancellationToken cancellationToken)
    {
        FactTable.Loads.Ensure(_http, cancellationToken); // the database may be emptied at any time
        var loader = new FactLoader(database, session, folder);
        var loaded = new Dictionary<string, LoadedFile>(StringComparer.Ordinal);
        foreach (var table in there.Tables)
        {
            var files = FactRelations.FilesOf(there.Facts, table);
            foreach (var (id, file) in loader.Ensure(table, files, cancellationToken))
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
            database.TellEmbedded(beyond.Count);
        return beyond;
    }

    private void Compute(
        StaleResults there, StaleResults here, Dictionary<string, LoadedFile> loaded, string folder,
        CancellationToken cancellationToken)
    {
        using var results = new ResultFiles(limits, here, _mark, key, folder);
        using var registers = new ScratchTables(_http);
        var relations = new ServerRelations(_http, _mark);
        foreach (var register in there.Registers)
            relations.Keep(register.Structure.Name, results.Register(_http, registers, register, cancellationToken));
        foreach (var (number, batch) in InstitutionBatches.Of(there.Facts, database.RowsAtOnce).Index())
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
