using Huoshui.Operations;
using Huoshui.Systems.Returns.Uploads;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>What a sweep found.</summary>
/// <param name="Paths">Relative to the data folder, sorted.</param>
/// <param name="Bytes">Together.</param>
public sealed record OrphanReport(IReadOnlyList<string> Paths, long Bytes);

/// <summary>The files cannot belong to this store: nothing was removed.</summary>
public sealed class ForeignStoreException(string message) : Exception(message);

/// <summary>
/// 清理孤立文件: what a killed process left behind (raw files, Parquet, findings, pieces of uploads, working folders) and
/// no row of
/// the store names. A file is written before the row that names it, so only what has not been touched for a long time
/// is an
/// orphan; what is in flight is younger. Two sweeps at once are harmless. Thread safe, also between processes.
/// </summary>
public sealed class OrphanSweep(
    IDbContextFactory<OperationsContext> contexts, ReturnsFolder folder, OperationsOptions options, FilingLimits limits, TimeProvider time)
{
    private static readonly string[] Files = ["raw", "facts", "findings", "uploads"];

    /// <summary>Finds orphans and removes them.</summary>
    /// <param name="age">How long untouched; null for <see cref="FilingLimits.OrphanAge"/>. Never less than
    /// <see cref="FilingLimits.LeastOrphanAge"/>.</param>
    /// <param name="remove">False only looks.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="ForeignStoreException">The folder holds facts and the store names none at all.</exception>
    public async Task<OrphanReport> RunAsync(TimeSpan? age, bool remove, CancellationToken cancellationToken)
    {
        var bound = age ?? limits.OrphanAge;
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, limits.LeastOrphanAge);
        var before = (time.GetUtcNow() - bound).UtcDateTime;
        var old = Old(before); // before the rows are read: what is named meanwhile is then known
        var named = await NamedAsync(cancellationToken);
        if (named.Facts == 0 && old.Exists(f => f.Name.StartsWith("facts/", StringComparison.Ordinal)))
        {
            throw new ForeignStoreException(
                $"数据库没有登记任何数据文件，而 {options.DataFolder} 中有；请核对 HUOSHUI_POSTGRESQL 与 --data，未清理 / "
                + "the store names no fact file at all and the folder holds some: check HUOSHUI_POSTGRESQL and --data; nothing was removed");
        }

        var orphans = old.Where(f => !named.Paths.Contains(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        var bytes = 0L;
        var gone = new List<string>();
        foreach (var orphan in orphans)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (remove && !Remove(orphan.Path, before))
                continue;
            gone.Add(orphan.Name);
            bytes += orphan.Bytes;
        }

        return new OrphanReport(gone, bytes);
    }

    private List<(string Name, string Path, long Bytes)> Old(DateTime before)
    {
        var found = new List<(string, string, long)>();
        foreach (var root in Files.Select(f => new DirectoryInfo(Path.Combine(options.DataFolder, f))).Where(d => d.Exists))
        {
            found.AddRange(root.EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.LastWriteTimeUtc < before)
                .Select(f => (folder.Relative(f.FullName), f.FullName, f.Length)));
        }

        // A working folder is one job's: it is old when everything in it is.
        var work = new DirectoryInfo(folder.Work);
        foreach (var job in work.Exists ? work.EnumerateDirectories() : [])
        {
            var inside = job.EnumerateFiles("*", SearchOption.AllDirectories).ToList();
            if (job.LastWriteTimeUtc < before && inside.TrueForAll(f => f.LastWriteTimeUtc < before))
                found.Add((folder.Relative(job.FullName) + "/", job.FullName, inside.Sum(f => f.Length)));
        }

        return found;
    }

    private async Task<(HashSet<string> Paths, int Facts)> NamedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var named = new HashSet<string>(StringComparer.Ordinal);
        var facts = 0;
        await foreach (var fact in context.Set<FactFile>().AsNoTracking().Select(f => new { f.Path, f.RawSha256s })
                           .AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            facts++;
            named.Add(fact.Path);
            named.Add(Path.ChangeExtension(fact.Path, FactFile.CellsExtension));
            foreach (var sha256 in fact.RawSha256s.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                named.Add(folder.Relative(folder.Raw.PathOf(sha256)));
        }

        await foreach (var path in context.Set<FilingCheck>().AsNoTracking().Select(c => c.FindingsPath).Distinct()
                           .AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            named.Add(path);
        }

        await foreach (var id in context.Set<Upload>().AsNoTracking()
                           .Where(u => u.State != UploadState.Done && u.State != UploadState.Refused).Select(u => u.Id)
                           .AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            named.Add($"uploads/{id:N}");
        }

        return (named, facts);
    }

    // The same raw bytes may come again while we look: keeping them touches the file, and what was touched stays.
    private static bool Remove(string path, DateTime before)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
            return true;
        }

        var file = new FileInfo(path);
        if (!file.Exists || file.LastWriteTimeUtc >= before)
            return false;
        file.Delete();
        return true;
    }
}
