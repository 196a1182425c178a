using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// Reads an object of JSON whose keys are all known; what is missing, too much or malformed breaks the whole. Not
/// thread safe.
/// </summary>
internal sealed class StrictObject(JsonElement element)
{
    /// <summary>The one form of a time: UTC, to the second.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private const int LatestYear = 9998; // a later one has no time in every zone
    private const int LongestText = 8192;
    private const int MostItems = 4096;

    private readonly List<StrictObject> _children = [];
    private readonly bool _isObject = element.ValueKind == JsonValueKind.Object;
    private bool _isBroken = element.ValueKind != JsonValueKind.Object;
    private int _read;

    /// <summary>Whether everything was there, well formed, and nothing was left over.</summary>
    public bool IsWhole => !_isBroken
        && _read == element.GetPropertyCount() && _children.TrueForAll(c => c.IsWhole);

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public bool Has(string name) => _isObject && element.TryGetProperty(name, out _);

    public string Text(string name, int longest = LongestText) =>
        Member(name) is { ValueKind: JsonValueKind.String } value && Read(value) is { } text && text.Length <= longest
            ? text : Break(string.Empty);

    public bool Flag(string name) => Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
        ? value.GetBoolean() : Break(false);

    public int Number(string name, int most = int.MaxValue) =>
        Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
            && number >= 0 && number <= most ? number : Break(0);

    public DateTimeOffset Time(string name) => DateTimeOffset.TryParseExact(
        Text(name), TimeFormat, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && time >= DateTimeOffset.UnixEpoch && time.Year <= LatestYear // entries of logs count hours
            ? time : Break(DateTimeOffset.UnixEpoch);

    public byte[] Bytes(string name, int? length = null) => StrictBase64.Decode(Text(name, int.MaxValue)) is { } bytes
        && (length is null || bytes.Length == length) ? bytes : Break<byte[]>([]);

    public Digest Digest(string name) =>
        Member(name) is { } value && IsDigest(value, out var digest) ? digest : Break(default(Digest));

    public Commitment Commitment(string name)
    {
        var map = Object(name);
        return map is null ? default : new Commitment(map.Digest("sha256"), map.Digest("sm3"));
    }

    public VerifierKey? Key(string name)
    {
        var key = VerifierKey.TryParse(Text(name));
        return key is null ? Break<VerifierKey?>(null) : key;
    }

    public StrictObject? Object(string name) =>
        Member(name) is { ValueKind: JsonValueKind.Object } value ? Child(value) : Break<StrictObject?>(null);

    public IReadOnlyList<StrictObject> Objects(string name) => [.. Items(name).Select(Child)];

    public IReadOnlyList<string> Texts(string name)
    {
        var texts = Items(name).Select(i => i.ValueKind == JsonValueKind.String ? Read(i) : null).ToList();
        return texts.Contains(null) ? Break<IReadOnlyList<string>>([]) : texts.ConvertAll(t => t!);
    }

    public IReadOnlyList<Digest> Digests(string name)
    {
        var items = Items(name);
        var digests = new Digest[items.Count];
        for (var n = 0; n < digests.Length; n++)
        {
            if (!IsDigest(items[n], out digests[n]))
                return Break(digests);
        }

        return digests;
    }

    public T Break<T>(T instead)
    {
        _isBroken = true;
        return instead;
    }

    // Without an escape the text itself stands between the quotation marks.
    private static bool IsDigest(JsonElement value, out Digest digest)
    {
        digest = default;
        if (value.ValueKind != JsonValueKind.String)
            return false;
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        return raw.Contains((byte)'\\') ? Merkle.Digest.TryParse(Read(value), out digest)
            : Merkle.Digest.TryParse(raw, out digest);
    }

    private List<JsonElement> Items(string name) => Member(name) is { ValueKind: JsonValueKind.Array } value
        && value.GetArrayLength() <= MostItems ? [.. value.EnumerateArray()] : Break<List<JsonElement>>([]);

    private StrictObject Child(JsonElement value)
    {
        var child = new StrictObject(value);
        _children.Add(child);
        return child;
    }

    private JsonElement? Member(string name)
    {
        if (!_isObject || !element.TryGetProperty(name, out var value))
            return null;
        _read++;
        return value;
    }

    private static string? Read(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // a lone surrogate
        }
    }
}
