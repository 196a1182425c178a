using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData.Relaying;

/// <summary>Every limit of a node's relay, in one place. Immutable.</summary>
public sealed record RelayLimits
{
    /// <summary>How long a box is kept at most.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Largest box, in bytes: the largest package, sealed.</summary>
    public int LargestBytes { get; init; } = StrictZip.LongestBytes + (128 * 1024);

    /// <summary>Most boxes at once.</summary>
    public int MostBoxes { get; init; } = 1_000;

    /// <summary>Most bytes at once.</summary>
    public long MostBytes { get; init; } = 1L << 30;

    /// <summary>Boxes that come in at once; more are told to come later.</summary>
    public int PutsAtOnce { get; init; } = 4;

    /// <summary>How long a box may take to come in.</summary>
    public TimeSpan PutWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Boxes that are taken in, in a minute.</summary>
    public int PutsPerMinute { get; init; } = 60;

    /// <summary>Times that a box is asked for, in a minute: ids cannot be guessed, and need not be tried.</summary>
    public int TakesPerMinute { get; init; } = 300;
}

/// <summary>A box that was taken in.</summary>
/// <param name="Id">Who knows it may fetch the box, once.</param>
/// <param name="Until">When it is deleted.</param>
public sealed record RelayReceipt(string Id, DateTimeOffset Until);

/// <summary>
/// 转递 Opaque bytes on their way from a holder to a receiver: kept under an id that cannot be guessed, given once,
/// deleted when given or when their time is over. The node has no key and sees no name. Thread safe.
/// </summary>
/// <param name="folder">Where they lie; nothing else may.</param>
/// <param name="limits">The limits.</param>
/// <param name="clock">The time.</param>
public sealed class RelayBox(string folder, RelayLimits limits, TimeProvider clock)
{
    private const int IdBytes = 32;
    private const int BufferBytes = 81_920;
    private const string TakenEnd = ".taken";
    private const string NewEnd = ".new";
    private readonly Lock _one = new();
    private readonly HashSet<string> _coming = new(StringComparer.Ordinal);

    /// <summary>How many boxes lie here.</summary>
    public int Count => Boxes().Count;

    /// <summary>Takes a box in, straight to the disk. Its refusal before the first byte is read: the relay is full, or
    /// as many boxes as may come in at once.</summary>
    /// <param name="box">Its bytes.</param>
    /// <param name="cancellationToken">Ends the reading; nothing stays of the box.</param>
    /// <returns>Its receipt, or XBD2050, XBD2051, XBD2054.</returns>
    public async Task<(RelayReceipt? Receipt, Refusal? Refusal)> PutAsync(
        Stream box, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(box);
        var until = clock.GetUtcNow() + limits.Kept;
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        var file = new FileInfo(Path.Combine(
            folder, string.Create(CultureInfo.InvariantCulture, $"{id}.{until.ToUnixTimeSeconds()}{NewEnd}")));
        if (!Begin(file))
            return (null, BorderRefusals.RelayFull);
        using var late = new CancellationTokenSource(limits.PutWithin, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await WriteAsync(box, file, either.Token);
            return Keep(file) is { } refusal ? (null, refusal) : (new RelayReceipt(id, until), null);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return (null, BorderRefusals.SlowBox);
        }
        finally
        {
            End(file);
        }
    }

    private bool Begin(FileInfo file)
    {
        lock (_one)
        {
            Sweep();
            if (_coming.Count >= limits.PutsAtOnce || IsFull(Boxes(), 1))
                return false;
            _coming.Add(file.Name);
            return true;
        }
    }

    private void End(FileInfo file)
    {
        lock (_one)
        {
            _coming.Remove(file.Name);
            File.Delete(file.FullName); // it is there no more if it was kept
        }
    }

    // One byte more than is allowed is enough to know that it is too long.
    private async Task WriteAsync(Stream box, FileInfo file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var to = new FileStream(file.FullName, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
        var buffer = new byte[BufferBytes];
        long length = 0;
        int read;
        while (length <= limits.LargestBytes && (read = await box.ReadAsync(buffer, cancellationToken)) > 0)
        {
            length += read;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private Refusal? Keep(FileInfo file)
    {
        file.Refresh();
        if (file.Length == 0 || file.Length > limits.LargestBytes)
            return BorderRefusals.BoxSize(limits.LargestBytes);
        lock (_one)
        {
            if (IsFull(Boxes(), file.Length))
                return BorderRefusals.RelayFull;
            File.Move(file.FullName, file.FullName[..^NewEnd.Length]);
            return null;
        }
    }

    private bool IsFull(List<FileInfo> boxes, long more) =>
        boxes.Count >= limits.MostBoxes || boxes.Sum(f => f.Length) + more > limits.MostBytes;

    /// <summary>Gives a box, once, off the disk; XBD2052 for what is not there (any more).</summary>
    /// <returns>A stream that the caller disposes of; the file is gone with it, or when the process ends.</returns>
    public (Stream? Box, Refusal? Refusal) Take(string id)
    {
        lock (_one)
        {
            Sweep();
            if (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                || Boxes().Find(f => f.Name.StartsWith(id + ".", StringComparison.Ordinal)) is not { } file)
            {
                return (null, BorderRefusals.NoBox);
            }

            var taken = Path.Combine(folder, id + TakenEnd);
            File.Move(file.FullName, taken);
            return (
                new FileStream(
                    taken, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes,
                    FileOptions.DeleteOnClose | FileOptions.Asynchronous | FileOptions.SequentialScan),
                null);
        }
    }

    /// <summary>Deletes what is over, and what a process left that was stopped in the middle.</summary>
    public void Sweep()
    {
        lock (_one)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            foreach (var file in Files().Where(f => !_coming.Contains(f.Name)))
            {
                var end = file.Extension.TrimStart('.');
                if (!long.TryParse(end, CultureInfo.InvariantCulture, out var until) || until <= now)
                    file.Delete();
            }
        }
    }

    private List<FileInfo> Boxes() => [.. Files().Where(f => f.Extension != NewEnd)];

    private FileInfo[] Files() => Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles() : [];
}
