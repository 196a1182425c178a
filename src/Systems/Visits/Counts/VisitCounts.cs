using Huoshui.Operations;
using Huoshui.Systems.Visits.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>
/// Keeps standings, counters and search keys with every change of an entity, visit, case, drawdown or correction,
/// whichever desk makes it, in the transaction of the change. What it costs grows with the families that the change
/// touches, not with the history. Thread safe.
/// </summary>
public sealed class VisitCounts(SearchIndex search) : IChangeFollower
{
    /// <inheritdoc />
    public Func<CancellationToken, Task>? Follow(OperationsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var seen = new Seen();
        foreach (var entry in context.ChangeTracker.Entries())
            seen.Look(entry);
        return seen.IsEmpty ? null : token => WriteAsync(context, seen, token);
    }

    private async Task WriteAsync(OperationsContext context, Seen seen, CancellationToken cancellationToken)
    {
        await search.AddAsync(
            context, [.. seen.Named.Where(n => n.Was is null).Select(n => n.Entity)], cancellationToken);
        foreach (var (entity, was) in seen.Named)
        {
            if (was is { } old)
                await search.ChangeAsync(context, entity, old, cancellationToken);
        }

        await CountLock.TakeAsync(context, cancellationToken);
        var change = seen.Change;
        foreach (var (id, from, to) in seen.Moved)
            await MoveAsync(context, change, id, from, to, cancellationToken);
        var touched = seen.Entities;
        var roots = await context.Set<EntityStanding>().Where(s => touched.Contains(s.EntityId)).Select(s => s.RootId)
            .Concat(context.Set<VisitedEntity>().Where(e => touched.Contains(e.Id)).Select(e => e.RootId))
            .Distinct().ToListAsync(cancellationToken);
        var before = (await context.Set<EntityStanding>().AsNoTracking().Where(s => roots.Contains(s.RootId))
            .ToListAsync(cancellationToken)).ToDictionary(s => s.EntityId);
        var after = await FamilyReader.OfAsync(context, roots, cancellationToken);
        foreach (var one in before.Values)
            change.Add(one, -1);
        foreach (var one in after)
            change.Add(one, 1);
        await StandingRows.WriteAsync(
            context, after.FindAll(a => !StandingRows.Same(a, before.GetValueOrDefault(a.EntityId))),
            cancellationToken);
        await change.WriteAsync(context, cancellationToken);
    }

    // What a case counted by district goes with it.
    private static async Task MoveAsync(
        OperationsContext context, CountChange change, Guid id, string from, string to,
        CancellationToken cancellationToken)
    {
        var steps = await context.Set<CaseStep>().Where(s => s.CaseId == id && s.BankId != null)
            .GroupBy(s => new { s.BankId, s.Step }).Select(g => new { g.Key.BankId, g.Key.Step, Count = g.Count() })
            .ToListAsync(cancellationToken);
        foreach (var s in steps)
        {
            change.Add(new CountKey(CountKinds.BankStep, from, Bank: s.BankId!, Code: s.Step), -s.Count);
            change.Add(new CountKey(CountKinds.BankStep, to, Bank: s.BankId!, Code: s.Step), s.Count);
        }

        var drawn = await context.Set<Drawdown>().AsNoTracking().Where(d => d.CaseId == id)
            .ToListAsync(cancellationToken);
        foreach (var d in drawn)
        {
            change.Add(d, from, -1);
            change.Add(d, to, 1);
        }
    }

    // What a unit of work changes. Originals are what the store had: a row that changed meanwhile stops the save.
    private sealed class Seen
    {
        private readonly HashSet<Guid> _entities = [];

        public CountChange Change { get; } = new();

        public List<(Guid Case, string From, string To)> Moved { get; } = [];

        public List<Guid> Entities => [.. _entities];

        /// <summary>Entities whose name or street is new, with what they were before.</summary>
        public List<(VisitedEntity Entity, (string Name, string Street)? Was)> Named { get; } = [];

        public bool IsEmpty => _entities.Count == 0;

        public void Look(EntityEntry entry)
        {
            if (entry is { Entity: Drawdown told, State: EntityState.Modified or EntityState.Deleted })
                LookAgain(told, entry);
            if (entry.State is not (EntityState.Added or EntityState.Modified))
                return;
            switch (entry.Entity)
            {
                case VisitedEntity entity:
                    Look(entity, entry);
                    break;
                case Visit visit when entry.State == EntityState.Added:
                    _entities.Add(visit.EntityId);
                    Change.Add(new CountKey(CountKinds.Visit, visit.DistrictCode, visit.StreetCode), 1);
                    Change.Add(new CountKey(CountKinds.VisitDay, visit.DistrictCode,
                        Code: CountChange.DayOf(visit.At)), visit.IsCounted ? 1 : 0);
                    break;
                case EntityCorrection correction:
                    Look(correction, entry);
                    break;
                case FinancingCase one:
                    Look(one, entry);
                    break;
                default:
                    LookInside(entry);
                    break;
            }
        }

        private void Look(VisitedEntity entity, EntityEntry entry)
        {
            _entities.Add(entity.Id);
            (string Name, string Street) was =
                (Was<string>(entry, nameof(entity.Name)), Was<string>(entry, nameof(entity.StreetCode)));
            if (entry.State == EntityState.Added)
                Named.Add((entity, null));
            else if (was != (entity.Name, entity.StreetCode))
                Named.Add((entity, was));
        }

        private void Look(EntityCorrection correction, EntityEntry entry)
        {
            _entities.Add(correction.EntityId);
            if (entry.State == EntityState.Modified && Was<bool?>(entry, nameof(correction.IsConfirmed)) is null)
            {
                var district = Was<string>(entry, nameof(correction.DistrictCode));
                Change.Add(new CountKey(CountKinds.Correction, district), -1);
            }
            if (correction.IsConfirmed is null)
                Change.Add(new CountKey(CountKinds.Correction, correction.DistrictCode), 1);
        }

        private void Look(FinancingCase one, EntityEntry entry)
        {
            _entities.Add(one.EntityId);
            Add(one.DistrictCode, one.StreetCode, one.State, 1);
            Grants(one.DistrictCode, one.StreetCode, entry.CurrentValues, 1);
            if (one.BankId is { } bank && (one.BankRevokedAt is null || one.GrantedAt is not null))
                Change.Add(new CountKey(CountKinds.BankState, Bank: bank, Code: one.State), 1);
            if (entry.State == EntityState.Added)
                return;
            var district = Was<string>(entry, nameof(one.DistrictCode));
            var state = Was<string>(entry, nameof(one.State));
            Add(district, Was<string>(entry, nameof(one.StreetCode)), state, -1);
            Grants(district, Was<string>(entry, nameof(one.StreetCode)), entry.OriginalValues, -1);
            if (Was<string?>(entry, nameof(one.BankId)) is { } had
                && (Was<DateTimeOffset?>(entry, nameof(one.BankRevokedAt)) is null
                    || Was<DateTimeOffset?>(entry, nameof(one.GrantedAt)) is not null))
            {
                Change.Add(new CountKey(CountKinds.BankState, Bank: had, Code: state), -1);
            }
            if (district != one.DistrictCode)
                Moved.Add((one.Id, district, one.DistrictCode));
        }

        // A step or drawdown is saved with its case, whose district counts it; one moved at once is counted there.
        private void LookInside(EntityEntry entry)
        {
            if (entry.State != EntityState.Added)
                return;
            switch (entry.Entity)
            {
                case CaseStep { BankId: { } bank } step:
                    Change.Add(
                        new CountKey(CountKinds.BankStep, DistrictOf(entry, step.CaseId), Bank: bank, Code: step.Step),
                        1);
                    break;
                case Drawdown drawdown:
                    Change.Add(drawdown, DistrictOf(entry, drawdown.CaseId), 1);
                    break;
                default:
                    break;
            }
        }

        // A drawdown that its bank corrects: what it was goes, and what it is comes unless another takes its place.
        private void LookAgain(Drawdown told, EntityEntry entry)
        {
            var district = DistrictOf(entry, told.CaseId);
            Change.Add((Drawdown)entry.OriginalValues.ToObject(), district, -1);
            if (entry.State == EntityState.Modified)
                Change.Add(told, district, 1);
        }

        // The district before a move: the move takes what was just written along.
        private static string DistrictOf(EntityEntry entry, Guid caseId)
        {
            var one = entry.Context.ChangeTracker.Entries<FinancingCase>().FirstOrDefault(c => c.Entity.Id == caseId)
                ?? throw new InvalidOperationException("A step or drawdown is saved with its case.");
            return one.State == EntityState.Added ? one.Entity.DistrictCode
                : Was<string>(one, nameof(FinancingCase.DistrictCode));
        }

        private void Add(string district, string street, string state, int by) =>
            Change.Add(new CountKey(CountKinds.State, district, street, Code: state), by);

        // A grant in whole yuan, and times its rate.
        private void Grants(string district, string street, PropertyValues values, int sign)
        {
            if (values[nameof(FinancingCase.GrantedAt)] is null)
                return;
            var yuan = (long)values[nameof(FinancingCase.GrantedFen)]! / VisitFields.FenPerYuan;
            var rate = CountChange.RateOf((string?)values[nameof(FinancingCase.RatePercent)]);
            void Count(string code, long by) =>
                Change.Add(new CountKey(CountKinds.Grant, district, street, Code: code), sign * by);
            Count(CountKinds.Granted, yuan);
            Count(CountKinds.Credit, (bool)values[nameof(FinancingCase.IsCreditLoan)]! ? yuan : 0);
            Count(CountKinds.First, (bool)values[nameof(FinancingCase.IsFirstLoan)]! ? yuan : 0);
            Count(CountKinds.Weighted, yuan * rate);
        }

        private static T Was<T>(EntityEntry entry, string property) => (T)entry.OriginalValues[property]!;
    }
}
