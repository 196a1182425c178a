using Huoshui.Registry;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>What one request of a phone brings.</summary>
/// <param name="Viewer">A street officer.</param>
/// <param name="Device">The phone, which the request is a contact of; null for none.</param>
/// <param name="Requests">Its visits.</param>
/// <param name="Cancelled">Whoever asked no longer waits.</param>
internal sealed record SyncTurn(
    Viewer Viewer, Guid? Device, IReadOnlyList<VisitRequest> Requests, CancellationToken Cancelled)
{
    /// <summary>The answer, once it is saved.</summary>
    public TaskCompletionSource<IReadOnlyList<SyncedVisit>> Answer { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>同步队列: requests that wait at the same moment are saved together, in the order in which they came, one group
/// at a time; each has an answer of its own. Thread safe.</summary>
/// <param name="save">Saves a group and answers each of its turns.</param>
internal sealed class SyncQueue(Func<IReadOnlyList<SyncTurn>, Task> save)
{
    private readonly Lock _lock = new();
    private readonly Queue<SyncTurn> _waiting = new();
    private bool _isRunning;

    /// <summary>Waits until a turn is saved. Cancelled while it waits, it is not saved; later, it may be.</summary>
    public Task<IReadOnlyList<SyncedVisit>> SaveAsync(SyncTurn turn)
    {
        lock (_lock)
        {
            _waiting.Enqueue(turn);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return turn.Answer.Task.WaitAsync(turn.Cancelled);
    }

    private async Task RunAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await save(group);
            }
#pragma warning disable CA1031 // whatever it is, those who wait are told
            catch (Exception error)
            {
                foreach (var turn in group)
                    turn.Answer.TrySetException(error);
            }
#pragma warning restore CA1031
        }
    }

    private List<SyncTurn> Next()
    {
        lock (_lock)
        {
            var (group, visits) = (new List<SyncTurn>(), 0);
            while (_waiting.TryPeek(out var next)
                && (group.Count == 0 || visits + next.Requests.Count <= PhoneLimits.GroupVisits))
            {
                _waiting.Dequeue();
                if (next.Cancelled.IsCancellationRequested)
                    continue;
                group.Add(next);
                visits += next.Requests.Count;
            }

            _isRunning = group.Count > 0;
            return group;
        }
    }
}
