using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>What a batch gave: finished files in the work folder, and the files refused.</summary>
/// <param name="Tables">One for each filing that was not refused.</param>
/// <param name="Diagnostics">By file.</param>
internal sealed record BatchResult(IReadOnlyList<WrittenTable> Tables, IReadOnlyList<FileDiagnostic> Diagnostics);

/// <summary>A table written into the work folder.</summary>
/// <param name="Filing">Ordinal of the filing.</param>
/// <param name="Table">Code of the table.</param>
/// <param name="Path">The Parquet.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="CellsPath">Unreadable cells; null if there are none.</param>
/// <param name="Cells">Rows in it.</param>
internal sealed record WrittenTable(int Filing, string Table, string Path, long Rows, string? CellsPath, long Cells);

/// <summary>Stages one batch: one query from the files to typed Parquet.</summary>
internal sealed class BatchStaging(
    WarehouseOptions options, EmptyTables empty, TableBatch batch, string folder, StagingSession engine)
{
    // Groups of rows are what threads share among them: small enough that two threads share an institution's file.
    private const string Format = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480";

    private readonly List<FileDiagnostic> _diagnostics = [];
    private readonly List<BrokenRecord> _broken = [];
    private readonly HashSet<int> _refused = [];

    private TableDefinition Table => batch.Table;

    private bool IsLarge => batch.Bytes > options.SmallFileBytes;

    /// <summary>Runs it; a file whose encoding was guessed wrongly is read once more in the other one.</summary>
    public BatchResult Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var csv = batch.Csv;
        var feeds = Feeds(csv, "a");
        var written = Write(feeds, cancellationToken);
        if (Reread(feeds) is { } corrected)
        {
            feeds = Feeds(corrected, "b");
            written = Write(feeds, cancellationToken);
        }

        foreach (var feed in feeds)
            Report(feed);
        return new BatchResult(Finish(written, cancellationToken), _diagnostics);
    }

    private List<CsvFeed> Feeds(IReadOnlyList<CsvSource> sources, string round) =>
        [.. sources.GroupBy(s => s.Signature, StringComparer.Ordinal).Select((g, i) => new CsvFeed(
            options, [.. g], Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{round}{i}.csv"))))];

    private static List<CsvSource>? Reread(List<CsvFeed> feeds)
    {
        var all = feeds.SelectMany(f => f.Results).ToList();
        if (!all.Exists(r => IsWrongGuess(r.Source, r.Result)))
            return null;
        return [.. all.Select(r => IsWrongGuess(r.Source, r.Result) ? r.Source with { Encoding = FileEncoding.Gb18030, IsCertain = true } : r.Source)];
    }

    private static bool IsWrongGuess(CsvSource source, GateResult result) =>
        !source.IsCertain && source.Encoding == FileEncoding.Utf8 && result.Error?.Code == FileProblem.InvalidTextCode;

    // Gives path and rows by filing.
    private Dictionary<int, (string Path, long Rows)> Write(List<CsvFeed> feeds, CancellationToken cancellationToken)
    {
        var target = Path.Combine(folder, Path.GetRandomFileName());
        if (IsLarge && !OperatingSystem.IsWindows())
            return WritePiped(feeds, target, cancellationToken);
        foreach (var feed in feeds)
            feed.Spool(cancellationToken);
        var filled = feeds.Where(f => f.Results.Any(r => r.Result.Records > 0)).ToList();
        return filled.Count + batch.Parquet.Count == 0 ? [] : Copy(filled, target, cancellationToken);
    }

    private Dictionary<int, (string Path, long Rows)> WritePiped(
        List<CsvFeed> feeds, string target, CancellationToken cancellationToken)
    {
        var writers = feeds.ConvertAll(f => f.StartPipe(cancellationToken));
        try
        {
            return Copy(feeds, target, cancellationToken);
        }
        finally
        {
            foreach (var (feed, writer) in feeds.Zip(writers))
            {
                if (!writer.IsCompleted)
                    feed.ReleasePipe();
            }

            Task.WaitAll([.. writers], CancellationToken.None);
        }
    }

    private Dictionary<int, (string Path, long Rows)> Copy(
        List<CsvFeed> feeds, string target, CancellationToken cancellationToken)
    {
        var selects = feeds.Select(f => f.Select(Table)).Concat(
            batch.Parquet.GroupBy(p => p.Signature, StringComparer.Ordinal).Select(g => ParquetSource.Select(Table, [.. g])));
        var query = string.Join(" UNION ALL ", selects);
        var session = engine.ForCopy;
        if (batch.Filings.Count == 1)
            return CopyOne(session, query, target, cancellationToken);
        var rows = session.Query(
            $"COPY ({query}) TO {Sql.Text(target)} ({Format}, PARTITION_BY (filing), RETURN_STATS)",
            r => (Path: r.GetString(0), Rows: Convert.ToInt64(r.GetValue(1), CultureInfo.InvariantCulture)),
            cancellationToken);
        return rows.ToDictionary(r => FilingOf(r.Path), r => r);
    }

    private Dictionary<int, (string Path, long Rows)> CopyOne(
        DuckSession session, string query, string target, CancellationToken cancellationToken)
    {
        var rows = session.Execute(
            $"COPY (SELECT * EXCLUDE (filing) FROM ({query})) TO {Sql.Text(target)} ({Format})",
            cancellationToken);
        return rows == 0 ? [] : new() { [batch.Filings[0]] = (target, rows) };
    }

    // hive folders: …/filing=3/data_0.parquet
    private static int FilingOf(string path) => int.Parse(
        Path.GetFileName(Path.GetDirectoryName(path))!.AsSpan("filing=".Length), NumberStyles.None, CultureInfo.InvariantCulture);

    private void Report(CsvFeed feed)
    {
        if (feed.Results.Count != feed.SourceCount)
            throw new IOException($"the files of {Table.Code} could not be read to their end");
        foreach (var (source, result) in feed.Results)
        {
            _broken.AddRange(result.Broken);
            if (result.Error is { } error)
                Refuse(source.File, error);
            else if (result.Broken.Count > 0)
                Add(source.File, FileProblem.BrokenRecords(result.Broken.Count, result.Broken[0], source.Columns.Count));
            else if (result.Records == 0)
                Add(source.File, FileProblem.NoRows());
        }
    }

    private void Refuse(IncomingFile file, Diagnostic error)
    {
        _refused.Add(file.Filing);
        Add(file, error);
    }

    private void Add(IncomingFile file, Diagnostic diagnostic) =>
        _diagnostics.Add(new FileDiagnostic(file.Filing, file.FileNo, file.Name, diagnostic));

    private List<WrittenTable> Finish(Dictionary<int, (string Path, long Rows)> written, CancellationToken cancellationToken)
    {
        foreach (var (filing, _) in written.Where(w => w.Value.Rows > options.MaxRows))
            Refuse(FileOf(filing), FileProblem.TooManyRows(written[filing].Rows, options.MaxRows));
        var tables = batch.Filings.Where(f => !_refused.Contains(f)).ToList();
        var missing = tables.Where(f => !written.ContainsKey(f)).ToList();
        foreach (var filing in missing)
            written[filing] = (empty.Write(Table, Path.Combine(folder, Path.GetRandomFileName())), 0);
        var cells = new CellsWriter(Table, folder, engine).Write(
            tables.ConvertAll(f => (f, written[f].Path, written[f].Rows)), _broken, cancellationToken);
        return tables.ConvertAll(f => new WrittenTable(
            f, Table.Code, written[f].Path, written[f].Rows, cells.GetValueOrDefault(f).Path, cells.GetValueOrDefault(f).Count));
    }

    private IncomingFile FileOf(int filing) =>
        batch.Csv.Select(c => c.File).Concat(batch.Parquet.Select(p => p.File)).First(f => f.Filing == filing);
}
