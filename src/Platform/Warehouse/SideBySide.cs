using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Huoshui.Warehouse;

/// <summary>Does pieces of one work at the same time, on threads of their own: they wait for engines and
/// servers.</summary>
internal static class SideBySide
{
    /// <summary>Does all pieces, or throws the first failure, after which no other piece is begun.</summary>
    /// <param name="items">The pieces, begun in this order.</param>
    /// <param name="atOnce">Most at the same time; at least 1.</param>
    /// <param name="act">Does one.</param>
    /// <param name="cancellationToken">Stops all.</param>
    public static void Each<T>(
        IReadOnlyCollection<T> items, int atOnce, Action<T, CancellationToken> act, CancellationToken cancellationToken)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = new ConcurrentQueue<T>(items);
        var threads = Enumerable.Range(0, Math.Min(atOnce, items.Count)).Select(_ => Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try
        {
            Task.WaitAll(threads, CancellationToken.None);
        }
        catch (AggregateException several)
        {
            var all = several.Flatten().InnerExceptions;
            ExceptionDispatchInfo.Throw(all.FirstOrDefault(e => e is not OperationCanceledException) ?? all[0]);
        }

        cancellationToken.ThrowIfCancellationRequested();

        void Work()
        {
            try
            {
                while (!others.IsCancellationRequested && queue.TryDequeue(out var item))
                    act(item, others.Token);
            }
            catch
            {
                others.Cancel(); // the work is lost: nobody else need go on
                throw;
            }
        }
    }
}
