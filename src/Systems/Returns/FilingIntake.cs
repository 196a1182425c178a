using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>A file on its way into a filing.</summary>
/// <param name="Path">Where it is now; it is copied, never moved.</param>
/// <param name="Name">Its name as sent: it holds the table's code.</param>
public sealed record SentFile(string Path, string Name);

/// <summary>The files of one institution in a batch.</summary>
/// <param name="InstitutionId">机构ID.</param>
/// <param name="Files">CSV, Parquet or zip.</param>
public sealed record SentFiling(string InstitutionId, IReadOnlyList<SentFile> Files)
{
    /// <summary>Tables declared 零报送 with the files; empty if none.</summary>
    public IReadOnlyList<string> ZeroTables { get; init; } = [];
}

/// <summary>A column that names the filer of each row.</summary>
/// <param name="Column">Its name in the file, or the field's code.</param>
/// <param name="InstitutionOf">The 机构ID of a value; null when none is known: then the value stands for itself.</param>
public sealed record FilerColumn(string Column, Func<string, string?> InstitutionOf);

/// <summary>What came of sending files into one filing.</summary>
/// <param name="InstitutionId">机构ID.</param>
/// <param name="Filing">The filing as it stands now; null when nothing was taken.</param>
/// <param name="Check">The check over its tables; null when nothing changed or nothing was taken.</param>
/// <param name="Notes">Why files were refused, and what else is worth knowing.</param>
public sealed record FilingIntakeResult(
    string InstitutionId, Filing? Filing, FilingCheck? Check, IReadOnlyList<Diagnostic> Notes);

/// <summary>
/// Takes files into filings: keeps the raw bytes, stages them to typed Parquet, runs the rules once over all filings,
/// and
/// saves everything in one go. Many filings of one return and date cost little more than one. A crash at any point
/// leaves
/// files that nothing points to, and no change; doing it again finishes it. Thread safe, over processes too.
/// </summary>
public sealed class FilingIntake(
    IDbContextFactory<OperationsContext> contexts,
    FilingOpener opener,
    FilingChecker checker,
    ReturnsFolder folder,
    Stager stager,
    FilingPolicy policy,
    WarehouseOptions options,
    FilingLimits limits,
    TimeProvider time)
{
    /// <summary>Takes the files of one institution.</summary>
    public async Task<FilingIntakeResult> FileAsync(
        Viewer viewer, FilingKey key, IReadOnlyList<SentFile> files, CancellationToken cancellationToken)
    {
        var results = await FileManyAsync(
            viewer, key.ReturnId, key.AsOf, [new SentFiling(key.InstitutionId, files)], cancellationToken);
        return results[0];
    }

    /// <summary>Takes the files of many institutions for one return and date: one staging, one check run, one
    /// save.</summary>
    /// <returns>One result for each filing sent, in the same order.</returns>
    public async Task<IReadOnlyList<FilingIntakeResult>> FileManyAsync(
        Viewer viewer,
        string returnId,
        DateOnly asOf,
        IReadOnlyList<SentFiling> sent,
        CancellationToken cancellationToken)
    {
        var work = await opener.OpenManyAsync(viewer, returnId, asOf, sent, cancellationToken);
        if (policy.Library.Return(returnId) is not { } definition)
            return [.. work.Select(w => w.Result())];
        await KeepAsync(work, cancellationToken);
        await StageAsync(definition, work, new StagingOptions(folder.Facts, folder.Work), cancellationToken);
        return await SaveOrMergeAsync(viewer, definition, asOf, work, cancellationToken);
    }

    private async Task<IReadOnlyList<FilingIntakeResult>> SaveOrMergeAsync(
        Viewer viewer,
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<IntakeWork> work,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SaveAsync(viewer, definition, asOf, work, cancellationToken);
                return [.. work.Select(w => w.Result())];
            }
            catch (DbUpdateException) when (attempt < limits.MergeAttempts)
            {
                // Another upload won: take its tables in and check again.
            }
            catch (DbUpdateConcurrencyException)
            {
                return [.. work.Select(w => w.Refused(Refusals.Overtaken()))];
            }
        }
    }

    /// <summary>Takes one set of files that holds many institutions: staged once, split by a column, then filed for
    /// each.</summary>
    /// <param name="viewer">Who files.</param>
    /// <param name="returnId">The return.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="files">The files.</param>
    /// <param name="split">The column, and how its value names an institution.</param>
    /// <param name="cancellationToken">Stops before the save.</param>
    /// <returns>One result for each institution found, in the order of the column's values.</returns>
    public async Task<IReadOnlyList<FilingIntakeResult>> FileSplitAsync(
        Viewer viewer,
        string returnId,
        DateOnly asOf,
        IReadOnlyList<SentFile> files,
        FilerColumn split,
        CancellationToken cancellationToken)
    {
        var work = Path.Combine(folder.Work, Path.GetRandomFileName());
        Directory.CreateDirectory(work);
        try
        {
            var whole = new IntakeWork(new SentFiling(split.Column, files)) { FilingId = Guid.Empty };
            if (policy.Library.Return(returnId) is not { } definition)
                return [whole.Refused(Refusals.UnknownReturn(returnId, policy.Library.Returns.Select(r => r.Id)))];
            await KeepAsync([whole], cancellationToken);
            await StageAsync(definition, [whole], new StagingOptions(Path.Combine(work, "facts"), work), cancellationToken);
            if (whole.Staged.Find(t => TableSplit.FieldOf(definition.Table(t.Table)!, split.Column) is null) is { } odd)
                return [whole.Refused(Refusals.ColumnUnknown(odd.Table, split.Column))];
            if (whole.Staged.Count == 0)
                return [whole.Refused(Refusals.NothingStaged())];
            var parts = TableSplit.Run(
                definition, whole.Staged, split, table => folder.NewFact(returnId, table, time.Now()), work, options,
                cancellationToken);
            return await FilePartsAsync(viewer, definition, asOf, whole, parts, split, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<IReadOnlyList<FilingIntakeResult>> FilePartsAsync(
        Viewer viewer,
        ReturnDefinition definition,
        DateOnly asOf,
        IntakeWork whole,
        SplitTables parts,
        FilerColumn split,
        CancellationToken cancellationToken)
    {
        var byFiler = parts.Tables.ToLookup(t => t.Filing);
        var sent = parts.Filers.Select(f => new SentFiling(f, whole.Sent.Files)).ToList();
        var work = await opener.OpenManyAsync(viewer, definition.Id, asOf, sent, cancellationToken);
        for (var i = 0; i < work.Count; i++)
        {
            if (work[i].FilingId is null)
                continue;
            work[i].Raw.AddRange(whole.Raw);
            work[i].Staged.AddRange(byFiler[i]);
        }

        var results = await SaveOrMergeAsync(viewer, definition, asOf, work, cancellationToken);
        if (parts.RowsWithout > 0)
            work[0].Notes.Add(Refusals.RowsWithoutFiler(parts.RowsWithout, split.Column));
        return results;
    }

    private const int FilesAtOnce = 8;

    private async Task KeepAsync(IReadOnlyList<IntakeWork> work, CancellationToken cancellationToken)
    {
        var known = await KnownFilesAsync(work, cancellationToken);
        var files = work.Where(w => w.FilingId is not null).SelectMany(w => w.Sent.Files, (w, f) => (Item: w, File: f)).ToList();
        var kept = new RawFile[files.Count];
        await Parallel.ForAsync(0, files.Count, Parallelism(cancellationToken), async (i, token) =>
        {
            await using var content = new FileStream(files[i].File.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
            kept[i] = await folder.Raw.AddAsync(content, token);
        });
        foreach (var ((item, file), raw) in files.Zip(kept))
        {
            if (known.GetValueOrDefault(item.FilingId!.Value)?.IsCurrent(raw.Sha256) == true)
                item.Notes.Add(Refusals.SameFile(file.Name));
            else
                item.Raw.Add(new KeptFile(file.Name, raw.Sha256, raw.Path));
        }
    }

    // Keeping a small file is waiting for the disk to have it: several wait together.
    private static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };

    // Which raw files are already in, whole: every table that was ever made of one is still the table of the filing.
    private async Task<Dictionary<Guid, KnownFiles>> KnownFilesAsync(
        IReadOnlyList<IntakeWork> work, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = work.Select(w => w.FilingId).OfType<Guid>().ToList();
        var filings = await context.Set<Filing>().AsNoTracking().Include(f => f.Tables)
            .Where(f => ids.Contains(f.Id)).ToListAsync(cancellationToken);
        var result = new Dictionary<Guid, KnownFiles>();
        if (filings.Count == 0)
            return result;
        var (returnId, asOf) = (filings[0].ReturnId, filings[0].AsOf);
        var institutions = filings.Select(f => f.InstitutionId).ToList();
        var facts = await context.Set<FactFile>().AsNoTracking()
            .Where(f => f.ReturnId == returnId && f.AsOf == asOf && institutions.Contains(f.InstitutionId))
            .ToListAsync(cancellationToken);
        var byInstitution = facts.ToLookup(f => f.InstitutionId, StringComparer.Ordinal);
        foreach (var filing in filings)
            result[filing.Id] = new KnownFiles(filing, [.. byInstitution[filing.InstitutionId]]);
        return result;
    }

    private async Task StageAsync(
        ReturnDefinition definition,
        IReadOnlyList<IntakeWork> work,
        StagingOptions folders,
        CancellationToken cancellationToken)
    {
        var incoming = new List<IncomingFile>();
        for (var ordinal = 0; ordinal < work.Count; ordinal++)
        {
            for (var i = 0; i < work[ordinal].Raw.Count; i++)
            {
                var raw = work[ordinal].Raw[i];
                incoming.Add(new IncomingFile(raw.Path, raw.Name, ordinal, i + 1));
            }
        }

        if (incoming.Count == 0)
            return;
        var staged = await stager.StageAsync(definition, incoming, folders, cancellationToken);
        foreach (var note in staged.Diagnostics)
            work[note.Filing].Notes.Add(FileNotes.Named(note));
        foreach (var table in staged.Tables)
            work[table.Filing].Staged.Add(table);
        foreach (var item in work.Where(w => w.Raw.Count > 0 && w.Staged.Count == 0 && w.Notes.Count == 0))
            item.Notes.Add(Refusals.NothingStaged());
    }

    private async Task SaveAsync(
        Viewer viewer,
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<IntakeWork> work,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = work.Select(w => w.FilingId).OfType<Guid>().ToList();
        var filings = await context.Set<Filing>().Include(f => f.Tables)
            .Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, cancellationToken);
        var act = new FilingAct(viewer.AccountName, time.Now());
        foreach (var item in work.Where(w => w.FilingId is not null))
            item.Apply(context, filings[item.FilingId!.Value], folder, act);
        var changed = work.Where(w => w.HasChanged).ToList();
        var touched = changed.ConvertAll(w => w.Filing!);
        if (await checker.RunAsync(context, definition, asOf, touched, act, cancellationToken) is { } broken)
        {
            foreach (var item in changed)
                item.Refused(broken);
            return; // the rules themselves are broken: nothing is saved
        }

        // Once for all: each Local searches everything tracked for changes.
        var checks = context.Set<FilingCheck>().Local.ToDictionary(c => c.Id);
        foreach (var item in changed)
        {
            item.Check = item.Filing!.CheckId is { } id ? checks.GetValueOrDefault(id) : null;
            context.AuditSteps(item.Filing);
        }

        await context.SaveChangesAsync(cancellationToken);
    }
}
