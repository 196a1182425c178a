using System.Data.Common;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Huoshui.Operations;

/// <summary>New rows of one save, where there are many of a kind: written in bulk, in the same transaction, before the
/// rest is written row by row. For the caller nothing is different but the time. Not thread safe.</summary>
internal sealed class BulkSave(OperationsContext context)
{
    /// <summary>New rows of a kind from which they are written in bulk.</summary>
    public const int Fewest = 50;

    private readonly List<EntityEntry> _written = [];
    private readonly List<object> _audit = [];

    /// <summary>Writes them; what is written is no longer to be added.</summary>
    /// <param name="audit">The entries of the audit; few of them are added to what is saved row by row.</param>
    /// <param name="leaves">A leaf an entry.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many.</returns>
    /// <exception cref="DbUpdateException">As of a row that is saved by itself.</exception>
    public async Task<int> WriteAsync(
        List<AuditEntry> audit, List<AuditLeaf> leaves, CancellationToken cancellationToken)
    {
        foreach (var kind in context.ChangeTracker.Entries().GroupBy(e => e.Metadata).ToList())
        {
            if (kind.Count() >= Fewest && Takes(kind.Key, kind))
                await WriteAsync(kind.Key, [.. kind.Where(e => e.State == EntityState.Added)], cancellationToken);
        }

        if (audit.Count < Fewest)
        {
            context.AddRange(audit);
            context.AddRange(leaves);
            _audit.AddRange(audit);
            _audit.AddRange(leaves);
            return _written.Count;
        }

        await SavedAsync(context.Model.FindEntityType(typeof(AuditEntry))!, audit, [], cancellationToken);
        await SavedAsync(context.Model.FindEntityType(typeof(AuditLeaf))!, leaves, [], cancellationToken);
        return _written.Count + audit.Count;
    }

    /// <summary>After a save that failed they are to be added still, and the audit is chained anew.</summary>
    public void Undo()
    {
        foreach (var entry in _written)
            entry.State = EntityState.Added;
        foreach (var entry in _audit)
            context.Entry(entry).State = EntityState.Detached;
        _written.Clear();
    }

    // A kind of which rows also change or go may need an order among them; one that hangs on another, too.
    private static bool Takes(IEntityType type, IEnumerable<EntityEntry> entries) =>
        !type.GetForeignKeys().Any() && BulkColumn.Of(type) is not null
        && entries.All(e => e.State is EntityState.Added or EntityState.Unchanged);

    private async Task WriteAsync(IEntityType type, List<EntityEntry> added, CancellationToken cancellationToken)
    {
        if (added.Count < Fewest)
            return;
        await SavedAsync(type, added.Select(e => e.Entity), added, cancellationToken);
        foreach (var entry in added)
            entry.State = EntityState.Unchanged;
        _written.AddRange(added);
    }

    private async Task SavedAsync(
        IEntityType type, IEnumerable<object> rows, IReadOnlyList<EntityEntry> entries,
        CancellationToken cancellationToken)
    {
        try
        {
            await new BulkTable(context, type).WriteAsync(rows, cancellationToken);
        }
        catch (DbException error)
        {
            throw new DbUpdateException($"Rows of {type.ClrType.Name} were not saved.", error, entries);
        }
    }
}
