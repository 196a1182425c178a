namespace Huoshui.Operations.Backup;

/// <summary>
/// The audit tree in a backup: checkpoints, keys, tiles and entries, and the write-ahead log. It is copied before the
/// database, while it grows: what the tree holds then has its row in the copy, and what it lacks is entered from there.
/// The last signed checkpoint is left out, so that a restored tree is recognised as one.
/// </summary>
internal static class AuditLogCopy
{
    public const string Folder = "audit-log";
    private const string SignedState = "audit-log.signed-checkpoint";
    private const string Temporary = ".new";
    private const string Unfinished = "audit-log.unfinished";

    // The checkpoint first: it never says more than what is copied after it.
    private static readonly string[] First = ["checkpoint", "sm3/checkpoint"];
    private static readonly string[] Kept =
        ["log.vkey", "log.sm2.vkey", "log.sm2.pem", ".private/keys.json", ".private/log.json", ".private/passphrase"];

    private static readonly string[] TileFolders = ["tile", "sm3/tile"];
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.None,
    };

    /// <summary>Whether a file of the data folder is the live tree's.</summary>
    /// <param name="name">Relative to the data folder.</param>
    public static bool IsLive(string name) =>
        name.Split(Path.DirectorySeparatorChar)[0] is Folder or Unfinished
        || name is SignedState or SignedState + ".lock" or SignedState + Temporary;

    /// <summary>Copies it.</summary>
    /// <param name="dataFolder">From where.</param>
    /// <param name="work">To where.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Names relative to the data folder, with <c>/</c>; none if there is no tree.</returns>
    public static async Task<IReadOnlyList<string>> TakeAsync(
        string dataFolder, string work, CancellationToken cancellationToken)
    {
        var root = Path.Combine(dataFolder, Folder);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var wanted = First.Concat(Kept).Concat(Tiles(root)).Concat(Tiles(root)).Concat(Segments(root));
        foreach (var name in wanted.Where(name => !names.Contains($"{Folder}/{name}")))
        {
            var to = Path.Combine(work, Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (await CopyAsync(Path.Combine(root, name), to, cancellationToken))
                names.Add($"{Folder}/{name}");
        }

        return [.. names];
    }

    // Both trees, listed twice: a part of a tile that the first listing named goes when the whole tile is there, which
    // the second one then names. Tiles never change.
    private static List<string> Listed(string root) =>
        [.. TileFolders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", Everything))
            .Where(file => !file.Name.EndsWith(Temporary, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    // When the first of them is asked for.
    private static IEnumerable<string> Tiles(string root)
    {
        foreach (var name in Listed(root))
            yield return name;
    }

    // Listed when the first of them is asked for; a segment that begins later is behind what is copied.
    private static IEnumerable<string> Segments(string root)
    {
        var folder = Path.Combine(root, ".private", "wal");
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            yield return $".private/wal/{Path.GetFileName(file)}";
    }

    // False if it is not there, or no longer.
    private static async Task<bool> CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = new FileStream(
                from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
            await source.CopyToAsync(target, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
