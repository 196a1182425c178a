namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>
/// 待取数据包 Issued packages in memory for a few minutes: to be downloaded, and to be given again to a request that
/// comes again under the same key. Never written anywhere; gone when the process ends. Thread safe.
/// </summary>
/// <param name="limits">How many, how large, how long.</param>
/// <param name="clock">The time.</param>
public sealed class HeldPackages(DeskLimits limits, TimeProvider clock)
{
    private readonly Lock _one = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Queue<Held> _oldest = new();
    private long _bytes;

    /// <summary>How many are held now.</summary>
    public int Count
    {
        get
        {
            lock (_one)
            {
                Sweep();
                return _held.Count;
            }
        }
    }

    /// <summary>The package of a key; null if there is none (any more).</summary>
    public HeldPackage? Find(string key)
    {
        lock (_one)
        {
            Sweep();
            return _held.TryGetValue(key, out var held) && held.Answer is { IsCompletedSuccessfully: true } answer
                && answer.Result.Package is { } package
                    ? new HeldPackage(package.ToArray(), answer.Result.Issued!) : null;
        }
    }

    /// <summary>
    /// Issues once under a key: the same request again waits for, and gets, the first one's package. What was refused
    /// or
    /// failed is not held: it may be tried again.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="request">Hash of all that is asked for.</param>
    /// <param name="issue">Issues.</param>
    /// <returns>The answer; null if another request has the key.</returns>
    public async Task<IssueAnswer?> OnceAsync(string key, string request, Func<Task<IssueAnswer>> issue)
    {
        Held held;
        lock (_one)
        {
            Sweep();
            if (_held.TryGetValue(key, out var known))
            {
                if (known.Request != request)
                    return null;
                held = known;
            }
            else
            {
                held = new Held(key, request, clock.GetUtcNow() + limits.Held);
                _held.Add(key, held);
                _oldest.Enqueue(held);
                held.Answer = Task.Run(issue);
            }
        }

        return await WaitAsync(held);
    }

    private async Task<IssueAnswer> WaitAsync(Held held)
    {
        try
        {
            var answer = await held.Answer!;
            Measure(held, answer.Package?.ToArray().LongLength);
            return answer;
        }
        catch
        {
            Measure(held, null);
            throw;
        }
    }

    private void Measure(Held held, long? bytes)
    {
        lock (_one)
        {
            if (bytes is not { } size)
            {
                Drop(held);
            }
            else if (held.Bytes == 0 && ReferenceEquals(_held.GetValueOrDefault(held.Key), held))
            {
                held.Bytes = size;
                _bytes += size;
            }

            Sweep();
        }
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        while (_oldest.TryPeek(out var first)
            && (first.Until <= now || _held.Count > limits.MostHeld || _bytes > limits.HeldBytes))
        {
            Drop(_oldest.Dequeue());
        }
    }

    private void Drop(Held held)
    {
        if (_held.TryGetValue(held.Key, out var known) && ReferenceEquals(known, held))
        {
            _held.Remove(held.Key);
            _bytes -= held.Bytes;
        }
    }

    private sealed class Held(string key, string request, DateTimeOffset until)
    {
        public string Key { get; } = key;

        public string Request { get; } = request;

        public DateTimeOffset Until { get; } = until;

        public Task<IssueAnswer>? Answer { get; set; }

        public long Bytes { get; set; }
    }
}

/// <summary>A package that waits for its download.</summary>
/// <param name="Zip">The package.</param>
/// <param name="Issued">What the provider noted of it.</param>
public sealed record HeldPackage(byte[] Zip, IssuedPackage Issued);
