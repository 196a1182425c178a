using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Huoshui.Operations;

/// <summary>Brings the operations store to the schema of this build.</summary>
public sealed class OperationsDatabase(
    IDbContextFactory<OperationsContext> contexts, OperationsOptions options, IEnumerable<AuditedTable> audited,
    TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const long AdvisoryLock = 0x48756F73687569; // "Huoshui"

    /// <summary>Creates or upgrades the store. Several processes may call it at once: one works, the others
    /// wait.</summary>
    /// <exception cref="TimeoutException">Another process has been at it for two minutes.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.DataFolder);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (options.PostgreSql is null)
        {
            await using var turn = await TakeTurnAsync(cancellationToken);
            await FreeMigrationsLockAsync(context, cancellationToken);
            await CreateOrMigrateAsync(context, cancellationToken);
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            await PrepareAuditAsync(context, cancellationToken);
            return;
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            await CreateOrMigrateAsync(context, cancellationToken);
            await PrepareAuditAsync(context, cancellationToken);
        }
        finally
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
            await context.Database.CloseConnectionAsync();
        }
    }

    private async Task PrepareAuditAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        await AuditTriggers.EnsureAsync(context, options.PostgreSql is not null, audited, cancellationToken);
        await OldEntries.LeafAsync(context, cancellationToken);
    }

    private async Task CreateOrMigrateAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        if (!options.UseMigrations)
        {
            await context.Database.EnsureCreatedAsync(cancellationToken);
            return;
        }

        var hasTables = await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken)
            && await context.GetService<IRelationalDatabaseCreator>().HasTablesAsync(cancellationToken);
        var applied = hasTables ? await context.Database.GetAppliedMigrationsAsync(cancellationToken) : [];
        if (hasTables && !applied.Any())
        {
            throw new InvalidOperationException(
                "The operations store was made without migrations (before the first release): start with a new data folder.");
        }

        // Every command comes by here: a store that has them all is not compared with the model again (a test does).
        if (context.Database.GetMigrations().Except(applied, StringComparer.Ordinal).Any())
            await context.Database.MigrateAsync(cancellationToken);
    }

    // EF's own lock on SQLite is a row that a killed process leaves behind; whoever has the turn is alone, so it is
    // stale.
    private async Task FreeMigrationsLockAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        if (options.UseMigrations && File.Exists(options.SqlitePath))
            await context.Database.ExecuteSqlRawAsync("""DROP TABLE IF EXISTS "__EFMigrationsLock" """, cancellationToken);
    }

    // The operating system frees the file when its process dies, so a crash never leaves the store locked.
    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.DataFolder, "operations.lock");
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (IOException exception)
            {
                throw new TimeoutException(
                    $"Another process has held {path} for {Patience.TotalMinutes} minutes; end it first.", exception);
            }
        }
    }
}
