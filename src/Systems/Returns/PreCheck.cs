using System.Diagnostics;
using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>What a bank checks before filing.</summary>
/// <param name="Definition">The return.</param>
/// <param name="AsOf">数据日期.</param>
/// <param name="Files">CSV, Parquet or zip.</param>
public sealed record PreCheckOrder(ReturnDefinition Definition, DateOnly AsOf, IReadOnlyList<SentFile> Files)
{
    /// <summary>Files of the period before, for the rules across periods; empty: those rules cannot be
    /// evaluated.</summary>
    public IReadOnlyList<SentFile> Previous { get; init; } = [];

    /// <summary>A column that names the filer of each row, checked filer by filer; null: all rows are one
    /// filer's.</summary>
    public string? SplitBy { get; init; }
}

/// <summary>What a bank's own check before filing found.</summary>
/// <param name="Definition">The return.</param>
/// <param name="Checks">The rules that ran; null when nothing could be staged or the rules are broken.</param>
/// <param name="Tables">What was staged.</param>
/// <param name="Files">Files by number from 1.</param>
/// <param name="Filers">Without a split: empty. Else the values of the split column, by the ordinal that findings
/// carry.</param>
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
    /// <summary>Checks files.</summary>
    /// <param name="order">What to check.</param>
    /// <param name="workFolder">An empty folder for what is made on the way; the caller removes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PreCheckResult> RunAsync(
        PreCheckOrder order, string workFolder, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (definition, splitBy) = (order.Definition, order.SplitBy);
        var staged = await StageAsync(order, order.Files, "facts", workFolder, cancellationToken);
        var before = await StageAsync(order, order.Previous, "previous", workFolder, cancellationToken);
        List<Diagnostic> notes =
        [
            .. staged.Diagnostics.Select(FileNotes.Named), .. before.Diagnostics.Select(FileNotes.NamedPrevious),
        ];
        var result = new PreCheckResult(
            definition, null, staged.Tables, [.. order.Files.Select(f => f.Name)], [], [], null, notes, TimeSpan.Zero);
        if (staged.Tables.Count == 0 && notes.Count == 0)
            notes.Add(Refusals.NothingStaged());
        if (order.Previous.Count > 0 && before.Tables.Count == 0 && before.Diagnostics.Count == 0)
            notes.Add(Refusals.NothingStagedOfPrevious());
        var (tables, previous) = (staged.Tables, Previous(before.Tables, _ => 0));
        if (splitBy is not null && tables.Count > 0)
        {
            if (tables.Concat(before.Tables).FirstOrDefault(t => TableSplit.FieldOf(definition.Table(t.Table)!, splitBy) is null) is { } odd)
            {
                notes.Add(Refusals.ColumnUnknown(odd.Table, splitBy));
                return result;
            }

            var split = Split(definition, tables, splitBy, workFolder, cancellationToken);
            if (split.RowsWithout > 0)
                notes.Add(Refusals.RowsWithoutFiler(split.RowsWithout, splitBy));
            (tables, result) = (split.Tables, result with { Filers = split.Filers });
            if (before.Tables.Count > 0)
            {
                var earlier = Split(definition, before.Tables, splitBy, Path.Combine(workFolder, "before"), cancellationToken);
                var filers = split.Filers.ToList();
                previous = Previous(earlier.Tables, ordinal => filers.IndexOf(earlier.Filers[ordinal]));
            }
        }

        return tables.Count == 0
            ? result
            : await CheckAsync(result, order.AsOf, new Inputs(tables, previous), workFolder, start, cancellationToken);
    }

    private async Task<StagingResult> StageAsync(
        PreCheckOrder order, IReadOnlyList<SentFile> files, string name, string workFolder, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return new StagingResult([], []);
        var incoming = files.Select((f, i) => new IncomingFile(f.Path, f.Name, 0, i + 1)).ToList();
        return await stager.StageAsync(
            order.Definition, incoming, new StagingOptions(Path.Combine(workFolder, name), workFolder), cancellationToken);
    }

    // A filer who has left since the period before has nothing to compare.
    private static ILookup<int, StagedTable> Previous(IEnumerable<StagedTable> tables, Func<int, int> filerOf) =>
        tables.Select(t => (Filer: filerOf(t.Filing), Table: t)).Where(p => p.Filer >= 0)
            .ToLookup(p => p.Filer, p => p.Table);

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
        Inputs staged,
        string workFolder,
        long start,
        CancellationToken cancellationToken)
    {
        var codes = staged.Tables.Select(t => t.Table)
            .Concat(staged.Previous.SelectMany(p => p).Select(t => t.Table + FilingChecker.PreviousSuffix))
            .ToHashSet(StringComparer.Ordinal);
        var checks = library.Checks(result.Definition.Id, asOf, codes);
        if (!checks.Module.Succeeded)
        {
            var broken = Refusals.ChecksBroken(result.Definition.Id, checks.Module.Diagnostics[0].ToLine("zh").TrimEnd('。'));
            return result with { Notes = [.. result.Notes, broken] };
        }

        var inputs = staged.Tables.GroupBy(t => t.Filing)
            .Select(g => new CheckInput(g.Key, Paths(g), Paths(staged.Previous[g.Key]))).ToList();
        var report = await runner.RunAsync(
            checks, inputs, [.. staged.Tables.Where(t => t.CellsPath is not null)],
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

    private static Dictionary<string, string> Paths(IEnumerable<StagedTable> tables) =>
        tables.ToDictionary(t => t.Table, t => t.ParquetPath, StringComparer.Ordinal);

    private sealed record Inputs(IReadOnlyList<StagedTable> Tables, ILookup<int, StagedTable> Previous);
}
