using System.Globalization;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Proofs;

/// <summary>The reasons that the verifier gives, each with its code (LOG1xxx).</summary>
internal static class Refusals
{
    public static Refusal MalformedNote { get; } = new(
        "LOG1001",
        "签名文本格式不对：须为 UTF-8 文本、空行、以“— ”开头的签名行。请重新取得文件。",
        "The signed note is malformed: text in UTF-8, an empty line, signature lines that begin with '— '. "
            + "Fetch it again.");

    public static Refusal MalformedCheckpoint { get; } = new(
        "LOG1002",
        "检查点格式不对：前三行须为来源、十进制大小、Base64 根哈希。请重新取得文件。",
        "The checkpoint is malformed: its first lines are origin, decimal size and root in Base64. Fetch it again.");

    public static Refusal EmptyTreeWithRoot { get; } = new(
        "LOG1005",
        "大小为 0 的树的根不是空哈希。检查点不可信。",
        "The root of a tree of size 0 is not the hash of nothing. Do not trust the checkpoint.");

    public static Refusal NotIncluded { get; } = new(
        "LOG1012",
        "包含证明得不出检查点的根：条目、序号或证明被改动，或属于另一棵树。",
        "The inclusion proof does not lead to the root: entry, index or proof was changed, or belongs to "
            + "another tree.");

    public static Refusal NoEntry { get; } = new(
        "LOG1013",
        "证明内没有条目内容，也没有给出条目。请用 --entry 给出文件。",
        "The proof holds no entry, and none was given. Give the file with --entry.");

    public static Refusal OtherEntry { get; } = new(
        "LOG1014",
        "给出的条目与证明内的条目不同。",
        "The entry that was given is not the entry in the proof.");

    public static Refusal NoFork { get; } = new(
        "LOG1022",
        "两个检查点并不矛盾：不构成分叉证据。",
        "The two checkpoints do not contradict each other: this is no proof of a fork.");

    public static Refusal OtherOrigin(string origin, string expected) => new(
        "LOG1003",
        $"检查点来自“{origin}”，而公钥属于“{expected}”。请用该日志的公钥，或拒绝此文件。",
        $"The checkpoint is from '{origin}', the key belongs to '{expected}'. Use that log's key, or refuse the file.");

    public static Refusal BadSignature(VerifierKey key) => new(
        "LOG1004",
        $"{key.Name} 的{NameZh(key)}签名（密钥 {Hex(key.Id)}）不成立：内容或签名被改动。",
        $"The {NameEn(key)} signature of {key.Name} (key {Hex(key.Id)}) does not verify: text or signature was "
            + $"changed.");

    public static Refusal NotSigned(VerifierKey key) => new(
        "LOG1006",
        $"没有 {key.Name} 的有效{NameZh(key)}签名（密钥 {Hex(key.Id)}）。",
        $"There is no valid {NameEn(key)} signature of {key.Name} (key {Hex(key.Id)}).");

    public static Refusal NoQuorum(int signed, int quorum) => new(
        "LOG1007",
        $"只有 {signed} 个见证人签名，要求 {quorum} 个。",
        string.Create(CultureInfo.InvariantCulture, $"Only {signed} witnesses signed; {quorum} are asked for."));

    public static Refusal MalformedProof(string zh, string en) => new(
        "LOG1010", $"证明文件格式不对：{zh}。请重新取得文件。", $"The proof file is malformed: {en}. Fetch it again.");

    public static Refusal IndexOutside(long index, long size) => new(
        "LOG1011",
        $"序号 {index} 不在大小为 {size} 的树内。",
        string.Create(CultureInfo.InvariantCulture, $"Index {index} does not lie in a tree of size {size}."));

    public static Refusal MalformedFork(string zh, string en) => new(
        "LOG1021", $"分叉证据格式不对：{zh}。", $"The proof of a fork is malformed: {en}.");

    private static string Hex(uint id) => id.ToString("x8", CultureInfo.InvariantCulture);

    private static string NameZh(VerifierKey key) => key.Kind switch
    {
        SignatureKind.Cosignature => "见证",
        SignatureKind.Sm2 => " SM2 ",
        SignatureKind.Sm3Twin => "孪生树 SM2 ",
        _ => " Ed25519 ",
    };

    private static string NameEn(VerifierKey key) => key.Kind switch
    {
        SignatureKind.Cosignature => "witness",
        SignatureKind.Sm2 => "SM2",
        SignatureKind.Sm3Twin => "twin-tree SM2",
        _ => "Ed25519",
    };
}
