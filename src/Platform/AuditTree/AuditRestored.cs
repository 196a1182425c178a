using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree;

/// <summary>
/// 恢复之后: a backup copies the tree before the database. What was signed while the database was copied is noted in
/// the restored store, and is not in the restored tree: here the note is put back to what the tree has, so that a
/// comparison finds no loss where there is none. For a store that was restored just now, and no other.
/// </summary>
public sealed class AuditRestored(IDbContextFactory<OperationsContext> contexts, AuditTreeOptions options)
{
    /// <summary>Puts the notes back.</summary>
    /// <returns>Acts that were signed while the database was copied; their leaves wait again.</returns>
    /// <exception cref="TransparencyLog.LogRefusedException">The files of the tree are damaged.</exception>
    public async Task<long> NoteAsync(CancellationToken cancellationToken)
    {
        if (!AuditLog.IsThere(options))
            return 0;
        var size = AuditTreeView.Open(options).Head.Size;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await AuditReconciliation.StateAsync(context, cancellationToken);
        var ahead = Math.Max(0, Math.Max(state.Entered, state.Verified) - size);
        if (state.Verified > size)
            (state.Verified, state.Roots, state.Turn) = (0, string.Empty, 0); // the next comparison begins anew
        state.Entered = Math.Min(state.Entered, size);
        await context.SaveChangesAsync(cancellationToken);
        return ahead;
    }
}
