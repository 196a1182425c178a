using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Proofs;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Proofs;

/// <summary>What there is to prove of an act.</summary>
/// <param name="Proof">The proof; null while there is none.</param>
/// <param name="Reason">Why there is none; null if there is one.</param>
public sealed record AuditProofAnswer(AuditProof? Proof, Diagnostic? Reason)
{
    /// <summary>The verdict of the keys that lie with the tree; null without a proof.</summary>
    public AuditProofVerdict? Verdict { get; init; }
}

/// <summary>Makes proofs of acts from the store and the published tree. Who may have one is the caller's affair. Thread
/// safe.</summary>
public sealed class AuditProofs(IDbContextFactory<OperationsContext> contexts, AuditTreeOptions options)
{
    /// <summary>The proof of the last act of a kind on a subject.</summary>
    /// <param name="action">For example <c>figure.published</c>.</param>
    /// <param name="subject">For example <c>figure/I01/2025-06-30</c>.</param>
    /// <param name="detail">A part of the act's detail by which it is told from others; null for the last one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<AuditProofAnswer> OfAsync(
        string action, string subject, string? detail, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = Acts(context, action, subject, detail);
        return await OfAsync(
            context, await found.OrderByDescending(e => e.Sequence).FirstOrDefaultAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Whether there is an act of a kind on a subject, proved or not.</summary>
    /// <param name="action">For example <c>figure.ended</c>.</param>
    /// <param name="subject">For example <c>figure/I01/2025-06-30</c>.</param>
    /// <param name="detail">A part of the act's detail by which it is told from others; null for any.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> HasActAsync(
        string action, string subject, string? detail, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Acts(context, action, subject, detail).AnyAsync(cancellationToken);
    }

    /// <summary>The proof of an audit row.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<AuditProofAnswer> OfRowAsync(long sequence, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await OfAsync(
            context,
            await context.AuditEntries.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Sequence == sequence, cancellationToken),
            cancellationToken);
    }

    private static IQueryable<AuditEntry> Acts(
        OperationsContext context, string action, string subject, string? detail)
    {
        var found = context.AuditEntries.AsNoTracking().Where(e => e.Subject == subject && e.Action == action);
        return detail is null ? found : found.Where(e => e.Detail != null && e.Detail.Contains(detail));
    }

    private async Task<AuditProofAnswer> OfAsync(
        OperationsContext context, AuditEntry? entry, CancellationToken cancellationToken)
    {
        if (entry is null)
            return No(NoAct());
        var leaf = await context.AuditLeaves.AsNoTracking()
            .SingleOrDefaultAsync(l => l.Sequence == entry.Sequence, cancellationToken);
        if (leaf is null)
            return No(NoLeaf(entry.Sequence));
        if (leaf.Salt is null)
            return No(Forgotten());
        var entered = await context.Set<AuditTreeState>().Select(s => s.Entered).FirstOrDefaultAsync(cancellationToken);
        try
        {
            return Prove(entry, leaf, entered >= entry.Sequence);
        }
        catch (Exception exception)
            when (exception is AuditTreeException or LogRefusedException or IOException or UnauthorizedAccessException)
        {
            return No(Unreadable((exception as LogRefusedException)?.Reason.Code
                ?? (exception as AuditTreeException)?.Reason.Code ?? exception.Message));
        }
    }

    // A row that was entered, and of which the tree knows nothing, does not wait for the next checkpoint.
    private AuditProofAnswer Prove(AuditEntry entry, AuditLeaf leaf, bool isEntered)
    {
        if (!AuditLog.IsThere(options))
            return No(isEntered ? Unreadable("AUD2001") : NotYet());
        var tree = AuditTreeView.Open(options);
        if (tree.Head.Size < entry.Sequence)
            return No(isEntered ? Unreadable("AUD1011") : NotYet());
        var proof = new AuditProof(
            AuditProof.FormatName, AuditProofRow.Of(entry), leaf.Kind.ToString(), leaf.Salt!,
            System.Text.Encoding.UTF8.GetString(tree.Prove(entry.Sequence).ToArray()),
            [.. tree.Keys.Select(k => k.ToString())]);
        return new AuditProofAnswer(proof, null)
        {
            Verdict = AuditProofVerifier.Verify(proof.ToArray(), new VerificationPolicy(tree.Keys)),
        };
    }

    private static AuditProofAnswer No(Diagnostic reason) => new(null, reason);

    private static Diagnostic NoAct() => Diagnostic.Error(
        "AUD3010",
        "没有证明：此事发生在审计树建立之前，或编号不对。",
        "There is no proof: it was done before there was an audit tree, or the number is wrong.");

    private static Diagnostic NotYet() => Diagnostic.Error(
        "AUD3011",
        "证明尚未生成：记录正等待下一个检查点。请过十几秒再试。",
        "There is no proof yet: the record waits for the next checkpoint. Try again in some seconds.");

    private static Diagnostic NoLeaf(long row) => Diagnostic.Error(
        "AUD3013",
        FormattableString.Invariant($"没有证明：审计记录 {row} 没有叶，不是平台写入的，或其叶被删（见 huoshui audit reconcile）。"),
        FormattableString.Invariant($"There is no proof: audit row {row} has no leaf. The platform did not write it, ")
            + "or its leaf was deleted (see huoshui audit reconcile).");

    private static Diagnostic Unreadable(string cause) => Diagnostic.Error(
        "AUD3014",
        $"没有证明：审计树读不了（{cause}）。等待没有用，请告知运维人员：huoshui audit reconcile，huoshui log fsck。",
        $"There is no proof: the audit tree cannot be read ({cause}). Waiting does not help: tell who runs it to use "
            + "huoshui audit reconcile and huoshui log fsck.");

    private static Diagnostic Forgotten() => Diagnostic.Error(
        "AUD3012",
        "没有证明：保存期已满，盐已删除。",
        "There is no proof any more: its time of keeping is over and the salt was deleted.");
}
