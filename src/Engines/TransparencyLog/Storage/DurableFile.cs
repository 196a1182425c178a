using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>Files that are whole or absent, and stay after a power cut once the call returned. Thread safe.</summary>
public static class DurableFile
{
    private const string Temporary = ".new";

    /// <summary>Replaces a file: temporary file, fsync, rename, fsync of the folder.</summary>
    /// <param name="path">The file; beside it <c>path.new</c> is written meanwhile.</param>
    /// <param name="content">All of it.</param>
    /// <param name="isSecret">For the owner only (0600).</param>
    /// <exception cref="IOException">The disk did not take it; the old file is whole.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool isSecret = false)
    {
        var temporary = path + Temporary;
        using (var file = Create(temporary, isSecret))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        Rename(temporary, path);
    }

    /// <summary>Writes a file so that nobody sees it half written; it need not survive a power cut.</summary>
    internal static void Publish(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + Temporary;
        try
        {
            Write(temporary, content);
        }
        catch (IOException error) when (error is DirectoryNotFoundException or FileNotFoundException)
        {
            // The second where another thread makes the folder while .NET looks for what was missing.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Write(temporary, content);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Renames a file over another, durably; both lie in one folder.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void Rename(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void SyncFolder(string folder)
    {
        using var handle = OpenFolder(folder);
        if (Fsync(handle) != 0)
            throw new IOException($"fsync of {folder} failed with error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Makes everything durable that was written to the file system of a folder.</summary>
    internal static void SyncFileSystem(string folder)
    {
        using var handle = OpenFolder(folder);
        if (Syncfs(handle) != 0)
            throw new IOException($"syncfs of {folder} failed with error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>A new file, of 0600 when it is secret.</summary>
    internal static SafeFileHandle Create(string path, bool isSecret)
    {
        if (File.Exists(path))
            File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options))
            file.Flush();
        return File.OpenHandle(path, FileMode.Open, FileAccess.Write);
    }

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, content, 0);
    }

    private static SafeFileHandle OpenFolder(string folder)
    {
        var handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0); // O_RDONLY
        return handle.IsInvalid
            ? throw new IOException($"Opening {folder} failed with error {Marshal.GetLastPInvokeError()}.")
            : handle;
    }

    // .NET opens no folder and so syncs none; these are Linux (and the first two any Unix).
#pragma warning disable SYSLIB1054 // LibraryImport would need unsafe code for the same call
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Syncfs(SafeFileHandle file);
#pragma warning restore SYSLIB1054
}
