using System.Security.Cryptography;

namespace Huoshui.Warehouse;

/// <summary>
/// Raw files as received (原始文件), under their own hash: <c>raw/ab/ab12…</c>. The same bytes twice are one file. A file
/// that
/// has been given back is on the disk to stay. Thread safe, also between processes.
/// </summary>
/// <param name="folder">Root of the raw files.</param>
public sealed class RawStore(string folder)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Absolute path of the file of a hash, there or not.</summary>
    /// <param name="sha256">Lower case hex.</param>
    public string PathOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);

    /// <summary>Copies a stream in.</summary>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    public async Task<RawFile> AddAsync(Stream content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, Path.GetRandomFileName() + DurableFile.TemporaryExtension);
        try
        {
            var (sha256, length) = await WriteAsync(content, temporary, cancellationToken);
            var target = PathOf(sha256);
            if (TryTouch(target))
                return new RawFile(sha256, target, length, IsNew: false);
            DurableFile.Place(temporary, target);
            return new RawFile(sha256, target, length, IsNew: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // Kept again: a sweep of old files that no row names must see it as new. False when it is not there, or was just
    // removed.
    private static bool TryTouch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static async Task<(string Sha256, long Length)> WriteAsync(
        Stream content, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        long length = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            length += read;
        }

        file.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }
}

/// <summary>A raw file in the store.</summary>
/// <param name="Sha256">Lower case hex.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsNew">False when the same bytes were there already.</param>
public sealed record RawFile(string Sha256, string Path, long Length, bool IsNew);
