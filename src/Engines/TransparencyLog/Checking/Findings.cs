using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Checking;

/// <summary>Findings of a check, up to a limit.</summary>
internal sealed class FindingList
{
    private const int Limit = 1000;

    private readonly List<Diagnostic> _items = [];

    public void Add(Diagnostic finding)
    {
        if (_items.Count < Limit)
            _items.Add(finding);
        else if (_items.Count == Limit)
            _items.Add(Findings.TooMany(Limit));
    }

    /// <summary>Errors first, otherwise in the order in which they were found.</summary>
    public IReadOnlyList<Diagnostic> Sorted() =>
        [.. _items.OrderBy(f => f.Severity != DiagnosticSeverity.Error)];
}

/// <summary>The findings of a check, each with its code (LOG3xxx).</summary>
internal static class Findings
{
    public static Diagnostic Missing(string path) => Diagnostic.Error(
        "LOG3001", $"{path} 不存在。", $"{path} is missing.");

    public static Diagnostic WrongLength(string path, long expected, long actual) => Diagnostic.Error(
        "LOG3002",
        $"{path}：应为 {expected} 字节，实为 {actual} 字节。",
        string.Create(CultureInfo.InvariantCulture, $"{path}: expected {expected} bytes, actual {actual} bytes."));

    public static Diagnostic OtherEntry(
        string hash, long index, string path, int offset, Digest expected, Digest? actual) => Diagnostic.Error(
            "LOG3003",
            $"条目 {index}（{path}，偏移 {offset}）被改动：应有 {hash} 叶哈希 {expected}，实为 {Show(actual)}。",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Entry {index} ({path}, offset {offset}) was changed: expected {hash} leaf {expected}, actual "
                    + $"{Show(actual)}."));

    public static Diagnostic OtherHash(string path, int number, Digest expected, Digest actual) => Diagnostic.Error(
        "LOG3004",
        $"{path} 的第 {number} 个哈希（偏移 {number * Digest.Size}）被改动：应为 {expected}，实为 {actual}。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Hash {number} of {path} (offset {number * Digest.Size}) was changed: expected {expected}, actual "
                + $"{actual}."));

    public static Diagnostic OtherRoot(string tree, TreeHead signed, Digest? entries, Digest? tiles) =>
        Diagnostic.Error(
        "LOG3005",
        $"{tree} 树（大小 {signed.Size}）：签名的根为 {signed.Root}，由条目得 {Show(entries)}，由分片得 {Show(tiles)}。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{tree} tree (size {signed.Size}): signed root {signed.Root}, from the entries {Show(entries)}, "
                + $"from the tiles {Show(tiles)}."));

    public static Diagnostic Stranger(string path) => Diagnostic.Error(
        "LOG3006",
        $"{path} 不属于日志：路径不规范或无此分片。请移走。",
        $"{path} does not belong to the log: no canonical path, or no such tile. Take it away.");

    public static Diagnostic LeftOver(string path) => Diagnostic.Warning(
        "LOG3006", $"{path} 是中断时留下的临时文件，可以删除。", $"{path} is a temporary file of an interruption; delete it.");

    public static Diagnostic OlderPartDiffers(string path, long offset) => Diagnostic.Error(
        "LOG3007",
        $"{path} 与更宽的分片在偏移 {offset} 处不同。",
        string.Create(CultureInfo.InvariantCulture, $"{path} differs from its wider form at offset {offset}."));

    public static Diagnostic JournalDiffers(long index, string path, int offset) => Diagnostic.Error(
        "LOG3008",
        $"条目 {index}：预写日志与 {path}（偏移 {offset}）的内容不同。",
        string.Create(
            CultureInfo.InvariantCulture, $"Entry {index}: the write-ahead log and {path} (offset {offset}) differ."));

    public static Diagnostic JournalShort(long size, long expected) => Diagnostic.Error(
        "LOG3009",
        $"预写日志只有 {size} 个条目，检查点有 {expected} 个。",
        string.Create(
            CultureInfo.InvariantCulture, $"The write-ahead log has {size} entries, the checkpoint {expected}."));

    public static Diagnostic OtherKeyFile(string path) => Diagnostic.Error(
        "LOG3010", $"{path} 与所信任的公钥不同。", $"{path} is not the key that is trusted.");

    public static Diagnostic NotLinked(TreeHead main, TreeHead twin, Digest? signed) => Diagnostic.Error(
        "LOG3011",
        $"两棵树没有互相印证：SHA-256 大小 {main.Size}，SM3 大小 {twin.Size}、根 {twin.Root}，主检查点所签 {Show(signed)}。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The trees do not confirm each other: SHA-256 size {main.Size}; SM3 size {twin.Size}, root "
                + $"{twin.Root}; signed {Show(signed)}."));

    public static Diagnostic Undecided(string path, int number, Digest tile, Digest entries) => Diagnostic.Error(
        "LOG3012",
        $"{path} 的第 {number} 个哈希（偏移 {number * Digest.Size}）为 {tile}，由条目得 {entries}，两者都得不出上层哈希。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Hash {number} of {path} (offset {number * Digest.Size}) is {tile}, from the entries {entries}; "
                + $"neither leads to the level above."));

    public static Diagnostic TornTail(string path, long offset) => Diagnostic.Warning(
        "LOG3013",
        $"预写日志 {path} 在字节 {offset} 处有未写完的批次（未曾确认），下次打开时截去。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The write-ahead log {path} ends in an unfinished batch at byte {offset} (never acknowledged); the "
                + $"next opening cuts it."));

    public static Diagnostic TooMany(int limit) => Diagnostic.Warning(
        "LOG3014", $"已列出 {limit} 处，其余从略。", $"{limit} findings are shown; the rest is left out.");

    private static string Show(Digest? digest) => digest?.ToString() ?? "—";
}
