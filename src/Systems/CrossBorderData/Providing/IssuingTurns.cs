namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>
/// Who issues goes beside others who issue; who changes keys goes alone: what was begun with the old keys is logged
/// before they end, and what comes after is signed with the new ones. Thread safe.
/// </summary>
/// <param name="most">Most that issue at once; more wait.</param>
internal sealed class IssuingTurns(int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most, most);
    private readonly SemaphoreSlim _alone = new(1, 1);

    /// <summary>Does something beside others.</summary>
    public async Task<T> BesideAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Does something when nobody else is at work, and lets nobody begin meanwhile.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var taken = 0;
        await _alone.WaitAsync(cancellationToken); // two that took half of the places each would wait for ever
        try
        {
            for (; taken < most; taken++)
                await _places.WaitAsync(cancellationToken);
            return await work();
        }
        finally
        {
            if (taken > 0)
                _places.Release(taken);
            _alone.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _places.Dispose();
        _alone.Dispose();
    }
}
