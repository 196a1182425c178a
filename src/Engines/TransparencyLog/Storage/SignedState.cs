using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>
/// 最后签名的检查点 The last checkpoint that was signed, kept apart from the log so that a restored folder is recognised
/// as old.
/// Changed by compare-and-swap only; several processes may use it.
/// </summary>
internal sealed class SignedState(string path)
{
    private const string LockSuffix = ".lock";

    /// <summary>Where it is.</summary>
    public string FilePath => path;

    /// <summary>The signed checkpoint; null if the file is missing.</summary>
    /// <exception cref="LogRefusedException">LOG2008: the file is there but holds no checkpoint.</exception>
    public byte[]? Read()
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        return HeadOf(bytes) is null ? throw LogErrors.NoState(path) : bytes;
    }

    /// <summary>Size and root of a signed checkpoint; null if it is none.</summary>
    public static TreeHead? HeadOf(ReadOnlySpan<byte> note) =>
        SignedNote.TryParse(note) is { } signed ? Checkpoint.TryParse(signed.Text.Span)?.Head : null;

    /// <summary>Replaces the expected content, durably; null stands for no file.</summary>
    /// <exception cref="LogRefusedException">LOG2009: the file holds something else.</exception>
    public void Swap(byte[]? expected, byte[] next)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var held = FolderLock.Take(path + LockSuffix, TimeSpan.FromSeconds(10))
            ?? throw LogErrors.StateMoved(path);
        var current = File.Exists(path) ? File.ReadAllBytes(path) : null;
        if (current is null != expected is null || (current is not null && !current.AsSpan().SequenceEqual(expected)))
            throw LogErrors.StateMoved(path);
        DurableFile.Replace(path, next);
    }
}

/// <summary>A file that one process holds.</summary>
internal static class FolderLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock; null if another process held it all the time. Dispose to let go.</summary>
    public static IDisposable? Take(string path, TimeSpan wait)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && waited < wait)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException) when (File.Exists(path))
            {
                return null;
            }
        }
    }
}
