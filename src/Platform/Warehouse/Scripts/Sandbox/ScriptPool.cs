namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>Keeps one process ready, so that a run need not wait for its start. Thread safe.</summary>
internal sealed class ScriptPool(ScriptProgram program, ScriptLimits limits) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private ScriptProcess? _spare;
    private bool _isOver;

    /// <summary>A process for one run; who takes it disposes it.</summary>
    /// <exception cref="NoScriptProcessException">None can be started.</exception>
    public ScriptProcess Take()
    {
        ScriptProcess? spare;
        lock (_lock)
            (spare, _spare) = (_spare, null);
        if (spare is { HasEnded: false })
            return spare;
        if (spare is not null)
            _ = spare.DisposeAsync().AsTask();
        return ScriptProcess.Start(program, limits);
    }

    /// <summary>Starts the process of the next run, where none is ready. Where none can be started, the next run says
    /// so.</summary>
    public void Prepare()
    {
        try
        {
            lock (_lock)
            {
                if (!_isOver && _spare is null)
                    _spare = ScriptProcess.Start(program, limits);
            }
        }
        catch (NoScriptProcessException)
        {
            // told by the next run
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        ScriptProcess? spare;
        lock (_lock)
            (_isOver, spare, _spare) = (true, _spare, null);
        if (spare is not null)
            await spare.DisposeAsync();
    }
}
