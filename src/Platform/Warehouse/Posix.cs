using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Huoshui.Warehouse;

/// <summary>The three calls of the operating system that the framework has not: named pipes and syncing a
/// folder.</summary>
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

    private static string LastError() => new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
