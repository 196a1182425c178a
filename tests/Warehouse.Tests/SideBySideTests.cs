using System.Collections.Concurrent;
using Xunit;

namespace Huoshui.Warehouse.Tests;

public sealed class SideBySideTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(50, 4)]
    public void Every_piece_is_done_once_and_no_more_at_once_than_allowed(int pieces, int atOnce)
    {
        var (done, going, most) = (new ConcurrentBag<int>(), 0, 0);
        SideBySide.Each([.. Enumerable.Range(0, pieces)], atOnce, (piece, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref going));
            Thread.Sleep(2);
            Interlocked.Decrement(ref going);
            done.Add(piece);
        }, Stop);
        Assert.Equal(Enumerable.Range(0, pieces), done.Order());
        Assert.True(most <= atOnce, $"{most}");
    }

    [Fact]
    public void The_first_failure_is_thrown_as_it_is_and_stops_the_others()
    {
        var begun = 0;
        var failure = Assert.Throws<InvalidDataException>(() => SideBySide.Each([.. Enumerable.Range(0, 100)], 2, (piece, stop) =>
        {
            Interlocked.Increment(ref begun);
            if (piece == 0)
                throw new InvalidDataException("the first");
            stop.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
            stop.ThrowIfCancellationRequested();
        }, Stop));
        Assert.Equal("the first", failure.Message);
        Assert.InRange(begun, 1, 3);
    }

    [Fact]
    public void A_stop_from_outside_ends_it()
    {
        using var outside = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => SideBySide.Each([1, 2, 3], 1, (_, _) => outside.Cancel(), outside.Token));
    }
}
