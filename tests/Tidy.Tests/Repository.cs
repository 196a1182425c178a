namespace Huoshui.Tidy.Tests;

/// <summary>The checkout that the tests read.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Directory.Build.props.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Path below the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Files below a folder of the root; none if it is absent. Front-end packages are left out.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        var full = At(folder);
        return !Directory.Exists(full)
            ? []
            : [.. Directory.EnumerateFiles(full, pattern, SearchOption.AllDirectories)
                .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)];
    }

    /// <summary>A path as a message shows it: relative to the root.</summary>
    public static string Show(string path) => Path.GetRelativePath(Root, path);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Build.props")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
