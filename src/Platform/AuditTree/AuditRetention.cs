using System.Text.Json;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree;

/// <summary>
/// 保存期满: deletes salts, after which nobody can say any more what a leaf is about. The act is itself in the audit
/// log and so in the tree: this tells it from a salt that somebody took away. Thread safe.
/// </summary>
public sealed class AuditRetention(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>The act.</summary>
    public const string Action = "audit.forget";

    /// <summary>Salts that one transaction deletes.</summary>
    public const int RowsAtOnce = 5_000;

    /// <summary>Deletes the salts of a range of rows, <see cref="RowsAtOnce"/> in one transaction with an act that says
    /// which: others write in between. Where none is left there is no act.</summary>
    /// <param name="from">First row, from 1.</param>
    /// <param name="to">Last row.</param>
    /// <param name="actor">Account name.</param>
    /// <param name="reason">By which rule; not empty.</param>
    /// <param name="cancellationToken">Stops between two stretches; the same range again goes on from there.</param>
    /// <returns>Salts deleted.</returns>
    /// <exception cref="AuditTreeException">AUD2008.</exception>
    public async Task<long> ForgetAsync(
        long from, long to, string actor, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entered = await context.Set<AuditTreeState>().Select(s => s.Entered).FirstOrDefaultAsync(cancellationToken);
        if (from < 1 || to < from || to > entered)
            throw AuditTreeErrors.WrongRange(from, to);
        var deleted = 0L;
        for (var first = from; first <= to; first += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stretch = new Range(first, Math.Min(to, first + RowsAtOnce - 1));
            deleted += await ForgetAsync(context, stretch, actor, reason, cancellationToken);
        }

        return deleted;
    }

    private static async Task<int> ForgetAsync(
        OperationsContext context, Range rows, string actor, string reason, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var salted = context.AuditLeaves
            .Where(l => l.Sequence >= rows.First && l.Sequence <= rows.Last && l.Salt != null);
        if (!await salted.AnyAsync(cancellationToken))
            return 0;
        context.Audit(actor, Action, $"audit/{rows.First}-{rows.Last}", rows, reason);
        await context.SaveChangesAsync(cancellationToken);
        var deleted = await salted
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Salt, (byte[]?)null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    internal static async Task<RowRanges> RangesAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        var details = await context.AuditEntries.AsNoTracking()
            .Where(e => e.Action == Action && e.Subject.StartsWith("audit/") && e.Detail != null)
            .Select(e => e.Detail!).ToListAsync(cancellationToken);
        return new RowRanges(details.Select(Read).OfType<Range>().Select(r => (r.First, r.Last)));
    }

    // An act that was changed is named as such; what it said no longer excuses anything.
    private static Range? Read(string detail)
    {
        try
        {
            return JsonSerializer.Deserialize<Range>(detail, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Range(long First, long Last);
}
