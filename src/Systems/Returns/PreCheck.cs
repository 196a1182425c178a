using System.Diagnostics;
using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>What a bank's own check before filing found.</summary>
/// <param name="Definition">The return.</param>
/// <param name="Checks">The rules that ran; null when nothing could be staged or the rules are broken.</param>
/// <param name="Tables">What was staged.</param>
/// <param name="Files">Files by number from 1.</param>
/// <param name="Filers">Without a split: empty. Else the values of the split column, by the ordinal that findings carry.</param>
/// <param name="Counts">By rule; only rules with something to say.</param>
/// <param name="FindingsPath">Parquet with the findings; null without <paramref name="Checks"/>.</param>
/// <param name="Notes">Files that were refused, and what else is worth knowing.</param>
/// <param name="Elapsed">From the first byte to the findings.</param>
public sealed record PreCheckResult(
    ReturnDefinition Definition,
    ReturnChecks? Checks,
    IReadOnlyList<StagedTable> Tables,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Filers,
    IReadOnlyList<RuleCount> Counts,
    string? FindingsPath,
    IReadOnlyList<Diagnostic> Notes,
    TimeSpan Elapsed);

/// <summary>
/// The bank's own check of its files before filing: the same staging and the same rules, without a data folder, a
/// registered institution or a network. Values are in clear: they are the bank's own. Thread safe.
/// </summary>
public sealed class PreCheck(PolicyLibrary library, Stager stager, CheckRunner runner, WarehouseOptions options)
{
    private const string PreviousSuffix = "_prev";

    /// <summary>
    /// The same filer's files of the previous period, for the rules across periods; empty: those rules are reported as not
    /// run. Only without a split.
    /// </summary>
    public IReadOnlyList<SentFile> Previous { get; init; } = [];

    /// <summary>Checks files.</summary>
    /// <param name="definition">The return.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="files">CSV, Parquet or zip.</param>
    /// <param name="splitBy">A column that names the filer of each row, checked filer by filer; null: all rows are one filer's.</param>
    /// <param name="workFolder">An empty folder for what is made on the way; the caller removes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PreCheckResult> RunAsync(
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<SentFile> files,
        string? splitBy,
        string workFolder,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var incoming = files.Select((f, i) => new IncomingFile(f.Path, f.Name, 0, i + 1)).ToList();
        var staged = await stager.StageAsync(
            definition, incoming, new StagingOptions(Path.Combine(workFolder, "facts"), workFolder), cancellationToken);
        var notes = staged.Diagnostics.Select(FileNotes.Named).ToList();
        var result = new PreCheckResult(
            definition, null, staged.Tables, [.. files.Select(f => f.Name)], [], [], null, notes, TimeSpan.Zero);
        if (staged.Tables.Count == 0 && notes.Count == 0)
            notes.Add(Refusals.NothingStaged());
        var tables = staged.Tables;
        if (splitBy is not null && tables.Count > 0)
        {
            if (tables.FirstOrDefault(t => TableSplit.FieldOf(definition.Table(t.Table)!, splitBy) is null) is { } odd)
            {
                notes.Add(Refusals.ColumnUnknown(odd.Table, splitBy));
                return result;
            }

            var split = Split(definition, tables, splitBy, workFolder, cancellationToken);
            if (split.RowsWithout > 0)
                notes.Add(Refusals.RowsWithoutFiler(split.RowsWithout, splitBy));
            (tables, result) = (split.Tables, result with { Filers = split.Filers });
        }

        if (tables.Count == 0)
            return result;
        var previous = await StagePreviousAsync(definition, workFolder, notes, cancellationToken);
        return await CheckAsync(
            result, asOf, new Periods(tables, previous), workFolder, start, cancellationToken);
    }

    /// <summary>Tables of the previous period by code, without checking them: they were checked when they were filed.</summary>
    private async Task<Dictionary<string, string>> StagePreviousAsync(
        ReturnDefinition definition, string workFolder, List<Diagnostic> notes, CancellationToken cancellationToken)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Previous.Count == 0)
            return before;
        var incoming = Previous.Select((f, i) => new IncomingFile(f.Path, f.Name, 0, i + 1)).ToList();
        var staged = await stager.StageAsync(
            definition, incoming, new StagingOptions(Path.Combine(workFolder, "previous"), workFolder), cancellationToken);
        notes.AddRange(staged.Diagnostics.Select(FileNotes.Named));
        foreach (var table in staged.Tables)
            before[table.Table] = table.ParquetPath;
        return before;
    }

    private SplitTables Split(
        ReturnDefinition definition,
        IReadOnlyList<StagedTable> tables,
        string column,
        string workFolder,
        CancellationToken cancellationToken)
    {
        var number = 0;
        var folder = Path.Combine(workFolder, "filers");
        return TableSplit.Run(
            definition, tables, new FilerColumn(column, _ => null),
            table => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{table}.{++number}.parquet")),
            workFolder, options, cancellationToken);
    }

    private async Task<PreCheckResult> CheckAsync(
        PreCheckResult result,
        DateOnly asOf,
        Periods periods,
        string workFolder,
        long start,
        CancellationToken cancellationToken)
    {
        var tables = periods.Tables;
        var codes = tables.Select(t => t.Table).ToHashSet(StringComparer.Ordinal);
        codes.UnionWith(periods.Previous.Keys.Select(t => t + PreviousSuffix));
        var checks = library.Checks(result.Definition.Id, asOf, codes);
        if (!checks.Module.Succeeded)
        {
            var broken = Refusals.ChecksBroken(result.Definition.Id, checks.Module.Diagnostics[0].ToLine("zh").TrimEnd('。'));
            return result with { Notes = [.. result.Notes, broken] };
        }

        var inputs = tables.GroupBy(t => t.Filing).Select(g => new CheckInput(
            g.Key, g.ToDictionary(t => t.Table, t => t.ParquetPath, StringComparer.Ordinal),
            periods.Previous)).ToList();
        var report = await runner.RunAsync(
            checks, inputs, [.. tables.Where(t => t.CellsPath is not null)],
            Path.Combine(workFolder, "findings.parquet"), cancellationToken);
        return result with
        {
            Checks = checks,
            FindingsPath = report.FindingsPath,
            Elapsed = Stopwatch.GetElapsedTime(start),
            Counts =
            [
                .. report.Counts,
                .. checks.LeftOut.Where(l => codes.Contains(l.Rule.Table))
                    .Select(l => new RuleCount(0, l.Rule.Id, 0, 0, new RuleReason(l.MissingTables))),
            ],
        };
    }

    private sealed record Periods(IReadOnlyList<StagedTable> Tables, IReadOnlyDictionary<string, string> Previous);
}
