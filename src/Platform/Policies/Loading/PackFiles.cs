using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>The files of one pack's folder, read once.</summary>
internal sealed class PackFiles
{
    /// <summary>Largest file of a pack; a longer one is refused.</summary>
    public const long MaxFileBytes = 64L * 1024 * 1024;

    // What a spreadsheet keeps beside a file that is open in it.
    private const string LockFile = "~$";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, SourceText> _texts = new(StringComparer.Ordinal);

    private PackFiles(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Code lists of the pack itself, from its codes.csv.</summary>
    public IReadOnlyList<CodeList> Codes { get; private set; } = [];

    /// <summary>SHA-256 over names and contents, in the order of the names.</summary>
    public string Hash { get; private set; } = string.Empty;

    public IEnumerable<KeyValuePair<string, SourceText>> Scripts =>
        _texts.Where(t => Path.GetExtension(t.Key) is ".vtl" or ".formulas")
            .OrderBy(t => t.Key, StringComparer.Ordinal);

    /// <summary>Names of all its files relative to the folder, sorted.</summary>
    public IEnumerable<string> Names => _texts.Keys.Order(StringComparer.Ordinal);

    /// <summary>A file by its name relative to the folder, or null.</summary>
    public SourceText? Text(string name) => _texts.GetValueOrDefault(name);

    /// <summary>The same files but for one, for trying out a change that is not on disk; the hash stays.</summary>
    public PackFiles With(string name, string content)
    {
        var files = new PackFiles(Folder) { Codes = Codes, Hash = Hash };
        foreach (var (key, text) in _texts)
            files._texts[key] = key == name ? new SourceText(text.Name, content) : text;
        return files;
    }

    /// <summary>Reads a folder; what cannot be read becomes a diagnostic.</summary>
    public static PackFiles Read(string root, string folder, ICollection<Diagnostic> sink)
    {
        var files = new PackFiles(folder);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.Exists(folder) ? OwnFiles(folder) : [])
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            var shown = "policies/" + Path.GetRelativePath(root, path).Replace('\\', '/');
            if (Load(path, shown, sink) is not { } content)
                continue;
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0" + content + "\0"));
            files._texts[name] = new SourceText(shown, content);
        }

        files.Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
        files.Codes = files.Text("codes.csv") is { } codes ? VocabularyLoader.Lists(codes, null, sink) : [];
        return files;
    }

    /// <summary>The pack's files: its folder and the folders below that are no packs of their own.</summary>
    private static IEnumerable<string> OwnFiles(string folder) =>
        Directory.EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(d => !File.Exists(Path.Combine(d, "pack.yaml")))
                .SelectMany(OwnFiles))
            .Where(f => Path.GetExtension(f) is ".yaml" or ".csv" or ".vtl" or ".md" or ".dmn" or ".formulas")
            .Where(f => !Path.GetFileName(f).StartsWith(LockFile, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string? Load(string path, string shown, ICollection<Diagnostic> sink)
    {
        try
        {
            if (new FileInfo(path).Length <= MaxFileBytes)
                return File.ReadAllText(path, Strict);
            sink.Add(Unreadable(shown, $"超过 {MaxFileBytes} 字节", $"more than {MaxFileBytes} bytes"));
        }
        catch (DecoderFallbackException)
        {
            var trouble = SheetFile.Trouble(path)!;
            sink.Add(Unreadable(shown, trouble.Zh, trouble.En));
        }
        catch (IOException error)
        {
            sink.Add(Unreadable(shown, error.Message, error.Message));
        }
        catch (UnauthorizedAccessException error)
        {
            sink.Add(Unreadable(shown, error.Message, error.Message));
        }

        return null;
    }

    private static Diagnostic Unreadable(string shown, string zh, string en) => Diagnostic.Error(
        PackCodes.FileUnreadable, $"文件读不出来：{zh}", $"the file cannot be read: {en}", new SourceText(shown, string.Empty));
}
