using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>Saves the visits of several requests in one transaction: what the store has is read in one query of a kind,
/// what is new is written in bulk, the chain of the audit and the counters are carried on once. Thread safe.</summary>
internal sealed class SyncGroup(
    IDbContextFactory<OperationsContext> contexts, VisitDesk desk, EntityBook book, VisitKeys keys, TimeProvider time)
{
    /// <summary>Saves all of it, or nothing, and answers every turn once it is saved.</summary>
    /// <exception cref="DbUpdateException">Nothing is saved; no turn is answered.</exception>
    public async Task SaveAsync(IReadOnlyList<SyncTurn> turns)
    {
        // Whoever waits may leave; a group is saved for all of them.
        var token = CancellationToken.None;
        await using var context = await contexts.CreateDbContextAsync(token);
        context.ChangeTracker.AutoDetectChangesEnabled = false; // what is added is not changed afterwards
        var stock = await SyncStock.ReadAsync(context, keys, [.. turns.SelectMany(t => t.Requests)], token);
        var answers = new List<List<SyncedVisit>>();
        foreach (var turn in turns)
        {
            var done = new List<SyncedVisit>(turn.Requests.Count);
            foreach (var request in turn.Requests)
                done.Add(await OneAsync(context, turn, request, stock, token));
            answers.Add(done);
        }

        await WriteAsync(context, turns, token);
        foreach (var (turn, done) in turns.Zip(answers))
            turn.Answer.TrySetResult(done);
    }

    // The lock of the audit before the rows of phones, as every desk takes them.
    private async Task WriteAsync(
        OperationsContext context, IReadOnlyList<SyncTurn> turns, CancellationToken cancellationToken)
    {
        var devices = turns.Select(t => t.Device).OfType<Guid>().Distinct().ToList();
        if (!context.ChangeTracker.HasChanges())
        {
            foreach (var device in devices)
                await ContactAsync(device);
            return;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        if (devices.Count > 0)
            await ContactAsync(context, devices, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Notes that a phone had contact.</summary>
    public async Task ContactAsync(Guid device)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await ContactAsync(context, [device], CancellationToken.None);
    }

    private Task ContactAsync(OperationsContext context, List<Guid> devices, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return context.Set<PhoneDevice>().Where(d => devices.Contains(d.Id) && d.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.LastContactAt, now), cancellationToken);
    }

    private async Task<SyncedVisit> OneAsync(
        OperationsContext context, SyncTurn turn, VisitRequest request, SyncStock stock,
        CancellationToken cancellationToken)
    {
        var hash = await desk.HashAsync(turn.Viewer, request, cancellationToken);
        if (stock.Visits.TryGetValue(request.Id, out var there))
            return new SyncedVisit(request.Id, true, VisitDesk.Again(turn.Viewer, there, hash));
        var answer = Add(context, turn, request, hash, stock);
        if (answer.Value is { } visit)
            stock.Visits[request.Id] = visit; // twice in one group
        return new SyncedVisit(request.Id, false, answer);
    }

    private VisitAnswer<Visit> Add(
        OperationsContext context, SyncTurn turn, VisitRequest request, string hash, SyncStock stock)
    {
        if (desk.Wrong(request) is { Count: > 0 } wrong)
            return VisitAnswer<Visit>.No(wrong);
        if (request.EntityId is { } id)
        {
            return stock.Entities.GetValueOrDefault(id) is { } one && one.StreetCode == turn.Viewer.AreaCode
                ? desk.Add(context, turn.Viewer, request, one, hash)
                : VisitAnswer<Visit>.No(VisitRefusals.NotFound);
        }

        var entity = request.Entity!;
        var person = entity.IsIndividual ? stock.Persons[entity.Code] : null;
        if (stock.Coded.TryGetValue(person ?? entity.Code, out var known))
            return desk.Add(context, turn.Viewer, request, known, hash);
        if (!stock.Districts.TryGetValue(entity.StreetCode, out var district))
            return VisitAnswer<Visit>.No(VisitRefusals.OutsideCity.At("street")!);
        if (entity.StreetCode != turn.Viewer.AreaCode)
            return VisitAnswer<Visit>.No(VisitRefusals.OtherStreet);
        var added = book.Add(context, entity, person, district);
        (stock.Coded[person ?? entity.Code], stock.Entities[added.Id]) = (added, added);
        return desk.Add(context, turn.Viewer, request, added, hash);
    }
}
