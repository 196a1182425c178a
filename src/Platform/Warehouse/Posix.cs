using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Huoshui.Warehouse;

/// <summary>The calls of the operating system that the framework has not: named pipes, syncing a folder, limits of a
/// process.</summary>
internal static partial class Posix
{
    private const int OwnerOnly = 0x180; // 0600
    private const int ReadOnly = 0;

    /// <summary>Makes a named pipe (mkfifo(3)) that only this user may open.</summary>
    public static void MakePipe(string path)
    {
        if (MakeFifo(path, OwnerOnly) != 0)
            throw new IOException($"cannot make the pipe {path}: {LastError()}");
    }

    /// <summary>Syncs a folder (fsync(2)), so that a rename in it survives a power cut.</summary>
    public static void SyncFolder(string path)
    {
        var file = Open(path, ReadOnly);
        if (file < 0)
            throw new IOException($"cannot open the folder {path}: {LastError()}");
        try
        {
            if (Sync(file) != 0)
                throw new IOException($"cannot sync the folder {path}: {LastError()}");
        }
        finally
        {
            _ = Close(file);
        }
    }

    /// <summary>What a process may be limited in (numbers of Linux).</summary>
    public enum Resource
    {
        /// <summary>Processor time in seconds.</summary>
        ProcessorSeconds = 0,

        /// <summary>Private writable memory in bytes.</summary>
        Data = 2,

        /// <summary>A dump of its memory in bytes.</summary>
        CoreDump = 4,

        /// <summary>Open files.</summary>
        OpenFiles = 7,
    }

    /// <summary>Limits this process (setrlimit(2)); the limit cannot be raised again.</summary>
    /// <param name="resource">Of what.</param>
    /// <param name="most">Most of it. Beyond it a process that takes processor time gets SIGXCPU, which its exit
    /// tells.</param>
    /// <param name="hard">Where it is killed; <paramref name="most"/> where there is no step between.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Limit(Resource resource, long most, long? hard = null)
    {
        var both = new ResourceLimit((ulong)most, (ulong)(hard ?? most));
        if (SetLimit((int)resource, in both) != 0)
            throw new IOException($"cannot limit {resource}: {LastError()}");
    }

    /// <summary>Marks every open file but the standard ones, so that no process that is started later has it
    /// (close_range(2)): those that this process was itself given, or that a library opened. Linux 5.11;
    /// does nothing elsewhere.</summary>
    /// <exception cref="IOException">The system cannot: then no process may be started.</exception>
    public static void KeepFilesFromChildren()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            if (MarkRange(FirstOwn, uint.MaxValue, CloseOnStart) != 0)
                throw new IOException($"cannot keep open files from a process: {LastError()}");
        }
        catch (EntryPointNotFoundException exception)
        {
            throw new IOException("cannot keep open files from a process: no close_range", exception);
        }
    }

    private const uint FirstOwn = 3;
    private const uint CloseOnStart = 4;

    private static string LastError() => new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "close_range", SetLastError = true)]
    private static partial int MarkRange(uint first, uint last, uint flags);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
