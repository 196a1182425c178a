using System.Collections.Concurrent;
using Huoshui.Operations;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Huoshui.Systems.Visits.Search;

/// <summary>检索键 in the store: written with an entity, moved with it, made anew when what a key is changes. Names of
/// persons are kept as keyed hashes only. Thread safe.</summary>
public sealed class SearchIndex(SearchKeys words, VisitKeys keys)
{
    /// <summary>Characters of a person's name that are searched.</summary>
    public const int LongestPerson = 30;

    private const int EntitiesOfBatch = 20_000;
    private const int EntitiesOfPart = 500;
    private const int HashDigits = 32; // 128 bits: no two parts of names meet
    private const string Marker = "keys";

    private static readonly RowColumn[] Columns =
    [
        new("Key", NpgsqlDbType.Text), new("StreetCode", NpgsqlDbType.Text), new("EntityId", NpgsqlDbType.Uuid),
    ];

    private volatile bool _isWhole;

    /// <summary>Makes the keys anew if they never were made, or what a key is has changed.</summary>
    internal async Task EnsureAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        if (_isWhole || await IsWholeAsync(context, cancellationToken))
            return;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await SearchKeyTable.LockAsync(context, cancellationToken);
        await CountLock.TakeAsync(context, cancellationToken);
        if (!await IsWholeAsync(context, cancellationToken))
            await RebuildAsync(context, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Makes the keys of every entity anew; in a transaction, under the locks of
    /// <see cref="SearchKeyTable"/> and <see cref="CountLock"/>.</summary>
    internal async Task RebuildAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        await SearchKeyTable.MakeAsync(
            context, table => FillAsync(context, table, cancellationToken), cancellationToken);
        await context.Set<VisitCount>().Where(c => c.Kind == Marker).ExecuteDeleteAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "VisitCounts" ("Kind", "District", "Street", "Bank", "Code", "Value")
             VALUES ({Marker}, '', '', '', {words.Version}, 0)
             """, cancellationToken);
    }

    private async Task FillAsync(
        OperationsContext context, BulkTable table, CancellationToken cancellationToken)
    {
        var (after, isIndexed) = (Guid.Empty, !context.Database.IsNpgsql());
        while (true)
        {
            var batch = await context.Set<VisitedEntity>().AsNoTracking().Where(e => e.Id > after)
                .OrderBy(e => e.Id).Take(EntitiesOfBatch).ToListAsync(cancellationToken);
            if (batch.Count == 0)
                break;
            after = batch[^1].Id;
            var rows = await RowsAsync(batch, isIndexed, cancellationToken);
            await table.WriteAsync(rows, cancellationToken);
        }
    }

    /// <summary>Writes the keys of new entities in bulk.</summary>
    internal async Task AddAsync(
        OperationsContext context, IReadOnlyList<VisitedEntity> entities, CancellationToken cancellationToken)
    {
        if (entities.Count == 0)
            return;
        var rows = await RowsAsync(entities, isSorted: true, cancellationToken);
        await BulkTable.Of<SearchKey>(context).WriteAsync(rows, cancellationToken);
    }

    // Sorted as the index is, so that each of its pages is written once.
    private async Task<SearchKey[]> RowsAsync(
        IReadOnlyList<VisitedEntity> entities, bool isSorted, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<List<SearchKey>>();
        await Parallel.ForEachAsync(
            entities.Chunk(EntitiesOfPart), cancellationToken, async (part, token) =>
            {
                var rows = new List<SearchKey>();
                foreach (var entity in part)
                    rows.AddRange(await RowsAsync(entity, entity.Name, entity.StreetCode, token));
                found.Add(rows);
            });
        var all = found.SelectMany(r => r).ToArray();
        if (isSorted)
            Array.Sort(all, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return all;
    }

    /// <summary>Writes the keys of a changed entity.</summary>
    /// <param name="context">The unit of work, in a transaction.</param>
    /// <param name="entity">The entity as it is now.</param>
    /// <param name="before">Name and street before.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task ChangeAsync(
        OperationsContext context, VisitedEntity entity, (string Name, string Street) before,
        CancellationToken cancellationToken)
    {
        var gone = (await RowsAsync(entity, before.Name, before.Street, cancellationToken)).ConvertAll(r => r.Key);
        await context.Set<SearchKey>()
            .Where(k => gone.Contains(k.Key) && k.StreetCode == before.Street && k.EntityId == entity.Id)
            .ExecuteDeleteAsync(cancellationToken);
        var rows = await RowsAsync(entity, entity.Name, entity.StreetCode, cancellationToken);
        var values = rows.OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new object?[] { r.Key, r.StreetCode, r.EntityId }).ToList();
        await RowWriter.WriteAsync(
            context, "VisitSearchKeys", Columns, values, "ON CONFLICT DO NOTHING", cancellationToken);
    }

    /// <summary>The hash by which a part of a person's name is found.</summary>
    internal async Task<string> HashAsync(string part, CancellationToken cancellationToken) =>
        "h" + (await keys.HashAsync("search", part, cancellationToken))[..HashDigits];

    private async Task<List<SearchKey>> RowsAsync(
        VisitedEntity entity, string name, string street, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        if (entity.IsIndividual)
        {
            foreach (var part in words.Parts(name[..Math.Min(name.Length, LongestPerson)]))
                found.Add(await HashAsync(part, cancellationToken));
        }
        else
        {
            found.AddRange(words.Of(name));
            found.Add(SearchKeys.Code + entity.Usci!.ToLowerInvariant());
        }

        return found.ConvertAll(key => new SearchKey { Key = key, StreetCode = street, EntityId = entity.Id });
    }

    private async Task<bool> IsWholeAsync(OperationsContext context, CancellationToken cancellationToken) =>
        _isWhole = await context.Set<VisitCount>().AnyAsync(
            c => c.Kind == Marker && c.Code == words.Version, cancellationToken);
}
