using Huoshui.Warehouse.Scripts;

namespace Huoshui.Systems.Workbench;

/// <summary>Lets so many runs in at once, of everybody and of one account. Thread safe.</summary>
internal sealed class RunGate(ScriptLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);

    /// <summary>Takes a place; null when all are taken. Disposing gives it back.</summary>
    /// <param name="account">Who runs.</param>
    public IDisposable? Enter(string account)
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
