namespace Huoshui.Policies;

/// <summary>Finds the policies folder: an analyst's own copy, in which he stands, goes before the program's.</summary>
internal static class PolicyFolder
{
    internal const string Variable = "HUOSHUI_POLICIES";

    internal static string Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? Path.GetFullPath(named)
            : Upward(Directory.GetCurrentDirectory()) ?? Upward(AppContext.BaseDirectory)
              ?? throw new DirectoryNotFoundException(
                  $"no policies/systems.yaml above {Directory.GetCurrentDirectory()} or {AppContext.BaseDirectory}; set {Variable} to the policies folder");

    private static string? Upward(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var policies = Path.Combine(folder.FullName, "policies");
            if (File.Exists(Path.Combine(policies, "systems.yaml")))
                return policies;
        }

        return null;
    }
}
