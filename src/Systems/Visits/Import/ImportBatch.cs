using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Problems;
using Huoshui.Systems.Visits.Search;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Huoshui.Systems.Visits.Import;

/// <summary>Some rows of an import, saved in one transaction with their standings, counters, search keys and the audit
/// entry. Not thread safe.</summary>
internal sealed class ImportBatch(OperationsContext context, VisitKeys keys, SearchIndex search, TimeProvider time)
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    private readonly List<VisitedEntity> _added = [];

    /// <summary>Whether somebody else saved one of the rows first.</summary>
    public static bool IsConflict(Exception error) => error switch
    {
        DbUpdateException update => StoreConflict.Of<VisitedEntity>(update)
            || StoreConflict.Of<FinancingCase>(update) || StoreConflict.Of<VisitProblem>(update),
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
        _ => false,
    };

    /// <summary>Saves rows; those whose entity is another district's are refused.</summary>
    public async Task<Tally> SaveAsync(
        Viewer viewer, string? area, List<ImportRow> rows, List<(int Line, Diagnostic Why)> refused,
        CancellationToken cancellationToken)
    {
        var persons = new Dictionary<int, string>();
        foreach (var row in rows.Where(r => r.IsIndividual))
            persons[row.Line] = await keys.HashAsync("identity", row.Code, cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var known = await KnownAsync(rows, persons, cancellationToken);
        var tally = new Tally();
        foreach (var row in rows)
        {
            var person = persons.GetValueOrDefault(row.Line);
            if (known.GetValueOrDefault(person ?? row.Code) is not { } entity)
                _added.Add(New(row, person));
            else if (area is not null && entity.DistrictCode != area)
                refused.Add((row.Line, VisitRefusals.OtherDistrict.At("code")!));
            else if ((entity.Name, entity.StreetCode) == (row.Name, row.Street.Code))
                tally = tally with { Unchanged = tally.Unchanged + 1 };
            else
                tally = tally with { Changed = tally.Changed + await ChangedAsync(entity, row, cancellationToken) };
        }

        tally = tally with { Added = _added.Count };
        if (tally.Added + tally.Changed > 0)
            await WriteAsync(viewer, rows, tally, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return tally;
    }

    // The audit's lock before the counters', as every desk takes them; what needs neither is written first.
    private async Task WriteAsync(
        Viewer viewer, List<ImportRow> rows, Tally tally, CancellationToken cancellationToken)
    {
        await BulkTable.Of<VisitedEntity>(context).WriteAsync(_added, cancellationToken);
        await search.AddAsync(context, _added, cancellationToken);
        var standings = _added.ConvertAll(Standing);
        await BulkTable.Of<EntityStanding>(context).WriteAsync(standings, cancellationToken);
        context.Audit(
            viewer.AccountName, "entity.import", $"lines/{rows[0].Line}-{rows[^1].Line}",
            new { tally.Added, tally.Changed });
        await context.SaveChangesAsync(cancellationToken);
        await CountLock.TakeAsync(context, cancellationToken);
        var change = new CountChange();
        foreach (var standing in standings)
            change.Add(standing, 1);
        await change.WriteAsync(context, cancellationToken);
    }

    private async Task<Dictionary<string, VisitedEntity>> KnownAsync(
        List<ImportRow> rows, Dictionary<int, string> persons, CancellationToken cancellationToken)
    {
        var codes = rows.Where(r => !r.IsIndividual).Select(r => r.Code).ToList();
        var hashes = persons.Values.ToList();
        var all = context.Set<VisitedEntity>();
        var firms = await all.Where(e => codes.Contains(e.Usci!)).ToListAsync(cancellationToken);
        var people = hashes.Count == 0 ? [] : await all
            .Where(e => hashes.Contains(e.PersonKey!)).ToListAsync(cancellationToken);
        return firms.Concat(people).ToDictionary(e => e.PersonKey ?? e.Usci!, StringComparer.Ordinal);
    }

    private async Task<int> ChangedAsync(VisitedEntity entity, ImportRow row, CancellationToken cancellationToken)
    {
        entity.Name = row.Name;
        if (entity.StreetCode != row.Street.Code)
            await EntityBook.MoveAsync(context, entity, row.Street, decided: null, cancellationToken);
        return 1;
    }

    private VisitedEntity New(ImportRow row, string? person)
    {
        var (now, id) = (time.Now(), Guid.CreateVersion7(time.Now()));
        return new VisitedEntity
        {
            Id = id,
            RootId = id,
            Usci = row.IsIndividual ? null : row.Code,
            PersonKey = person,
            Name = row.Name,
            StreetCode = row.Street.Code,
            DistrictCode = row.Street.DistrictCode,
            AddedAt = now,
            Revision = 1,
        };
    }

    // What nobody visited counts nowhere but among those to visit.
    private static EntityStanding Standing(VisitedEntity entity) => new()
    {
        EntityId = entity.Id,
        RootId = entity.Id,
        DistrictCode = entity.DistrictCode,
        StreetCode = entity.StreetCode,
        AddedAt = entity.AddedAt,
        Next = VisitSteps.First,
    };
}
