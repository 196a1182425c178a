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

/// <summary>What came of sending files into one filing.</summary>
/// <param name="InstitutionId">机构ID.</param>
/// <param name="Filing">The filing as it stands now; null when nothing was taken.</param>
/// <param name="Check">The check over its tables; null when nothing changed or nothing was taken.</param>
/// <param name="Notes">Why files were refused, and what else is worth knowing.</param>
public sealed record FilingIntakeResult(
    string InstitutionId, Filing? Filing, FilingCheck? Check, IReadOnlyList<Diagnostic> Notes);

/// <summary>
/// Takes files into filings: keeps the raw bytes, stages them to typed Parquet, runs the rules once over all filings, and
/// saves everything in one go. Many filings of one return and date cost little more than one. A crash at any point leaves
/// files that nothing points to, and no change; doing it again finishes it. Thread safe, over processes too.
/// </summary>
public sealed class FilingIntake(
    IDbContextFactory<OperationsContext> contexts,
    FilingOpener opener,
    FilingChecker checker,
    ReturnsFolder folder,
    Stager stager,
    FilingPolicy policy,
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

    /// <summary>Takes the files of many institutions for one return and date: one staging, one check run, one save.</summary>
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
        await StageAsync(definition, work, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SaveAsync(viewer, definition, asOf, work, cancellationToken);
                return [.. work.Select(w => w.Result())];
            }
            catch (DbUpdateConcurrencyException) when (attempt < limits.MergeAttempts)
            {
                // Another upload won: take its tables in and check again.
            }
            catch (DbUpdateConcurrencyException)
            {
                return [.. work.Select(w => w.Refused(Refusals.Overtaken()))];
            }
        }
    }

    private async Task KeepAsync(IReadOnlyList<IntakeWork> work, CancellationToken cancellationToken)
    {
        var known = await KnownFilesAsync(work, cancellationToken);
        foreach (var item in work.Where(w => w.FilingId is not null))
        {
            foreach (var file in item.Sent.Files)
            {
                await using var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
                var raw = await folder.Raw.AddAsync(content, cancellationToken);
                if (known[item.FilingId!.Value].IsCurrent(raw.Sha256))
                    item.Notes.Add(Refusals.SameFile(file.Name));
                else
                    item.Raw.Add(new KeptFile(file.Name, raw.Sha256, raw.Path));
            }
        }
    }

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
        ReturnDefinition definition, IReadOnlyList<IntakeWork> work, CancellationToken cancellationToken)
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
        var staged = await stager.StageAsync(
            definition, incoming, new StagingOptions(folder.Facts, folder.Work), cancellationToken);
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
        var changed = work.Where(w => w.Staged.Count > 0).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = work.Select(w => w.FilingId).OfType<Guid>().ToList();
        var filings = await context.Set<Filing>().Include(f => f.Tables)
            .Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, cancellationToken);
        var act = new FilingAct(viewer.AccountName, time.Now());
        foreach (var item in work.Where(w => w.FilingId is not null))
            item.Apply(context, filings[item.FilingId!.Value], folder, act);
        var touched = changed.Select(w => w.Filing!).Where(f => f.CheckId is null).ToList();
        if (await checker.RunAsync(context, definition, asOf, touched, act, cancellationToken) is { } broken)
        {
            foreach (var item in changed)
                item.Refused(broken);
            return; // the rules themselves are broken: nothing is saved
        }

        foreach (var item in changed)
        {
            item.Check = item.Filing!.CheckId is { } id ? context.Set<FilingCheck>().Local.FirstOrDefault(c => c.Id == id) : null;
            context.AuditSteps(item.Filing);
        }

        await context.SaveChangesAsync(cancellationToken);
    }
}
