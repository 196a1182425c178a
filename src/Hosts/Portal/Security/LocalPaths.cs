namespace Huoshui.Portal.Security;

/// <summary>Where a redirect may lead: this portal's own pages only.</summary>
internal static class LocalPaths
{
    /// <summary>The path when it is one of this portal, else the start page.</summary>
    public static string Safe(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal)
            && !path.Any(char.IsControl)
            ? path
            : "/";
}
