using Huoshui.Warehouse.Scripts;

namespace Huoshui.Systems.Workbench;

/// <summary>Lets so many runs in at once, of everybody and of one account. Thread safe.</summary>
internal sealed class RunGate(ScriptLimits limits, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);

    /// <summary>Takes a place, and waits for one up to <see cref="ScriptLimits.WaitTime"/>; null when all stay taken.
    /// Disposing gives it back.</summary>
    /// <param name="account">Who runs.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IDisposable?> EnterAsync(string account, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            if (Enter(account) is { } place)
                return place;
            if (time.GetElapsedTime(begin) >= limits.WaitTime)
                return null;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private Place? Enter(string account)
    {
        lock (_lock)
        {
            var own = _running.GetValueOrDefault(account);
            if (own >= limits.RunsAtOncePerAccount || _running.Values.Sum() >= limits.RunsAtOnce)
                return null;
            _running[account] = own + 1;
            return new Place(this, account);
        }
    }

    private void Leave(string account)
    {
        lock (_lock)
        {
            if (--_running[account] == 0)
                _running.Remove(account);
        }
    }

    private sealed class Place(RunGate gate, string account) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
                gate.Leave(account);
        }
    }
}
