using System.Globalization;
using System.Text.Json;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>A title in three languages.</summary>
/// <param name="Zh">简体.</param>
/// <param name="ZhHant">繁體; null for none.</param>
/// <param name="En">English.</param>
public sealed record WatchedTitle(string Zh, string? ZhHant, string En)
{
    /// <summary>The title in the language of this request.</summary>
    public string Here() => CultureInfo.CurrentUICulture.Name switch
    {
        "en" => En,
        "zh-Hant" => ZhHant ?? Zh,
        _ => Zh,
    };
}

/// <summary>被监测的节点 A log or a witness whose answers are watched.</summary>
/// <param name="Id">A short name: lower-case letters, digits and hyphens.</param>
/// <param name="Title">Its name.</param>
/// <param name="Address">Where it answers, ends with a slash; null for a witness that is not asked itself.</param>
/// <param name="Keys">Keys of a log (its own), or the one key of a witness.</param>
public sealed record WatchedNode(string Id, WatchedTitle Title, Uri? Address, IReadOnlyList<VerifierKey> Keys)
{
    /// <summary>Ids of the logs that a witness cosigns; null for every one of the file.</summary>
    public IReadOnlyList<string>? Of { get; init; }

    /// <summary>Whether a witness cosigns a log.</summary>
    public bool Cosigns(WatchedNode log) => Of?.Contains(log.Id) ?? true;

    /// <summary>Origin of the log, or name of the witness.</summary>
    public string Name => Keys[0].Name;
}

/// <summary>The nodes that a portal watches, and the providers whose keys it can name. Immutable.</summary>
/// <param name="Logs">Logs.</param>
/// <param name="Witnesses">Witnesses.</param>
/// <param name="Providers">Providers.</param>
public sealed record WatchedNodes(
    IReadOnlyList<WatchedNode> Logs, IReadOnlyList<WatchedNode> Witnesses, IReadOnlyList<ProviderProfile> Providers)
{
    /// <summary>Most nodes of a kind.</summary>
    public const int Most = 20;

    private const int LongestId = 40;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Nothing is watched.</summary>
    public static WatchedNodes None { get; } = new([], [], []);

    /// <summary>Reads the file that names them; <see cref="None"/> where there is no file.</summary>
    /// <param name="path">The file; null for none. Paths of profiles are taken from its folder.</param>
    /// <exception cref="InvalidDataException">It cannot be used: the message says where.</exception>
    public static WatchedNodes Read(string? path)
    {
        if (path is null || !File.Exists(path))
            return None;
        try
        {
            var file = JsonSerializer.Deserialize<NodesFile>(File.ReadAllBytes(path), Form)!;
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var nodes = new WatchedNodes(
                [.. (file.Logs ?? []).Select(l => Node(l, isLog: true))],
                [.. (file.Witnesses ?? []).Select(w => Node(w, isLog: false))],
                [.. (file.Providers ?? []).Select(p => ProviderProfile.Read(Path.Combine(folder, p)))]);
            var ids = nodes.Logs.Concat(nodes.Witnesses).Select(n => n.Id).ToList();
            if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Count)
                throw Wrong("id", "有重复", "stands twice");
            return nodes.Logs.Count <= Most && nodes.Witnesses.Count <= Most
                ? nodes : throw Wrong("logs, witnesses", $"最多 {Most} 个", $"at most {Most}");
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or IOException)
        {
            throw new InvalidDataException($"{path}：{error.Message}", error);
        }
    }

    private static WatchedNode Node(NodeEntry entry, bool isLog)
    {
        var id = entry.Id ?? string.Empty;
        if (id.Length is 0 or > LongestId || !id.All(IsOfId))
            throw Wrong("id", $"“{id}”应为小写字母、数字、连字符", $"'{id}' must be lower-case letters, digits, hyphens");
        Uri? address = null;
        if (entry.Address is { } text && (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)))
        {
            throw Wrong($"{id}.address", "应如 http://127.0.0.1:7390", "must be like http://127.0.0.1:7390");
        }

        var keys = (entry.Keys ?? []).Select(k => VerifierKey.TryParse(k)
            ?? throw Wrong($"{id}.keys", "有一行不是公钥", "a line is no vkey")).ToList();
        var isGood = keys.Count > 0 && keys.TrueForAll(
            k => k.Name == keys[0].Name && (k.Kind == SignatureKind.Cosignature) != isLog);
        if (!isGood || (isLog && address is null))
            throw Wrong(id, "日志须有地址和同名的公钥，见证人须有见证公钥", "a log needs an address and keys of one name, a witness its key");
        return new WatchedNode(id, entry.Title ?? new WatchedTitle(id, null, id), address, WithTwin(keys))
        {
            Of = entry.Of,
        };
    }

    private static List<VerifierKey> WithTwin(List<VerifierKey> keys)
    {
        var hasTwin = keys.Exists(k => k.Kind == SignatureKind.Sm3Twin);
        if (!hasTwin && keys.Find(k => k.Kind == SignatureKind.Sm2) is { } sm2)
            keys.Add(sm2.Twin());
        return keys;
    }

    private static bool IsOfId(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';

    private static InvalidDataException Wrong(string where, string zh, string en) =>
        new($"{where}：{zh} / {where}: {en}");

    private sealed record NodesFile(NodeEntry[]? Logs, NodeEntry[]? Witnesses, string[]? Providers);

    private sealed record NodeEntry(string? Id, WatchedTitle? Title, string? Address, string[]? Keys, string[]? Of);
}
