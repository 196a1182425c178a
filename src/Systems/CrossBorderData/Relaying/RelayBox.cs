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
    private const string TakenEnd = ".taken";
    private readonly Lock _one = new();

    /// <summary>How many boxes lie here.</summary>
    public int Count => Boxes().Count;

    /// <summary>Takes a box in.</summary>
    /// <returns>Its receipt, or XBD2050, XBD2051.</returns>
    public (RelayReceipt? Receipt, Refusal? Refusal) Put(ReadOnlySpan<byte> box)
    {
        if (box.IsEmpty || box.Length > limits.LargestBytes)
            return (null, BorderRefusals.BoxSize(limits.LargestBytes));
        lock (_one)
        {
            Sweep();
            var boxes = Boxes();
            if (boxes.Count >= limits.MostBoxes || boxes.Sum(f => f.Length) + box.Length > limits.MostBytes)
                return (null, BorderRefusals.RelayFull);
            var until = clock.GetUtcNow() + limits.Kept;
            var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
            Directory.CreateDirectory(folder);
            var name = string.Create(CultureInfo.InvariantCulture, $"{id}.{until.ToUnixTimeSeconds()}");
            File.WriteAllBytes(Path.Combine(folder, name + ".new"), box);
            File.Move(Path.Combine(folder, name + ".new"), Path.Combine(folder, name));
            return (new RelayReceipt(id, until), null);
        }
    }

    /// <summary>Gives a box, once; XBD2052 for what is not there (any more).</summary>
    public (byte[]? Box, Refusal? Refusal) Take(string id)
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
            var box = File.ReadAllBytes(taken);
            File.Delete(taken);
            return (box, null);
        }
    }

    /// <summary>Deletes what is over, and what a process left that was stopped in the middle.</summary>
    public void Sweep()
    {
        lock (_one)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            foreach (var file in Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles() : [])
            {
                var end = file.Extension.TrimStart('.');
                if (!long.TryParse(end, CultureInfo.InvariantCulture, out var until) || until <= now)
                    file.Delete();
            }
        }
    }

    private List<FileInfo> Boxes() => Directory.Exists(folder) ? [.. new DirectoryInfo(folder).GetFiles()] : [];
}
