using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Cli.Border;

/// <summary>
/// The keys of registered providers, as their profiles have them now: a profile is read again when its file changed
/// (time or length), not at each submission. Thread safe.
/// </summary>
/// <param name="paths">Folders of providers or copies of their provider.json.</param>
internal sealed class RegisteredKeys(IReadOnlyList<string> paths)
{
    private volatile Reading? _last;

    /// <summary>The keys.</summary>
    /// <exception cref="InvalidDataException">A file is no profile.</exception>
    public IReadOnlyList<VerifierKey> Now()
    {
        // Before it is read: what changes meanwhile is read again the next time.
        var stamps = paths.Select(Stamp).ToArray();
        if (_last is { } last && last.Stamps.SequenceEqual(stamps))
            return last.Keys;
        var read = new Reading(stamps, EgressGate.KeysOf(paths.Select(BorderFiles.Profile)));
        _last = read;
        return read.Keys;
    }

    private static (DateTime ChangedAt, long Bytes) Stamp(string path)
    {
        var file = new FileInfo(BorderFiles.ProfilePath(path));
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private sealed record Reading((DateTime ChangedAt, long Bytes)[] Stamps, IReadOnlyList<VerifierKey> Keys);
}
