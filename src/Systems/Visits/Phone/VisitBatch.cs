using System.Data.Common;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>What became of one visit of a sync.</summary>
/// <param name="Id">As the phone sent it.</param>
/// <param name="WasThere">True when an earlier request had brought it: it counts once.</param>
/// <param name="Answer">The visit, or why it was refused.</param>
public sealed record SyncedVisit(Guid Id, bool WasThere, VisitAnswer<Visit> Answer);

/// <summary>同步: the visits of a request are saved in one transaction, together with those of other requests that come
/// at the same moment; a visit that is refused does not hold up the others, nor a request that fails another. Sent
/// again, in whole or in part and from whatever phone, each is one visit. Thread safe.</summary>
public sealed class VisitBatch
{
    private readonly IDbContextFactory<OperationsContext> _contexts;
    private readonly VisitDesk _desk;
    private readonly SyncGroup _group;
    private readonly SyncQueue _queue;

    /// <summary>Saves to the store.</summary>
    public VisitBatch(
        IDbContextFactory<OperationsContext> contexts, VisitDesk desk, EntityBook book, VisitKeys keys,
        TimeProvider time)
    {
        (_contexts, _desk) = (contexts, desk);
        _group = new SyncGroup(contexts, desk, book, keys, time);
        _queue = new SyncQueue(SaveAsync);
    }

    /// <summary>Records them; the answers stand in the order of the requests.</summary>
    /// <param name="viewer">A street officer.</param>
    /// <param name="requests">At most <see cref="PhoneLimits.BatchVisits"/>.</param>
    /// <param name="cancellationToken">Stops waiting for it; it may be saved still.</param>
    public Task<IReadOnlyList<SyncedVisit>> RecordAsync(
        Viewer viewer, IReadOnlyList<VisitRequest> requests, CancellationToken cancellationToken) =>
        RecordAsync(viewer, null, requests, cancellationToken);

    /// <summary>Records those of a phone, which has a contact by it.</summary>
    internal async Task<IReadOnlyList<SyncedVisit>> RecordAsync(
        Viewer viewer, Guid? device, IReadOnlyList<VisitRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(requests);
        return viewer.Is(Roles.StreetOfficer) && viewer.AreaCode is not null
            ? await _queue.SaveAsync(new SyncTurn(viewer, device, requests, cancellationToken))
            : [.. requests.Select(r => Refused(r, VisitAnswer<Visit>.No(VisitRefusals.NotYours)))];
    }

    // A group that cannot be saved is saved request by request, and one of these visit by visit: another process was
    // first with one of them, or one of them is not what the store takes.
    private async Task SaveAsync(IReadOnlyList<SyncTurn> turns)
    {
        try
        {
            await _group.SaveAsync(turns);
        }
        catch (Exception error) when (turns.Count == 1 && IsOfRows(error))
        {
            await OneByOneAsync(turns[0]);
        }
#pragma warning disable CA1031 // each of them is told what became of its own
        catch (Exception error) when (turns.Count > 1 && !StoreOutage.Is(error))
        {
            foreach (var turn in turns)
                await AloneAsync(turn);
        }
#pragma warning restore CA1031
    }

    // The store took something amiss; not that it is out of reach.
    private static bool IsOfRows(Exception error) =>
        error is DbUpdateException or DbException && !StoreOutage.Is(error);

    private async Task AloneAsync(SyncTurn turn)
    {
        try
        {
            await SaveAsync([turn]);
        }
#pragma warning disable CA1031 // whatever it is, it is this request's alone
        catch (Exception error)
        {
            turn.Answer.TrySetException(error);
        }
#pragma warning restore CA1031
    }

    private async Task OneByOneAsync(SyncTurn turn)
    {
        var done = new List<SyncedVisit>(turn.Requests.Count);
        foreach (var request in turn.Requests)
        {
            await using var context = await _contexts.CreateDbContextAsync(CancellationToken.None);
            var wasThere = await context.Set<Visit>().AnyAsync(v => v.Id == request.Id, CancellationToken.None);
            done.Add(new SyncedVisit(request.Id, wasThere, await AnswerAsync(turn.Viewer, request)));
        }

        if (turn.Device is { } device)
            await _group.ContactAsync(device);
        turn.Answer.TrySetResult(done);
    }

    private async Task<VisitAnswer<Visit>> AnswerAsync(Viewer viewer, VisitRequest request)
    {
        try
        {
            return await _desk.RecordAsync(viewer, request, CancellationToken.None);
        }
        catch (Exception error) when (IsOfRows(error))
        {
            return VisitAnswer<Visit>.No(VisitRefusals.Changed); // the phone sends it again
        }
    }

    private static SyncedVisit Refused(VisitRequest request, VisitAnswer<Visit> answer) =>
        new(request.Id, false, answer);
}
