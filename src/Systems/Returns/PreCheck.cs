using System.Diagnostics;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>What a bank's own check before filing found.</summary>
/// <param name="Definition">The return.</param>
/// <param name="Checks">The rules that ran; null when nothing could be staged or the rules are broken.</param>
/// <param name="Tables">What was staged.</param>
/// <param name="Files">Files by number from 1.</param>
/// <param name="Counts">By rule; only rules with something to say.</param>
/// <param name="FindingsPath">Parquet with the findings; null without <paramref name="Checks"/>.</param>
/// <param name="Notes">Files that were refused, and what else is worth knowing.</param>
/// <param name="Elapsed">From the first byte to the findings.</param>
public sealed record PreCheckResult(
    ReturnDefinition Definition,
    ReturnChecks? Checks,
    IReadOnlyList<StagedTable> Tables,
    IReadOnlyList<string> Files,
    IReadOnlyList<RuleCount> Counts,
    string? FindingsPath,
    IReadOnlyList<Diagnostic> Notes,
    TimeSpan Elapsed);

/// <summary>
/// The bank's own check of its files before filing: the same staging and the same rules, without a data folder, a
/// registered institution or a network. Values are in clear: they are the bank's own. Thread safe.
/// </summary>
public sealed class PreCheck(PolicyLibrary library, Stager stager, CheckRunner runner)
{
    /// <summary>Checks files.</summary>
    /// <param name="definition">The return.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="files">CSV, Parquet or zip.</param>
    /// <param name="workFolder">An empty folder for what is made on the way; the caller removes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PreCheckResult> RunAsync(
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<SentFile> files,
        string workFolder,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var names = files.Select(f => f.Name).ToList();
        var incoming = files.Select((f, i) => new IncomingFile(f.Path, f.Name, 0, i + 1)).ToList();
        var staged = await stager.StageAsync(
            definition, incoming, new StagingOptions(Path.Combine(workFolder, "facts"), workFolder), cancellationToken);
        var notes = staged.Diagnostics.Select(FileNotes.Named).ToList();
        PreCheckResult Result(ReturnChecks? checks, IReadOnlyList<RuleCount> counts, string? path) => new(
            definition, checks, staged.Tables, names, counts, path, notes, Stopwatch.GetElapsedTime(start));
        if (staged.Tables.Count == 0)
        {
            if (notes.Count == 0)
                notes.Add(Refusals.NothingStaged());
            return Result(null, [], null);
        }

        var tables = staged.Tables.Select(t => t.Table).ToHashSet(StringComparer.Ordinal);
        var checks = library.Checks(definition.Id, asOf, tables);
        if (!checks.Module.Succeeded)
        {
            notes.Add(Refusals.ChecksBroken(definition.Id, checks.Module.Diagnostics[0].ToLine("zh")));
            return Result(null, [], null);
        }

        var input = new CheckInput(
            0, staged.Tables.ToDictionary(t => t.Table, t => t.ParquetPath, StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal));
        var report = await runner.RunAsync(
            checks, [input], [.. staged.Tables.Where(t => t.CellsPath is not null)],
            Path.Combine(workFolder, "findings.parquet"), cancellationToken);
        return Result(checks, report.Counts, report.FindingsPath);
    }
}
