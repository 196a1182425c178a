namespace Huoshui.Cli.Tests;

/// <summary>A copy of the demo's data without what was computed from it.</summary>
internal sealed class CityCopy : IDisposable
{
    public CityCopy(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsRecord))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("huoshui-facts-").FullName;

    /// <summary>Merged values with their addresses, and the addresses of partial results.</summary>
    public List<string> Kept()
    {
        var partials = Path.Combine(Folder, "partials");
        var last = Path.Combine(partials, "values", "last");
        var values = Directory.EnumerateFiles(Path.Combine(partials, "values"), "*.json", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(last, StringComparison.Ordinal))
            .Select(f => $"{Path.GetFileName(f)} {File.ReadAllText(f)}");
        var addresses = Directory.EnumerateDirectories(partials).Where(d => Path.GetFileName(d).Length == 2)
            .SelectMany(Directory.EnumerateFiles).Select(f => Path.GetFileName(f)!);
        return [.. values.Concat(addresses).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static bool IsRecord(string path) => path.EndsWith("borrower.key", StringComparison.Ordinal)
        || !(path.Contains("/partials/", StringComparison.Ordinal) || path.Contains("/city/", StringComparison.Ordinal)
            || path.Contains("/raw/", StringComparison.Ordinal) || path.Contains("/crossborder/", StringComparison.Ordinal));
}
