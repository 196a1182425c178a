using Huoshui.Diagnostics;

namespace Huoshui.Cli;

/// <summary>A file that a command was given and that is not there: where it was looked for, and what lies
/// near.</summary>
internal static class MissingFile
{
    /// <summary>Most names of a folder that are looked through.</summary>
    private const int MostNames = 1_000;

    /// <summary>Prints the first file that is not there; null if all are.</summary>
    /// <returns><see cref="ExitCodes.CouldNotRun"/>.</returns>
    public static int? Told(string command, IEnumerable<FileInfo> files) =>
        files.FirstOrDefault(f => !f.Exists) is { } file
            ? Say.Wrong($"{command} {file}：{Words(file.FullName)}") : null;

    /// <summary>One line in both languages, without the name that was given.</summary>
    public static string Words(string path)
    {
        if (path.Length == 0)
            return "没有写文件名 / no file is named";
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? full;
        if (Directory.Exists(full))
            return $"这是文件夹，应为文件：{full} / this is a folder, not a file";
        if (!Directory.Exists(folder))
            return $"没有这个文件：在 {full} 找过，文件夹 {folder} 也没有 / no such file: there is no folder {folder} either";
        var near = NearName.Of(Path.GetFileName(full), Names(folder));
        var (zh, en) = near is null ? (string.Empty, string.Empty)
            : ($"，是不是 {near}？", $"; did you mean {near}?");
        return $"没有这个文件：在 {full} 找过{zh} / no such file: looked for it at {full}{en}";
    }

    private static IEnumerable<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Take(MostNames).Select(f => Path.GetFileName(f))];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
