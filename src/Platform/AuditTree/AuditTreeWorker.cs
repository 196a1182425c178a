using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.TransparencyLog;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.AuditTree;

/// <summary>
/// Enters what waits, signs a checkpoint and compares what changed, every
/// <see cref="AuditTreeOptions.CheckpointInterval"/>; one process at a time (lease <c>audit-tree</c>). When it stops,
/// what waits is entered and signed at once.
/// </summary>
public sealed partial class AuditTreeWorker(
    IDbContextFactory<OperationsContext> contexts, LeaseStore leases, AuditReconciliation reconciliation,
    AuditTreeOptions options, OperationsOptions operations, TimeProvider time, ILogger<AuditTreeWorker> logger)
    : BackgroundService
{
    /// <summary>The lease of who writes the tree.</summary>
    public const string LeaseName = "audit-tree";

    private readonly string _name =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile AuditLog? _log;
    private volatile LeaseGrant? _grant;

    /// <summary>Enters what waits, signs and compares, unless another process holds the tree.</summary>
    /// <returns>Leaves entered; null if another process holds the lease or the folder.</returns>
    /// <exception cref="AuditTreeException">AUD2xxx: the tree is not written.</exception>
    /// <exception cref="LogRefusedException">Another reason of the log.</exception>
    public async Task<long?> RunOnceAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!await HoldsAsync(cancellationToken))
                return null;
            var entered = await EnterAsync(cancellationToken);
            foreach (var found in await reconciliation.ChangedAsync(cancellationToken))
                Differs(found.Reason.ToLine("zh"), found.Reason.Message.En);
            return entered;
        }
        catch (LogRefusedException refusal) when (refusal.Reason.Code == AuditLog.LockedCode)
        {
            await LetGoInTurnAsync(); // who has the folder has it still, or will have the lease next
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets the tree and the lease go.</summary>
    public async Task LetGoAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await LetGoInTurnAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (_log is not null)
                await RunOnceAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NotWritten(exception.Message, null);
        }
        finally
        {
            await TryLetGoAsync();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var beating = BeatAsync(stoppingToken);
        string? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var trouble = await TryAsync(stoppingToken);
            if (trouble is not null && trouble != told)
                NotWritten(trouble, null);
            told = trouble;
            await PauseAsync(options.CheckpointInterval, stoppingToken);
        }

        await beating;
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping) =>
        await Task.Delay(pause, time, CancellationToken.None).WaitAsync(stopping)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Null when all is well, or when the process is asked to end. Nothing but the end of memory leaves it: the portal
    // goes on without its tree, and says so.
    private async Task<string?> TryAsync(CancellationToken stopping)
    {
        try
        {
            await RunOnceAsync(stopping);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var isOutage = StoreOutage.Is(exception);
            var reason = ReasonOf(exception);
            if (reason is null && !isOutage)
                NotWritten(exception.Message, exception);
            if (!isOutage)
                await TroubleAsync(reason ?? AuditTreeErrors.NotWritable(options.Folder, exception).Reason, stopping);
            await TryLetGoAsync();
            return reason is null ? exception.GetBaseException().Message : exception.Message;
        }
    }

    private static Diagnostics.Diagnostic? ReasonOf(Exception exception) =>
        (exception as AuditTreeException)?.Reason ?? (exception as LogRefusedException)?.Reason;

    private async Task TryLetGoAsync()
    {
        try
        {
            await LetGoAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NotLetGo(exception.Message, exception); // its lease ends by itself
        }
    }

    // The writer is forgotten before it is closed: one that cannot be closed is not used again.
    private async Task CloseAsync()
    {
        var log = _log;
        _log = null;
        if (log is not null)
            await log.DisposeAsync();
    }

    private async Task LetGoInTurnAsync()
    {
        try
        {
            await CloseAsync();
        }
        finally
        {
            var grant = _grant;
            _grant = null;
            if (grant is not null)
                await leases.ReleaseAsync(grant, CancellationToken.None);
        }
    }

    // While the tree is open the lease stays this process's, however long the interval is or a run takes.
    private async Task BeatAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await PauseAsync(operations.LeaseDuration / 3, stopping);
            try
            {
                if (_log is not null && _grant is { } grant && await leases.RenewAsync(grant, stopping) is null)
                    await LetGoLostAsync(grant, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                NotRenewed(exception.GetBaseException().Message); // the next beat may reach the store
            }
        }
    }

    private async Task LetGoLostAsync(LeaseGrant lost, CancellationToken stopping)
    {
        await _turn.WaitAsync(stopping);
        try
        {
            if (_grant is { } grant && grant.Fence == lost.Fence)
                await LetGoInTurnAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        _grant = _grant is { } grant
            ? await leases.RenewAsync(grant, cancellationToken)
            : await leases.TryAcquireAsync(LeaseName, _name, cancellationToken);
        if (_grant is not null)
            return true;
        await CloseAsync(); // whoever has the lease now needs the lock of the folder
        return false;
    }

    private async Task<long> EnterAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await AuditReconciliation.StateAsync(context, cancellationToken);
        var log = _log ??= await AuditLog.OpenAsync(options, state.Entered);
        if (log.Size < state.Entered)
            throw AuditTreeErrors.Gone(options.Folder, state.Entered);
        var entered = await log.EnterAsync(context, cancellationToken);
        var grown = log.Size != state.Entered || state.SignedAt is null;
        await log.PublishAsync(cancellationToken);
        if (grown)
        {
            foreach (var refusal in await log.WitnessAsync(cancellationToken))
                NotWitnessed(refusal);
        }

        (state.Entered, state.Trouble, state.TroubleCode) = (log.Size, null, null);
        state.SignedAt = grown ? time.Now() : state.SignedAt;
        await context.SaveChangesAsync(cancellationToken);
        return entered;
    }

    private async Task TroubleAsync(Diagnostics.Diagnostic reason, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var state = await AuditReconciliation.StateAsync(context, cancellationToken);
            (state.Trouble, state.TroubleCode) = ($"{reason.Message.Zh}\n{reason.Message.En}", reason.Code);
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NotNoted(reason.Code, exception.GetBaseException().Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit tree is not written: {Reason}")]
    private partial void NotWritten(string reason, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not be told why ({Code}): {Reason}")]
    private partial void NotNoted(string code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit tree could not be closed: {Reason}")]
    private partial void NotLetGo(string reason, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of the audit tree was not renewed: {Reason}")]
    private partial void NotRenewed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log differs from its tree: {Zh} / {En}")]
    private partial void Differs(string zh, string en);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Refusal}")]
    private partial void NotWitnessed(string refusal);
}
