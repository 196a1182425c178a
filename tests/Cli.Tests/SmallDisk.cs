using System.Diagnostics;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A file system of its own (tmpfs) that a test fills up. Only root may mount: others skip.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-disk-");

    public SmallDisk(int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may mount a small disk.");
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "huoshui-test", Root))
            Assert.Skip("tmpfs cannot be mounted here (a container without the right to).");
    }

    public string Root => _root.FullName;

    private string Filler => Path.Combine(Root, "filler");

    private long FreeBytes => new DriveInfo(Root).AvailableFreeSpace;

    /// <summary>Leaves so much room, in KiB.</summary>
    public void LeaveKibibytes(long room)
    {
        MakeRoom();
        using var filler = new FileStream(Filler, FileMode.Create);
        var block = new byte[4096];
        while (FreeBytes > (room * 1024) + block.Length)
        {
            filler.Write(block);
            filler.Flush();
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "--lazy", Root);
        _root.Delete(recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
