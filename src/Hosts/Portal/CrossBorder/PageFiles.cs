using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Huoshui.Portal.CrossBorder;

/// <summary>A file of the page.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Type">Its media type.</param>
public sealed record PageFile(ReadOnlyMemory<byte> Content, string Type)
{
    private readonly Lazy<byte[]> _packed = new(() => Pack(Content));

    /// <summary>The same with gzip; made once, when it is asked for.</summary>
    public ReadOnlyMemory<byte> Packed => _packed.Value;

    private static byte[] Pack(ReadOnlyMemory<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content.Span);
        return packed.ToArray();
    }
}

/// <summary>
/// 跨境验证页的文件 The static files of the verifier in the browser (src/Hosts/CrossBorderPage) with the scenarios of this
/// installation; served by the portal, by <c>huoshui border serve</c>, or by any web server after
/// <c>huoshui border page</c>. Immutable, thread safe.
/// </summary>
public sealed class PageFiles
{
    /// <summary>What the page may load and run: scripts of its own and WebAssembly, nothing from elsewhere.</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
        + "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Worker = "sw.js";
    private const string Start = "index.html";
    private const string Runtime = "_framework/dotnet.js";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".csv"] = "text/csv; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".wasm"] = "application/wasm",
    };

    private PageFiles(FrozenDictionary<string, PageFile> all) => All = all;

    /// <summary>Every file by its path in the page's folder.</summary>
    public FrozenDictionary<string, PageFile> All { get; }

    /// <summary>Reads the page that was built with the program.</summary>
    /// <param name="scenarios">A file of scenarios.</param>
    /// <returns>Null if the page is not there.</returns>
    public static PageFiles? TryRead(byte[] scenarios)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "page");
        var runtime = Path.Combine(folder, Runtime);
        if (!File.Exists(runtime))
            return null;
        var used = File.ReadAllText(runtime); // its boot list; what an earlier build left is not in it
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(folder, file).Replace('\\', '/'), File: file))
            .Where(f => !f.Path.StartsWith("_framework/", StringComparison.Ordinal) || f.Path == Runtime
                || used.Contains(Path.GetFileName(f.Path), StringComparison.Ordinal))
            .ToDictionary(f => f.Path, f => Of(f.Path, File.ReadAllBytes(f.File)), StringComparer.Ordinal);
        files["scenarios.json"] = Of("scenarios.json", scenarios);
        files[Worker] = Of(Worker, Shell(files));
        return new PageFiles(files.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The file of a path; the empty path is the page itself. Null if there is none.</summary>
    public PageFile? At(string path) => All.GetValueOrDefault(path.Length == 0 ? Start : path);

    private static PageFile Of(string path, byte[] content) =>
        new(content, Types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream"));

    // As a browser compares it (Subresource Integrity).
    private static string Integrity(PageFile file) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(file.Content.Span));

    // The worker carries the hash of every file: a browser takes a new version whole, of one build, or not at all.
    private static byte[] Shell(Dictionary<string, PageFile> files)
    {
        var worker = files[Worker].Content.Span;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(SHA256.HashData(file.Content.Span));
        }

        var list = JsonSerializer.Serialize(new
        {
            version = Convert.ToHexStringLower(hash.GetHashAndReset())[..16],
            files = files.Where(f => f.Key != Worker).OrderBy(f => f.Key, StringComparer.Ordinal).Select(
                f => (string[])[f.Key == Start ? string.Empty : f.Key, Integrity(f.Value)]),
        });
        return [.. Encoding.UTF8.GetBytes($"const shell = {list};\n"), .. worker];
    }
}
