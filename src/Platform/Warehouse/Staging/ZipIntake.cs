using System.IO.Compression;
using Huoshui.Diagnostics;

namespace Huoshui.Warehouse.Staging;

/// <summary>Unpacks a filed zip into the job's own folder, within limits; one bad entry refuses the whole
/// zip.</summary>
internal sealed class ZipIntake(WarehouseOptions options)
{
    private const int RatioFreeBytes = 1 << 20;
    private const int BufferBytes = 1 << 17;

    /// <summary>The files of a zip.</summary>
    /// <param name="zip">The zip.</param>
    /// <param name="folder">Where to unpack; entries get names of our own there.</param>
    /// <param name="problem">Why it is refused; null if it is not.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public IReadOnlyList<IncomingFile> Unpack(
        IncomingFile zip, string folder, out Diagnostic? problem, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = ZipFile.OpenRead(zip.Path);
            var entries = archive.Entries.Where(e => !IsIgnored(e)).ToList();
            problem = Refusal(archive, entries);
            return problem is null ? Unpack(zip, entries, folder, out problem, cancellationToken) : [];
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            problem = FileProblem.ZipUnreadable(e.Message);
            return [];
        }
    }

    private Diagnostic? Refusal(ZipArchive archive, List<ZipArchiveEntry> entries)
    {
        if (archive.Entries.Count > options.MaxZipEntries)
            return FileProblem.ZipTooLarge(FormattableString.Invariant($"{archive.Entries.Count} > {options.MaxZipEntries} entries"));
        foreach (var entry in entries)
        {
            if (LeadsOutside(entry.FullName))
                return FileProblem.ZipPath(entry.FullName);
            if (entry.IsEncrypted)
                return FileProblem.ZipUnreadable("encrypted");
            if (entry.Name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                return FileProblem.NestedZip(entry.FullName);
        }

        return entries.Count == 0 ? FileProblem.Empty() : null;
    }

    private List<IncomingFile> Unpack(
        IncomingFile zip, List<ZipArchiveEntry> entries, string folder, out Diagnostic? problem, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var files = new List<IncomingFile>(entries.Count);
        long total = 0;
        foreach (var entry in entries)
        {
            var path = Path.Combine(folder, FormattableString.Invariant($"{files.Count}"));
            total += Copy(entry, path, options.MaxUnpackedBytes - total, cancellationToken, out var tooLarge);
            if (tooLarge is not null)
            {
                problem = FileProblem.ZipTooLarge(tooLarge);
                return [];
            }

            files.Add(zip with { Path = path, Name = entry.FullName, Table = null });
        }

        problem = null;
        return files;
    }

    // The sizes that a zip declares may lie: what is really unpacked is counted.
    private long Copy(
        ZipArchiveEntry entry, string path, long room, CancellationToken cancellationToken, out string? tooLarge)
    {
        tooLarge = null;
        using var input = entry.Open();
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[BufferBytes];
        long length = 0;
        int read;
        while ((read = input.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            length += read;
            if (length > room)
                tooLarge = FormattableString.Invariant($"> {options.MaxUnpackedBytes} bytes");
            else if (length > RatioFreeBytes && length > entry.CompressedLength * options.MaxUnpackRatio)
                tooLarge = FormattableString.Invariant($"{entry.FullName}: 1:{options.MaxUnpackRatio}");
            if (tooLarge is not null)
                return length;
            output.Write(buffer, 0, read);
        }

        return length;
    }

    private static bool IsIgnored(ZipArchiveEntry entry) =>
        entry.FullName.EndsWith('/') || entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal);

    private static bool LeadsOutside(string path) =>
        Path.IsPathRooted(path) || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal)
        || path.Split('/').Contains("..", StringComparer.Ordinal);
}
