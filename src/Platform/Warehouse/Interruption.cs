using DuckDB.NET.Data;

namespace Huoshui.Warehouse;

/// <summary>
/// Interrupts a command of the engine when it is cancelled, again and again until the command ends: an interruption
/// that comes in the moment before the engine begins is forgotten by it.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly DuckDBCommand _command;
    private readonly Timer _again;
    private readonly CancellationTokenRegistration _cancelled;
    private readonly Lock _lock = new();
    private bool _isOver;

    public Interruption(DuckDBCommand command, CancellationToken cancellationToken)
    {
        _command = command;
        _again = new Timer(static me => ((Interruption)me!).Interrupt(), this, Timeout.Infinite, Timeout.Infinite);
        _cancelled = cancellationToken.Register(
            static me => ((Interruption)me!)._again.Change(TimeSpan.Zero, Pause), this);
    }

    public void Dispose()
    {
        lock (_lock)
            _isOver = true;
        _cancelled.Dispose();
        _again.Dispose();
    }

    private void Interrupt()
    {
        lock (_lock)
        {
            if (!_isOver)
                _command.Cancel();
        }
    }
}
