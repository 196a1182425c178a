using Huoshui.Policies;

namespace Huoshui.Cli.Packs;

/// <summary>Which packs a command is about.</summary>
/// <param name="Folder">The policies folder.</param>
/// <param name="Prefix">Id of a pack, or of the folder above packs; empty for all.</param>
internal sealed record PackSelection(string Folder, string Prefix)
{
    /// <summary>Reads a path or id; null if there is nothing there.</summary>
    public static PackSelection? Find(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return new PackSelection(PolicyLibrary.FindFolder(), string.Empty);
        if (!Directory.Exists(path))
            return ById(path.Trim('/'));
        for (var folder = new DirectoryInfo(Path.GetFullPath(path)); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "systems.yaml")))
                return new PackSelection(folder.FullName, Relative(folder.FullName, path));
        }

        return null;
    }

    /// <summary>Is a pack, or a file shown as policies/…, part of it.</summary>
    public bool Has(string id) =>
        Prefix.Length == 0 || id == Prefix || id.StartsWith(Prefix + "/", StringComparison.Ordinal);

    private static PackSelection? ById(string id)
    {
        var folder = PolicyLibrary.FindFolder();
        return Directory.Exists(Path.Combine(folder, id)) ? new PackSelection(folder, id) : null;
    }

    private static string Relative(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace('\\', '/');
        return relative == "." ? string.Empty : relative;
    }
}
