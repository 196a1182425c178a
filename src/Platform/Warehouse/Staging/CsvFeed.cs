using System.Text;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>
/// The way of CSV files of one signature into the column engine: through the <see cref="RecordGate"/> into a named pipe
/// (large files: the text is never written a second time) or into a small file of the job's folder.
/// </summary>
internal sealed class CsvFeed(WarehouseOptions options, IReadOnlyList<CsvSource> sources, string path)
{
    /// <summary>What came through, by source; complete when the writing has ended.</summary>
    public IReadOnlyList<(CsvSource Source, GateResult Result)> Results => _results;

    private readonly List<(CsvSource Source, GateResult Result)> _results = [];

    /// <summary>How many sources there are.</summary>
    public int SourceCount => sources.Count;

    /// <summary>Writes all sources to a new file.</summary>
    public void Spool(CancellationToken cancellationToken)
    {
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Pump(output, cancellationToken);
    }

    /// <summary>Makes a pipe and writes to it in the background until the engine has read all, or goes away.</summary>
    public Task StartPipe(CancellationToken cancellationToken)
    {
        Posix.MakePipe(path);
        return Task.Factory.StartNew(
            () => PumpPipe(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Lets a writer go on that waits for a reader who will not come.</summary>
    public void ReleasePipe()
    {
        using var reader = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>The typed SELECT over what is fed.</summary>
    public string Select(TableDefinition table)
    {
        var first = sources[0];
        var columns = new Dictionary<string, SourceColumn>(StringComparer.Ordinal);
        var names = new StringBuilder("'filing': 'INTEGER', 'file_no': 'INTEGER', 'line_no': 'INTEGER'");
        for (var i = 0; i < first.Columns.Count; i++)
        {
            var name = FormattableString.Invariant($"c{i}");
            names.Append(", '").Append(name).Append("': 'VARCHAR'");
            if (first.Columns[i] is { } code)
                columns[code] = new SourceColumn(name, IsTyped: false);
        }

        return TypedSelect.Over(table, columns, $$"""
            SELECT * FROM read_csv({{Sql.Text(path)}}, auto_detect=false, header=false, delim={{Sql.Text(first.Delimiter.ToString())}},
              quote='"', escape='"', new_line='\n', max_line_size={{options.MaxRecordBytes + 1024}}, columns={ {{names}} })
            """);
    }

    private void PumpPipe(CancellationToken cancellationToken)
    {
        using var output = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            Pump(output, cancellationToken);
        }
        catch (IOException) when (!output.CanSeek)
        {
            // The engine has gone: its own exception says why.
        }
    }

    private void Pump(Stream output, CancellationToken cancellationToken)
    {
        var gate = new RecordGate(options, sources[0].Delimiter, sources[0].Columns.Count, output);
        foreach (var source in sources)
            _results.Add((source, Pump(gate, source, cancellationToken)));
        gate.Flush();
    }

    private static GateResult Pump(RecordGate gate, CsvSource source, CancellationToken cancellationToken)
    {
        try
        {
            using var text = CsvText.Open(source.File.Path, source.Encoding);
            return gate.Pump(source, text, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return new GateResult(0, [], FileProblem.InvalidText(CsvText.InvalidLine(source.File.Path), source.Encoding));
        }
    }
}
