using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>Unpacks and looks at every file before any is read.</summary>
internal sealed class FileIntake(WarehouseOptions options, ReturnDefinition definition, string work)
{
    private readonly CsvProbe _csvProbe = new(options);
    private int _zips;

    public List<CsvSource> Csv { get; } = [];

    public List<ParquetSource> Parquet { get; } = [];

    public List<FileDiagnostic> Diagnostics { get; } = [];

    /// <summary>Tables of filings of which a file was refused.</summary>
    public HashSet<(int Filing, string Table)> Refused { get; } = [];

    public void Take(IReadOnlyList<IncomingFile> files, CancellationToken cancellationToken)
    {
        var parquet = new List<(IncomingFile File, TableDefinition Table)>();
        foreach (var file in files.SelectMany(f => Unpack(f, cancellationToken)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TableName.Find(definition, file) is not { } table)
                Add(file, FileProblem.UnknownTable(file.Name, definition.Tables[0].Code));
            else if (FileKind.Of(file) == FileKind.Parquet)
                parquet.Add((file, table));
            else if (FileKind.Of(file) == FileKind.Csv)
                Look(file, table, d => _csvProbe.Look(file, table, d), Csv);
            else
                Add(file, FileProblem.UnknownKind(file.Name));
        }

        LookAtParquet(parquet);
    }

    private IEnumerable<IncomingFile> Unpack(IncomingFile file, CancellationToken cancellationToken)
    {
        if (FileKind.Of(file) != FileKind.Zip)
            return [file];
        var folder = Path.Combine(work, string.Create(CultureInfo.InvariantCulture, $"zip{_zips++}"));
        var entries = new ZipIntake(options).Unpack(file, folder, out var problem, cancellationToken);
        if (problem is not null)
            Add(file, problem);
        return entries.Select(e => e with { Name = $"{file.Name}/{e.Name}" });
    }

    private void LookAtParquet(List<(IncomingFile File, TableDefinition Table)> files)
    {
        if (files.Count == 0)
            return;
        using var session = DuckSession.Open(options.Interactive, [.. files.Select(f => f.File.Path)]);
        foreach (var (file, table) in files)
            Look(file, table, d => ParquetSource.Look(session, file, table, d), Parquet);
    }

    private void Look<T>(IncomingFile file, TableDefinition table, Func<List<Diagnostic>, T?> look, List<T> found)
        where T : class
    {
        var diagnostics = new List<Diagnostic>();
        var source = look(diagnostics);
        foreach (var diagnostic in diagnostics)
            Add(file, diagnostic);
        if (source is null)
            Refused.Add((file.Filing, table.Code));
        else
            found.Add(source);
    }

    private void Add(IncomingFile file, Diagnostic diagnostic) =>
        Diagnostics.Add(new FileDiagnostic(file.Filing, file.FileNo, file.Name, diagnostic));
}
