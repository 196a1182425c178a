using Huoshui.Policies;

namespace Huoshui.Cli.Benches;

/// <summary>The packs without the written rules of the standard: only what is derived from its tables.</summary>
internal static class DerivedOnly
{
    /// <summary>Copies the packs, leaves the written rules out, and loads the copy.</summary>
    /// <param name="folder">Where to copy.</param>
    public static PolicyLibrary Load(string folder)
    {
        Copy(new DirectoryInfo(PolicyLibrary.FindFolder()), folder);
        var pack = Path.Combine(folder, "returns", "onetable");
        if (Directory.Exists(Path.Combine(pack, "checks")))
            Directory.Delete(Path.Combine(pack, "checks"), recursive: true);
        File.Delete(Path.Combine(pack, "cases.yaml"));
        var rules = Path.Combine(pack, "rules.yaml");
        File.WriteAllLines(rules, File.ReadLines(rules).TakeWhile(l => !l.StartsWith("rules:", StringComparison.Ordinal)).Append("rules: {}"));
        return PolicyLibrary.Load(folder);
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.GetFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.GetDirectories())
            Copy(folder, Path.Combine(to, folder.Name));
    }
}
