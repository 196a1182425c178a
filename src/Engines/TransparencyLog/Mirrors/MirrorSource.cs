using Huoshui.TransparencyLog.Storage;

namespace Huoshui.TransparencyLog.Mirrors;

/// <summary>Fetches a file that a log serves.</summary>
/// <param name="path">Below the log's address, as <c>tile/0/000</c>.</param>
/// <param name="mostBytes">A longer one need not be read to its end.</param>
/// <param name="cancellationToken">Ends the waiting.</param>
/// <returns>Its bytes; null if there is none.</returns>
public delegate Task<byte[]?> FetchServed(string path, int mostBytes, CancellationToken cancellationToken);

/// <summary>Where the files of one tree come from, and where they go. Thread safe.</summary>
/// <param name="Folder">Folder of the tree in the mirror.</param>
/// <param name="Prefix">The tree's path at the log: empty, or <c>sm3/</c>.</param>
/// <param name="Fetch">Fetches.</param>
internal sealed record MirrorSource(string Folder, string Prefix, FetchServed Fetch)
{
    private const int AtOnce = 8;

    /// <summary>How many files are fetched at once.</summary>
    public static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    /// <summary>Numbers [from, to).</summary>
    public static IEnumerable<long> Range(long from, long to)
    {
        for (var number = from; number < to; number++)
            yield return number;
    }

    /// <summary>A path as messages name it.</summary>
    public string Name(string path) => Prefix + path;

    /// <summary>
    /// A file that passes: that of the mirror if it does (a copy that was broken off goes on), otherwise the one that
    /// is served, in its form of this width or, once the log has grown, in its full form.
    /// </summary>
    /// <exception cref="LogRefusedException">LOG2028: it is missing, or does not pass.</exception>
    public async Task ReadAsync(
        string path, string full, int mostBytes, bool isKeptTrusted, Func<byte[], bool> passes,
        CancellationToken cancellationToken)
    {
        var kept = Path.Combine(Folder, path);
        if (isKeptTrusted && File.Exists(kept) && passes(await File.ReadAllBytesAsync(kept, cancellationToken)))
            return;
        var bytes = await Fetch(Prefix + path, mostBytes, cancellationToken)
            ?? (path == full ? null : await Fetch(Prefix + full, mostBytes, cancellationToken))
            ?? throw LogErrors.MirrorBroken(Name(path), "对方没有", "is not served");
        if (bytes.Length > mostBytes || !passes(bytes))
            throw LogErrors.MirrorBroken(Name(path), "与签名的根不符", "does not lead to the signed root");
    }

    /// <summary>Writes a verified file if it is not there; of a full one the unfinished forms go.</summary>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        var file = Path.Combine(Folder, path);
        if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(content))
            return;
        DurableFile.Publish(file, content);
        if (!path.Contains(".p/", StringComparison.Ordinal))
            Partials.Delete(file);
    }
}
