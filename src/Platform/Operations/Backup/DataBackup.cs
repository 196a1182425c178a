using System.Formats.Tar;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations.Backup;

/// <summary>
/// Backup and restore of a data folder with its database. Every other file of the folder is immutable and is written
/// before
/// the row that names it, so a point of the database and a later copy of the files are one consistent point; the audit
/// tree is copied before (<see cref="AuditLogCopy"/>).
/// The archive is a plain tar: the database, the files, and last the manifest with their hashes.
/// </summary>
public sealed class DataBackup(
    IDbContextFactory<OperationsContext> contexts, OperationsOptions options, TimeProvider time)
{
    private const string Unfinished = ".unfinished";

    // Uploads in progress are mutable and are begun again by the sender; locks and the live database are no data.
    private static readonly string[] LeftOutFolders = ["uploads", "work"];
    private static readonly string[] LeftOutFiles = ["operations.db", "operations.db-wal", "operations.db-shm", "operations.lock"];

    /// <summary>Writes a backup while others work. The file appears under its name only when it is whole and on the
    /// disk. The audit chain is walked: where it is broken the manifest says so (<see
    /// cref="BackupManifest.AuditBroken"/>), and the backup is made all the same.</summary>
    /// <param name="archivePath">Must not exist yet.</param>
    /// <param name="progress">Files written and to write; null if nobody looks.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    public async Task<BackupManifest> BackUpAsync(
        string archivePath, IProgress<(int Done, int All)>? progress, CancellationToken cancellationToken)
    {
        if (options.PostgreSql is null && !File.Exists(options.SqlitePath))
        {
            throw new BackupException(
                $"没有 {options.SqlitePath}；请用 --data 写明数据文件夹", $"there is no {options.SqlitePath}; name the data folder with --data");
        }

        if (File.Exists(archivePath))
        {
            throw new BackupException(
                $"{archivePath} 已存在；请换一个名字", $"{archivePath} exists; choose another name");
        }

        var work = Directory.CreateTempSubdirectory("huoshui-backup-").FullName;
        try
        {
            var manifest = await WriteAsync(archivePath + Unfinished, work, progress, cancellationToken);
            File.Move(archivePath + Unfinished, archivePath);
            return manifest;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
            File.Delete(archivePath + Unfinished);
        }
    }

    private async Task<BackupManifest> WriteAsync(
        string path, string work, IProgress<(int Done, int All)>? progress, CancellationToken cancellationToken)
    {
        var takenAt = time.Now();
        var (audit, entries, head) = await AuditAsync(cancellationToken);
        var tree = await AuditLogCopy.TakeAsync(options.DataFolder, work, cancellationToken);
        var database = await DatabaseCopy.TakeAsync(options, work, cancellationToken);
        var files = Files().ToList();
        var written = new List<BackupFile>(files.Count + 1);
        await using var archive = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        await using (tar)
        {
            written.Add(await AddAsync(tar, Path.Combine(work, database), database, cancellationToken));
            foreach (var name in tree)
                written.Add(await AddAsync(tar, Path.Combine(work, name), name, cancellationToken));
            foreach (var file in files)
            {
                var name = Path.GetRelativePath(options.DataFolder, file).Replace('\\', '/');
                written.Add(await AddAsync(tar, file, name, cancellationToken));
                progress?.Report((written.Count, files.Count + 1));
            }

            var kind = options.PostgreSql is null ? "sqlite" : "postgresql";
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, takenAt, kind, entries, head, written)
            {
                AuditBroken = audit.FirstBroken,
                AuditMissing = audit.Missing,
            };
            using var json = new MemoryStream(manifest.ToJson());
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.EntryName) { DataStream = json }, cancellationToken);
            await tar.DisposeAsync(); // writes the end of the archive
            archive.Flush(flushToDisk: true);
            return manifest;
        }
    }

    private IEnumerable<string> Files() =>
        Directory.EnumerateFiles(options.DataFolder, "*", SearchOption.AllDirectories)
            .Where(f => !IsLeftOut(Path.GetRelativePath(options.DataFolder, f)))
            .Order(StringComparer.Ordinal);

    private static bool IsLeftOut(string name) =>
        LeftOutFiles.Contains(name, StringComparer.Ordinal) || AuditLogCopy.IsLive(name)
        || LeftOutFolders.Contains(name.Split(Path.DirectorySeparatorChar)[0], StringComparer.Ordinal)
        || name.EndsWith(".tmp", StringComparison.Ordinal)
        || name.EndsWith(".part", StringComparison.Ordinal);

    private static async Task<BackupFile> AddAsync(
        TarWriter tar, string path, string name, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        using var hashed = new HashingStream(file);
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = hashed }, cancellationToken);
        return new BackupFile(name, hashed.Count, hashed.Hash());
    }

    // Read before the copy is taken, so that the copy holds at least these entries.
    private async Task<(AuditVerification Chain, long Entries, string Head)> AuditAsync(
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await context.AuditEntries.OrderByDescending(e => e.Sequence)
            .Select(e => new { e.Sequence, e.Hash }).FirstOrDefaultAsync(cancellationToken);
        var chain = await AuditChain.VerifyAsync(context, cancellationToken);
        return (chain, last?.Sequence ?? 0, last?.Hash ?? AuditChain.Genesis);
    }
}
