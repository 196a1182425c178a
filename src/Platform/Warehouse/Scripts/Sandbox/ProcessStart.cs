using System.Diagnostics;
using System.Globalization;

namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>How the process of a run is started: no shell, its own folder, an environment of a few words, three
/// pipes.</summary>
internal static class ProcessStart
{
    /// <summary>What the system is asked for.</summary>
    public static ProcessStartInfo Of(ScriptProgram program, ScriptLimits limits, string folder)
    {
        var start = new ProcessStartInfo(
            program.Path,
            [ScriptWorker.Verb, folder, Text(limits.DataMebibytes), Text(limits.ProcessorSeconds)])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["TMPDIR"] = folder;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach (var name in new[] { "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64" })
        {
            if (Environment.GetEnvironmentVariable(name) is { } root)
                start.Environment[name] = root;
        }

        return start;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
