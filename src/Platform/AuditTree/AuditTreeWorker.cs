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
    AuditTreeOptions options, TimeProvider time, ILogger<AuditTreeWorker> logger)
    : BackgroundService
{
    /// <summary>The lease of who writes the tree.</summary>
    public const string LeaseName = "audit-tree";

    private readonly string _name =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private AuditLog? _log;
    private LeaseGrant? _grant;

    /// <summary>Enters what waits, signs and compares, unless another process holds the tree.</summary>
    /// <returns>Leaves entered; null if another process holds the tree.</returns>
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
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets the tree and the lease go.</summary>
    public async Task LetGoAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
        _log = null;
        if (_grant is not null)
            await leases.ReleaseAsync(_grant, CancellationToken.None);
        _grant = null;
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
            await LetGoAsync();
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
        string? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var trouble = await TryAsync(stoppingToken);
            if (trouble is not null && trouble != told)
                NotWritten(trouble, null);
            told = trouble;
            await Task.Delay(options.CheckpointInterval, time, CancellationToken.None).WaitAsync(stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Null when all is well, or when the process is asked to end.
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
        catch (Exception exception) when (exception is AuditTreeException or LogRefusedException)
        {
            var reason = (exception as AuditTreeException)?.Reason ?? ((LogRefusedException)exception).Reason;
            await TroubleAsync(reason, stopping);
            await LetGoAsync();
            return exception.Message;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (!StoreOutage.Is(exception))
                NotWritten(exception.Message, exception);
            return exception.GetBaseException().Message;
        }
    }

    private async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        _grant = _grant is null
            ? await leases.TryAcquireAsync(LeaseName, _name, cancellationToken)
            : await leases.RenewAsync(_grant, cancellationToken);
        if (_grant is not null)
            return true;
        if (_log is not null)
            await _log.DisposeAsync(); // whoever has the lease now needs the lock of the folder
        _log = null;
        return false;
    }

    private async Task<long> EnterAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await AuditReconciliation.StateAsync(context, cancellationToken);
        _log ??= await AuditLog.OpenAsync(options, state.Entered);
        if (_log.Size < state.Entered)
            throw AuditTreeErrors.Gone(options.Folder, state.Entered);
        var entered = await _log.EnterAsync(context, cancellationToken);
        var grown = _log.Size != state.Entered || state.SignedAt is null;
        await _log.PublishAsync(cancellationToken);
        if (grown)
        {
            foreach (var refusal in await _log.WitnessAsync(cancellationToken))
                NotWitnessed(refusal);
        }

        (state.Entered, state.Trouble, state.TroubleCode) = (_log.Size, null, null);
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
        catch (Exception exception) when (StoreOutage.Is(exception))
        {
            // told by the log of the process
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit tree is not written: {Reason}")]
    private partial void NotWritten(string reason, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log differs from its tree: {Zh} / {En}")]
    private partial void Differs(string zh, string en);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Refusal}")]
    private partial void NotWitnessed(string refusal);
}
