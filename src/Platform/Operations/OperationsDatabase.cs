using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>Brings the operations store to the schema of this build.</summary>
public sealed class OperationsDatabase(
    IDbContextFactory<OperationsContext> contexts, OperationsOptions options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const long AdvisoryLock = 0x48756F73687569; // "Huoshui"

    /// <summary>Creates or upgrades the store. Several processes may call it at once: one works, the others wait.</summary>
    /// <exception cref="TimeoutException">Another process has been at it for two minutes.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.DataFolder);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (options.PostgreSql is null)
        {
            await using var turn = await TakeTurnAsync(cancellationToken);
            await CreateOrMigrateAsync(context, cancellationToken);
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            return;
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            await CreateOrMigrateAsync(context, cancellationToken);
        }
        finally
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
            await context.Database.CloseConnectionAsync();
        }
    }

    private Task CreateOrMigrateAsync(OperationsContext context, CancellationToken cancellationToken) =>
        options.UseMigrations
            ? context.Database.MigrateAsync(cancellationToken)
            : context.Database.EnsureCreatedAsync(cancellationToken);

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
            catch (IOException)
            {
                throw new TimeoutException($"Another process has held {path} for {Patience.TotalMinutes} minutes; end it first.");
            }
        }
    }
}
