using System.Collections.Frozen;
using Huoshui.Registry;

namespace Huoshui.Portal.SignIn;

/// <summary>Whose certificate it is: one line each, <c>SHA256-fingerprint account scope …</c>; <c>#</c> begins a
/// remark.</summary>
internal sealed record ClientCertificateEntry(string Account, IReadOnlySet<string> Scopes);

/// <summary>
/// 证书名单: the file that maps certificates to accounts. It is read anew when it changes, so that a line taken out is
/// refused at the next request. A file that is gone or has a bad line lets nobody in. Thread-safe.
/// </summary>
internal sealed class ClientCertificateList
{
    private const int Sha256Digits = 64;
    private readonly string _path;
    private Held _held;

    /// <summary>Reads the list.</summary>
    /// <exception cref="SettingException">It cannot be read, or a line is wrong.</exception>
    public ClientCertificateList(string path)
    {
        _path = path;
        _held = Load() ?? throw new SettingException(
            $"HUOSHUI_CLIENT_CERTIFICATES：无法读取 {path} / the list cannot be read.");
    }

    /// <summary>The line of a fingerprint (lower-case hexadecimal); null when there is none.</summary>
    public ClientCertificateEntry? Find(string fingerprint)
    {
        var held = Volatile.Read(ref _held);
        if (held.WrittenAt != File.GetLastWriteTimeUtc(_path))
        {
            held = LoadOrNobody();
            Volatile.Write(ref _held, held);
        }

        return held.Entries.GetValueOrDefault(fingerprint);
    }

    private Held LoadOrNobody()
    {
        try
        {
            return Load() ?? Held.Nobody;
        }
        catch (SettingException)
        {
            return Held.Nobody;
        }
    }

    private Held? Load()
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(_path);
            var entries = new Dictionary<string, ClientCertificateEntry>(StringComparer.Ordinal);
            var number = 0;
            foreach (var line in File.ReadLines(_path))
            {
                number++;
                var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length == 0)
                    continue;
                var scopes = words.Skip(2).ToFrozenSet(StringComparer.Ordinal);
                entries[PrintOf(words, number)] = new ClientCertificateEntry(words[1], scopes);
            }

            return new Held(written, entries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // openssl prints fingerprints with colons and in capitals.
    private string PrintOf(string[] words, int number)
    {
        var print = words[0].Replace(":", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
        var isWhole = print.Length == Sha256Digits && words.Length > 2;
        if (isWhole && print.All(char.IsAsciiHexDigit) && words[2..].All(TokenScopes.All.Contains))
            return print;
        throw new SettingException(
            $"{_path}:{number}：应为“SHA-256 指纹 账号 范围…”，范围取自 "
            + $"{string.Join(' ', TokenScopes.All.Order(StringComparer.Ordinal))} / "
            + "expected: SHA-256 fingerprint, account, scopes.");
    }

    private sealed record Held(DateTime WrittenAt, IReadOnlyDictionary<string, ClientCertificateEntry> Entries)
    {
        public static Held Nobody { get; } = new(DateTime.MinValue, new Dictionary<string, ClientCertificateEntry>());
    }
}
