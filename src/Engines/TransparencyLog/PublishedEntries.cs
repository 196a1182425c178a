using Huoshui.TransparencyLog.Storage;

namespace Huoshui.TransparencyLog;

/// <summary>Entry bundles of a log that is read over the network: where they lie, and what is in them (C2SP
/// tlog-tiles).</summary>
public static class PublishedEntries
{
    /// <summary>Entries of a full bundle.</summary>
    public const int BundleWidth = TilePath.Width;

    /// <summary>The path of a bundle below the log's address, as it is in a tree of a size.</summary>
    /// <param name="number">Number of the bundle, from 0.</param>
    /// <param name="size">Size of the tree; must reach into the bundle.</param>
    public static string PathOf(long number, long size)
    {
        var width = Math.Min(size - (number * BundleWidth), BundleWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return TilePath.OfBundle(number, (int)width);
    }

    /// <summary>The entries of a bundle; fewer than asked for if it ends early.</summary>
    /// <param name="bundle">The bytes.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bundle, int count) =>
        [.. EntryBundle.Read(bundle, count).Select(e => e.Entry)];
}
