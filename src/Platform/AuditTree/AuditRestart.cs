using System.Globalization;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.TransparencyLog;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree;

/// <summary>
/// 另起一棵树: the way out after a restore. The old tree is put aside, never written again and still good for its own
/// proofs; a new one, under a new name and new keys, takes the leaves of the store from the first. Rows without a leaf,
/// at which it would stop again, get one of the kind migration, numbers without a row one that says so. The act, with
/// its reason and their numbers, is in the audit log.
/// </summary>
public sealed class AuditRestart(
    IDbContextFactory<OperationsContext> contexts, LeaseStore leases, AuditTreeOptions options)
{
    /// <summary>The act.</summary>
    public const string Action = "audit.tree-restart";

    private const int MostNamed = 100;
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(1);

    /// <summary>Puts the old tree aside.</summary>
    /// <param name="actor">Account name.</param>
    /// <param name="reason">Why; not empty.</param>
    /// <param name="cancellationToken">Stops it before anything is changed.</param>
    /// <returns>Where the old tree lies now; null if there was none.</returns>
    /// <exception cref="AuditTreeException">AUD2006: another process writes the tree. AUD2010: too many numbers have no
    /// row.</exception>
    public async Task<string?> RunAsync(string actor, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var grant = await leases.TryAcquireAsync(
            AuditTreeWorker.LeaseName, $"{Environment.MachineName}/{Environment.ProcessId}/restart", cancellationToken)
            ?? throw AuditTreeErrors.Busy(AuditTreeWorker.LeaseName);
        try
        {
            using var held = Hold();
            return await RestartAsync(actor, reason, held, cancellationToken);
        }
        finally
        {
            await leases.ReleaseAsync(grant, CancellationToken.None);
        }
    }

    // Who lost the lease may still write: then nothing is moved from under it.
    private IDisposable? Hold() => !Directory.Exists(Path.Combine(options.Folder, ".private")) ? null
        : LogWriter.TryHold(options.Folder, LockWait) ?? throw AuditTreeErrors.Busy(AuditTreeWorker.LeaseName);

    private async Task<string?> RestartAsync(
        string actor, string reason, IDisposable? held, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await AuditLock.TakeAsync(context, cancellationToken);
        var state = await Reconciling.AuditReconciliation.StateAsync(context, cancellationToken);
        var late = await GiveAsync(context, cancellationToken);
        var last = await context.AuditLeaves.MaxAsync(l => (long?)l.Sequence, cancellationToken) ?? 0;
        var was = SizeOf(options);
        if (OperatingSystem.IsWindows())
            held?.Dispose(); // a folder with an open file is not moved there
        var aside = PutAside();
        context.Audit(actor, Action, "audit", DetailOf(state, aside, late, was, last), reason);
        (state.Entered, state.Verified, state.Roots, state.Turn) = (0, 0, string.Empty, 0);
        (state.SignedAt, state.Trouble, state.TroubleCode) = (null, null, null);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return aside;
    }

    private static async Task<LateNumbers> GiveAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await LateLeaves.GiveAsync(context, cancellationToken);
        }
        catch (TooManyMissingException exception)
        {
            throw AuditTreeErrors.TooManyMissing(exception);
        }
    }

    // What the tree itself says: the notes of the store are whoever's who can write it. Null for none that opens.
    private static long? SizeOf(AuditTreeOptions options)
    {
        try
        {
            return AuditLog.IsThere(options) ? AuditTreeView.Open(options).Head.Size : null;
        }
        catch (Exception damaged) when (damaged is LogRefusedException or AuditTreeException)
        {
            return null;
        }
    }

    private static Dictionary<string, object?> DetailOf(
        AuditTreeState state, string? aside, LateNumbers late, long? was, long last)
    {
        var detail = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["entered"] = state.Entered,
            ["aside"] = Name(aside),
            ["treeSize"] = was,
        };
        if (was > last)
            detail["inTreeOnly"] = new[] { last + 1, was.Value }; // these numbers will be given once more
        if (late.WithoutLeaf.Count > 0)
        {
            detail["withoutLeaf"] = late.WithoutLeaf.Count;
            detail["rows"] = late.WithoutLeaf.Take(MostNamed);
        }

        if (late.Missing.Count > 0)
        {
            detail["withoutRow"] = late.MissingCount;
            detail["numbers"] = late.Missing.Take(MostNamed).Select(m => new[] { m.First, m.Last });
        }

        return detail;
    }

    private static string? Name(string? path) => path is null ? null : Path.GetFileName(path);

    // A crash in between leaves the state in the store as it was: the next run goes on here.
    private string? PutAside()
    {
        var number = 1;
        while (Directory.Exists(Aside(options.Folder, number)) || File.Exists(Aside(options.SignedState, number)))
            number++;
        var aside = Directory.Exists(options.Folder) ? Aside(options.Folder, number) : null;
        if (aside is not null)
            Directory.Move(options.Folder, aside);
        if (File.Exists(options.SignedState))
            File.Move(options.SignedState, Aside(options.SignedState, number));
        return aside;
    }

    private static string Aside(string path, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}.closed-{number}");
}
