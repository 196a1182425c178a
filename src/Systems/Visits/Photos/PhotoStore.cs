using Huoshui.Operations;
using Microsoft.AspNetCore.DataProtection;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>The pictures: <c>photos/ef/12…ef.bin</c> in the data folder, encrypted with the store's keys, each for its
/// own id. Thread safe.</summary>
public sealed class PhotoStore(OperationsOptions options, IDataProtectionProvider protection)
{
    private const string Unfinished = ".tmp"; // left out of backups

    private readonly IDataProtector _protector = protection.CreateProtector("visits.photo");

    /// <summary>The folder of the pictures.</summary>
    public string Folder { get; } = Path.Combine(options.DataFolder, "photos");

    /// <summary>Writes a picture; a file of the id is replaced.</summary>
    public async Task WriteAsync(Guid id, byte[] picture, CancellationToken cancellationToken)
    {
        var path = PathOf(id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}{Unfinished}";
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(For(id).Protect(picture), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a picture; null when there is none.</summary>
    public async Task<byte[]?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return For(id).Unprotect(await File.ReadAllBytesAsync(PathOf(id), cancellationToken));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Deletes a picture; one that is not there is deleted.</summary>
    public void Delete(Guid id)
    {
        if (File.Exists(PathOf(id)))
            File.Delete(PathOf(id));
    }

    /// <summary>The ids of pictures not written to since an instant.</summary>
    public IEnumerable<Guid> Before(DateTimeOffset instant) => !Directory.Exists(Folder) ? []
        : new DirectoryInfo(Folder).EnumerateFiles("*.bin", SearchOption.AllDirectories)
            .Where(f => f.LastWriteTimeUtc < instant.UtcDateTime)
            .Select(f => Path.GetFileNameWithoutExtension(f.Name))
            .Select(name => Guid.TryParseExact(name, "N", out var id) ? id : Guid.Empty)
            .Where(id => id != Guid.Empty);

    private IDataProtector For(Guid id) => _protector.CreateProtector(id.ToString("N"));

    // The last digits: those of a version 7 id are random, the first ones are its time.
    private string PathOf(Guid id) => Path.Combine(Folder, $"{id:N}"[^2..], $"{id:N}.bin");
}
