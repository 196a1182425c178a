using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>
/// 发行簿 The two files of a provider's folder that say what it issued and revoked, one JSON object a line, only ever
/// added to. Read once, then kept in memory. Thread safe; its owner is <see cref="ProviderFolder"/>.
/// </summary>
public sealed class IssuedBook
{
    private const string IssuedFile = "issued.jsonl";
    private const string RevokedFile = "revocations.jsonl";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _folder;
    private readonly Lock _one = new();
    private readonly List<IssuedPackage> _issued;
    private readonly Dictionary<int, Revocation> _revoked = [];

    /// <summary>Reads the book of a folder; an empty one where there are no files yet.</summary>
    /// <exception cref="InvalidDataException">A line before the last is damaged.</exception>
    public IssuedBook(string folder)
    {
        _folder = folder;
        _issued = [.. Read<IssuedPackage>(IssuedFile)];
        foreach (var revocation in Read<Revocation>(RevokedFile))
            _revoked.TryAdd(revocation.Index, revocation);
    }

    /// <summary>How many packages stand in it.</summary>
    public int Count
    {
        get
        {
            lock (_one)
                return _issued.Count;
        }
    }

    /// <summary>The newest packages first.</summary>
    /// <param name="scenario">Of this scenario only; null for all.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>How many there are, and some of them.</returns>
    public (int Total, IReadOnlyList<IssuedPackage> Rows) Page(string? scenario, int offset, int limit)
    {
        lock (_one)
        {
            var some = scenario is null ? _issued : _issued.FindAll(p => p.Scenario == scenario);
            return (some.Count, [.. some.AsEnumerable().Reverse().Skip(offset).Take(limit).Select(WithRevocation)]);
        }
    }

    /// <summary>The package of a place; null if none was noted.</summary>
    public IssuedPackage? Find(int index)
    {
        lock (_one)
            return _issued.FindLast(p => p.Index == index) is { } package ? WithRevocation(package) : null;
    }

    internal void Add(IssuedPackage package)
    {
        lock (_one)
        {
            Append(IssuedFile, package);
            _issued.Add(package);
        }
    }

    internal void Add(Revocation revocation)
    {
        lock (_one)
        {
            if (_revoked.ContainsKey(revocation.Index))
                return;
            Append(RevokedFile, revocation);
            _revoked.Add(revocation.Index, revocation);
        }
    }

    private IssuedPackage WithRevocation(IssuedPackage package) =>
        package with { Revocation = _revoked.GetValueOrDefault(package.Index) };

    private void Append<T>(string name, T line)
    {
        using var file = new FileStream(
            Path.Combine(_folder, name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Append(file, [.. JsonSerializer.SerializeToUtf8Bytes(line, Form), (byte)'\n']);
    }

    // Half a line of a full disk would spoil the next one.
    internal static void Append(FileStream file, byte[] line)
    {
        var at = file.Seek(0, SeekOrigin.End);
        try
        {
            file.Write(line, 0, line.Length);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            file.SetLength(at);
            throw;
        }
    }

    // A last line without an end is one whose writing was broken off: nobody was told of it.
    private IEnumerable<T> Read<T>(string name)
    {
        var path = Path.Combine(_folder, name);
        if (!File.Exists(path))
            return [];
        var bytes = File.ReadAllBytes(path);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (end < bytes.Length)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(end);
        }

        return Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Line<T>(line, path));
    }

    private static T Line<T>(string line, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Form)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} 有一行损坏，请从备份恢复 / a line is damaged: restore a backup", error);
        }
    }
}
