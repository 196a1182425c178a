using System.Security.Cryptography;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns.Uploads;

/// <summary>What came of a part of an upload.</summary>
public enum PartOutcome
{
    /// <summary>Written; the offset moved.</summary>
    Written,

    /// <summary>The offset does not fit the bytes that are here: ask for it and go on from there.</summary>
    WrongOffset,

    /// <summary>The checksum does not fit: nothing was kept.</summary>
    ChecksumMismatch,

    /// <summary>More bytes than were announced, or a part with checksum that is too large.</summary>
    TooLarge,

    /// <summary>Another request writes to it now.</summary>
    Busy,

    /// <summary>The server's disk is full: what arrived is kept, and the sender goes on when there is room.</summary>
    NoRoom,
}

/// <summary>A checksum that a part carries.</summary>
/// <param name="Algorithm">sha256, sha1 or md5, as tus names them.</param>
/// <param name="Value">The digest.</param>
public sealed record PartChecksum(HashAlgorithmName Algorithm, byte[] Value);

/// <summary>
/// The bytes of uploads, under <c>uploads/</c> of the data folder. The length of the file is the offset, so that
/// nothing
/// has to be kept in step and a killed server loses nothing that it had written. Thread safe; two writers of one upload
/// are kept apart by the lock on its file, over processes too.
/// </summary>
public sealed class UploadStore(
    IDbContextFactory<OperationsContext> contexts, OperationsOptions options, FilingLimits limits, TimeProvider time)
{
    private const int BufferBytes = 1 << 17;

    private string Folder => Path.Combine(options.DataFolder, "uploads");

    /// <summary>Where the bytes of an upload stand.</summary>
    public string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N"));

    /// <summary>Bytes that are here, from 0 to the upload's length.</summary>
    public long OffsetOf(Guid id) => new FileInfo(PathOf(id)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Makes room for a new upload.</summary>
    public void Create(Guid id)
    {
        Directory.CreateDirectory(Folder);
        using var file = new FileStream(PathOf(id), FileMode.CreateNew);
    }

    /// <summary>Adds a part at the end. What arrived before a broken connection is kept, unless the part has a
    /// checksum.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="offset">Where the sender believes to be.</param>
    /// <param name="part">The bytes.</param>
    /// <param name="checksum">Checksum of the part; null for none.</param>
    /// <param name="cancellationToken">Fires when the sender goes away.</param>
    public async Task<PartOutcome> AppendAsync(
        Upload upload, long offset, Stream part, PartChecksum? checksum, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(PathOf(upload.Id), FileMode.Open, FileAccess.Write, FileShare.None);
            if (file.Length != offset)
                return PartOutcome.WrongOffset;
            file.Seek(0, SeekOrigin.End);
            return checksum is null
                ? await CopyAsync(part, file, upload.Length - offset, cancellationToken)
                : await VerifyAsync(upload, file, part, checksum, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return PartOutcome.WrongOffset;
        }
        catch (IOException error) when (error.HResult == LockedByAnother)
        {
            return PartOutcome.Busy;
        }
        catch (IOException error) when (error.HResult == DiskFull)
        {
            return PartOutcome.NoRoom;
        }
    }

    /// <summary>Throws the bytes away.</summary>
    public void Delete(Guid id)
    {
        File.Delete(PathOf(id));
        File.Delete(PathOf(id) + ".part");
    }

    /// <summary>Throws away unfinished uploads whose time is over.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.Now();
        var old = await context.Set<Upload>()
            .Where(u => u.State == UploadState.Receiving && u.ExpiresAt < now).ToListAsync(cancellationToken);
        foreach (var upload in old)
            Delete(upload.Id);
        context.RemoveRange(old);
        await context.SaveChangesAsync(cancellationToken);
        return old.Count;
    }

    /// <summary>When an upload that has just got a part ends.</summary>
    public DateTimeOffset NewEnd() => time.Now() + limits.UploadLifetime;

    // EWOULDBLOCK of flock, as .NET reports a file that another stream holds on Linux; a sharing violation on Windows.
    private static int LockedByAnother => OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : 11;

    // ENOSPC; ERROR_DISK_FULL on Windows.
    private static int DiskFull => OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;

    private static async Task<PartOutcome> CopyAsync(
        Stream from, FileStream to, long room, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (read > room)
                return PartOutcome.TooLarge;
            await to.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            room -= read;
        }

        return PartOutcome.Written;
    }

    private async Task<PartOutcome> VerifyAsync(
        Upload upload, FileStream file, Stream part, PartChecksum checksum, CancellationToken cancellationToken)
    {
        var room = Math.Min(upload.Length - file.Length, limits.ChecksumPartBytes);
        var path = PathOf(upload.Id) + ".part";
        await using var apart = new FileStream(
            path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
        if (await CopyAsync(part, apart, room, cancellationToken) == PartOutcome.TooLarge)
            return PartOutcome.TooLarge;
        apart.Position = 0;
        var digest = await CryptographicOperations.HashDataAsync(checksum.Algorithm, apart, cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(digest, checksum.Value))
            return PartOutcome.ChecksumMismatch;
        apart.Position = 0;
        await apart.CopyToAsync(file, CancellationToken.None);
        return PartOutcome.Written;
    }
}
