using System.Security.Cryptography;

namespace Huoshui.Warehouse;

/// <summary>Puts a finished file in its place so that after a crash it is there whole or not at all.</summary>
public static class DurableFile
{
    /// <summary>Files with this extension are leftovers of a crash; nothing reads them.</summary>
    public const string TemporaryExtension = ".part";

    /// <summary>Syncs a file, renames it on the same file system, and syncs the folder. A file that is there is
    /// replaced.</summary>
    /// <param name="temporary">The finished file.</param>
    /// <param name="target">Where it belongs; its folder is made.</param>
    public static void Place(string temporary, string target) => PlaceAll([(temporary, target)]);

    /// <summary>Places many files; the folders are synced once, at the end.</summary>
    /// <param name="moves">Finished files and where they belong.</param>
    public static void PlaceAll(IReadOnlyList<(string From, string To)> moves)
    {
        Parallel.ForEach(moves, m => Sync(m.From));
        var folders = moves.Select(m => Path.GetDirectoryName(Path.GetFullPath(m.To))!).Distinct(StringComparer.Ordinal).ToList();
        foreach (var folder in folders)
            Directory.CreateDirectory(folder);
        foreach (var (from, to) in moves)
            File.Move(from, to, overwrite: true);
        foreach (var folder in folders)
            SyncFolder(folder);
    }

    /// <summary>SHA-256 of a file, lower case hex.</summary>
    /// <param name="path">The file.</param>
    public static string Sha256(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void Sync(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    // The rename itself is durable only after the folder is synced; Windows has no such call and needs none.
    private static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
            Posix.SyncFolder(folder);
    }
}
