using System.Reflection;

namespace Huoshui.Portal.About;

/// <summary>The version of the running program, with the commit where the build knew it.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion is { } version
            ? version[..Math.Min(version.Length, 24)]
            : "—";
}
