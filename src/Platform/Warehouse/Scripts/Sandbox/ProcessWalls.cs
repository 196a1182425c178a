using System.Globalization;

namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>Walls that a process puts up around itself before it looks at anything of a user. Linux; elsewhere only the
/// starter's watch holds.</summary>
internal static class ProcessWalls
{
    private const long Mebibyte = 1024 * 1024;
    private const int OpenFiles = 512;
    private const string FirstToDie = "1000";

    public static void Raise(int memoryMebibytes, int cpuSeconds)
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Private writable memory, also what is reserved for stacks; addresses alone are not counted.
        Posix.Limit(Posix.Resource.Data, memoryMebibytes * Mebibyte);
        // A second between: the signal tells why it ended, the kill does not.
        Posix.Limit(Posix.Resource.ProcessorSeconds, cpuSeconds, cpuSeconds + 1L);
        Posix.Limit(Posix.Resource.CoreDump, 0);
        Posix.Limit(Posix.Resource.OpenFiles, OpenFiles);
        File.WriteAllText("/proc/self/oom_score_adj", FirstToDie);
    }

    /// <summary>Memory of a process that lies in the machine, in bytes; 0 when it has ended.</summary>
    public static long ResidentBytes(int process)
    {
        try
        {
            var pages = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/statm"));
            return long.Parse(pages.Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
