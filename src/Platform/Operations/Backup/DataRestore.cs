using System.Formats.Tar;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Huoshui.Operations.Backup;

/// <summary>
/// Puts a backup back into an empty folder (and an empty PostgreSQL database). Every hash is checked before anything
/// appears
/// under the folder's name.
/// </summary>
public static class DataRestore
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Restores.</summary>
    /// <param name="archivePath">A file that <see cref="DataBackup"/> wrote.</param>
    /// <param name="target">The folder, which is empty or not there; and for a backup of PostgreSQL an empty
    /// database.</param>
    /// <param name="cancellationToken">Stops it; the folder stays empty.</param>
    /// <param name="acceptsBreak">Asked with the number of the first entry at which the audit chain does not hold, true
    /// to restore all the same; null refuses. Somebody who changed the log behind the platform's back would else have
    /// made every later backup worthless.</param>
    /// <exception cref="BackupException">The backup is damaged, or the target is not empty.</exception>
    public static async Task<BackupManifest> RestoreAsync(
        string archivePath, OperationsOptions target, CancellationToken cancellationToken,
        Func<long, bool>? acceptsBreak = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!File.Exists(archivePath))
        {
            throw new BackupException(
                $"没有 {archivePath}；请用 --from 写明备份文件", $"there is no {archivePath}; name the backup with --from");
        }

        if (Directory.Exists(target.DataFolder) && Directory.EnumerateFileSystemEntries(target.DataFolder).Any())
        {
            throw new BackupException(
                $"{target.DataFolder} 不是空的；请恢复到新文件夹，再切换过去", $"{target.DataFolder} is not empty; restore into a new folder and switch over");
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target.DataFolder));
        var staging = $"{folder}.restoring-{Environment.ProcessId}";
        Directory.CreateDirectory(staging);
        try
        {
            var manifest = await UnpackAsync(archivePath, staging, cancellationToken);
            await RestoreDatabaseAsync(manifest, staging, target, acceptsBreak, cancellationToken);
            if (Directory.Exists(folder))
                Directory.Delete(folder); // empty
            Directory.Move(staging, folder);
            return manifest;
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    private static async Task<BackupManifest> UnpackAsync(string path, string folder, CancellationToken cancellationToken)
    {
        var unpacked = new Dictionary<string, BackupFile>(StringComparer.Ordinal);
        BackupManifest? manifest = null;
        await using var archive = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        try
        {
            await using var tar = new TarReader(archive, leaveOpen: true);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (manifest is not null)
                {
                    throw new BackupException(
                        $"{path} 的清单之后还有内容；请用另一份备份", "something follows the manifest; use another backup");
                }

                if (entry.Name == BackupManifest.EntryName)
                    manifest = BackupManifest.FromJson(entry.DataStream ?? Stream.Null);
                else
                    unpacked.Add(entry.Name, await UnpackAsync(entry, folder, cancellationToken));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new BackupException(
                $"{path} 不是完整的备份；请用另一份", "it is no whole backup; use another one", exception);
        }

        Compare(path, manifest, unpacked);
        return manifest!;
    }

    private static async Task<BackupFile> UnpackAsync(TarEntry entry, string folder, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(folder, entry.Name));
        if (entry.EntryType != TarEntryType.RegularFile || !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new BackupException(
                $"备份中的 {entry.Name} 在文件夹之外；不要信任这份备份", "the backup holds a file outside the folder; do not trust it");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes);
        if (entry.DataStream is { } data)
            await data.CopyToAsync(file, cancellationToken);
        file.Flush(flushToDisk: true);
        file.Position = 0; // hashed as it lies on the disk
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        return new BackupFile(entry.Name, file.Length, hash);
    }

    private static void Compare(string path, BackupManifest? manifest, Dictionary<string, BackupFile> unpacked)
    {
        if (manifest is null)
        {
            throw new BackupException(
                $"{path} 没有清单，是被截断的；请用另一份备份", "it has no manifest: it was cut off; use another backup");
        }

        if (manifest.Format != BackupManifest.CurrentFormat)
        {
            throw new BackupException(
                $"{path} 的格式是 {manifest.Format}，本版本只读 {BackupManifest.CurrentFormat}", $"its format is {manifest.Format}; this build reads {BackupManifest.CurrentFormat}");
        }

        var wrong = manifest.Files.FirstOrDefault(f => unpacked.GetValueOrDefault(f.Path) != f);
        if (wrong is not null)
        {
            throw new BackupException(
                $"{path} 中的 {wrong.Path} 与备份时不同；请用另一份备份", "a file in it is not what was backed up; use another backup");
        }

        if (manifest.Files.Count != unpacked.Count)
        {
            throw new BackupException(
                $"{path} 中有清单没有列出的文件；不要信任这份备份", "it holds files that its manifest does not name; do not trust it");
        }
    }

    private static async Task RestoreDatabaseAsync(
        BackupManifest manifest, string staging, OperationsOptions target, Func<long, bool>? acceptsBreak,
        CancellationToken cancellationToken)
    {
        var isPostgreSql = manifest.Database == "postgresql";
        if (isPostgreSql != target.PostgreSql is not null)
        {
            throw isPostgreSql
                ? new BackupException(
                    "备份来自 PostgreSQL；请把 HUOSHUI_POSTGRESQL 设为一个空数据库",
                    "the backup is of PostgreSQL; set HUOSHUI_POSTGRESQL to an empty database")
                : new BackupException("备份来自 SQLite；请去掉 HUOSHUI_POSTGRESQL", "the backup is of SQLite; unset HUOSHUI_POSTGRESQL");
        }

        if (isPostgreSql)
            await RestorePostgreSqlAsync(staging, target.PostgreSql!, cancellationToken);
        else
            await DatabaseCopy.CheckAsync(Path.Combine(staging, DatabaseCopy.SqliteName), cancellationToken);
        await CheckAuditAsync(manifest, target with { DataFolder = staging }, acceptsBreak, cancellationToken);
    }

    private static async Task RestorePostgreSqlAsync(string staging, string connection, CancellationToken cancellationToken)
    {
        await using (var source = NpgsqlDataSource.Create(connection))
        {
            await using var command = source.CreateCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
            if ((long)(await command.ExecuteScalarAsync(cancellationToken))! > 0)
            {
                throw new BackupException(
                    "PostgreSQL 数据库不是空的；请新建一个并写入 HUOSHUI_POSTGRESQL",
                    "the PostgreSQL database is not empty; create a new one and name it in HUOSHUI_POSTGRESQL");
            }
        }

        var dump = Path.Combine(staging, DatabaseCopy.PostgreSqlName);
        await PostgreSqlTools.RunAsync(
            "pg_restore", connection, ["--exit-on-error", "--single-transaction", "--no-owner", dump], cancellationToken);
        File.Delete(dump);
    }

    private static async Task CheckAuditAsync(
        BackupManifest manifest, OperationsOptions restored, Func<long, bool>? acceptsBreak,
        CancellationToken cancellationToken)
    {
        await using (var services = new ServiceCollection().AddOperations(restored).BuildServiceProvider())
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<OperationsContext>>()
                .CreateDbContextAsync(cancellationToken);
            var verified = await AuditChain.VerifyAsync(context, cancellationToken);
            if (verified.FirstBroken is { } broken && acceptsBreak?.Invoke(broken) != true)
            {
                throw new BackupException(
                    $"审计日志在第 {broken} 条处断链；请用另一份备份；各份都断在此处时，加 --accept-broken-audit 恢复并查明该条",
                    $"the audit log is broken at entry {broken}; use another backup; where all are broken there, restore "
                    + "with --accept-broken-audit and find out about the entry");
            }

            var hasHead = manifest.AuditEntries == 0 || await context.AuditEntries.AnyAsync(
                e => e.Sequence == manifest.AuditEntries && e.Hash == manifest.AuditHead, cancellationToken);
            if (!hasHead)
            {
                throw new BackupException(
                    "审计日志不是备份时的那一份；不要信任这份备份", "the audit log is not the one that was backed up; do not trust the backup");
            }
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools(); // the file moves to its final name next
    }
}
