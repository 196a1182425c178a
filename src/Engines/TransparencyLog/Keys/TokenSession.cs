using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Huoshui.TransparencyLog.Keys;

/// <summary>
/// A session with a token, logged in; opened again once where the token has let it go. A PIN that a token refused is
/// not offered to it again before the file that holds it changed: a few wrong ones lock the token. Thread safe: calls
/// are made one after another.
/// </summary>
internal sealed class TokenSession : IDisposable
{
    private const string FileScheme = "file:";

    private static readonly Pkcs11InteropFactories Factories = new();

    // A module is initialised once a process, and for good: others of this process may use it.
    private static readonly ConcurrentDictionary<string, Lazy<IPkcs11Library>> Modules = new(StringComparer.Ordinal);

    // Hash of the PIN, and of the time of its file, that a token refused; of the process, as sessions come and go.
    private static readonly ConcurrentDictionary<string, string> RefusedPins = new(StringComparer.Ordinal);

    private readonly Lock _one = new();
    private readonly Pkcs11Uri _uri;
    private ISession? _session;
    private bool _isClosed;

    // The library asks for libdl, which a system without compilers has as libdl.so.2 only.
    static TokenSession() => NativeLibrary.SetDllImportResolver(
        typeof(Pkcs11InteropFactories).Assembly,
        (name, _, _) => name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var handle) ? handle : 0);

    private TokenSession(string uri, Pkcs11Uri parsed)
    {
        Uri = uri;
        _uri = parsed;
    }

    /// <summary>Where the key lies.</summary>
    public string Uri { get; }

    /// <summary>Label of the key; null if only its ID is named.</summary>
    public string? Object => _uri.Object;

    /// <summary>ID of the key; null if only its label is named.</summary>
    public byte[]? Id => _uri.Id;

    /// <summary>Opens a session and logs in.</summary>
    /// <exception cref="LogRefusedException">LOG2019 to LOG2022.</exception>
    public static TokenSession Open(string uri)
    {
        var token = new TokenSession(uri, Parse(uri));
        token.Do(_ => true);
        return token;
    }

    /// <summary>Closes the session; the last one of a process logs out.</summary>
    public void Dispose()
    {
        lock (_one)
        {
            _isClosed = true;
            Close();
        }
    }

    /// <summary>Does something in the session.</summary>
    /// <exception cref="LogRefusedException">LOG2020 to LOG2024: the token does not serve.</exception>
    public T Do<T>(Func<ISession, T> work)
    {
        lock (_one)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            try
            {
                return work(_session ??= Connect());
            }
            catch (Pkcs11Exception lost) when (_session is not null && IsLost(lost.RV))
            {
                Close();
                return Again(work);
            }
            catch (Pkcs11Exception error)
            {
                throw Failed(error);
            }
        }
    }

    private T Again<T>(Func<ISession, T> work)
    {
        try
        {
            return work(_session = Connect());
        }
        catch (Pkcs11Exception error)
        {
            throw Failed(error);
        }
    }

    private ISession Connect()
    {
        var slots = Pkcs11UriUtils.GetMatchingSlotList(_uri, Module(), SlotsType.WithTokenPresent);
        if (slots.Count != 1)
            throw LogErrors.TokenMissing(Uri, slots.Count, Labels());
        var session = slots[0].OpenSession(SessionType.ReadWrite);
        try
        {
            LogIn(session, _uri.ModulePath + " " + slots[0].GetTokenInfo().SerialNumber);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        return session;
    }

    private void LogIn(ISession session, string token)
    {
        var pin = Pin();
        var offered = Fingerprint(pin);
        if (RefusedPins.TryGetValue(token, out var refused) && refused == offered)
        {
            throw LogErrors.TokenPin(
                Uri, "PIN 不对，改过 pin-source 之前不再试",
                "the PIN is wrong, and is not tried again before pin-source changes");
        }

        try
        {
            session.Login(CKU.CKU_USER, pin);
            RefusedPins.TryRemove(token, out _);
        }
        catch (Pkcs11Exception error) when (error.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // by another session of this process: the login is the process's
        }
        catch (Pkcs11Exception error) when (IsPin(error.RV))
        {
            RefusedPins[token] = offered;
            throw;
        }
    }

    // A token that was given the old PIN back is tried again when the file is written again.
    private string Fingerprint(byte[] pin) => Convert.ToHexString(SHA256.HashData(
        [.. BitConverter.GetBytes(File.GetLastWriteTimeUtc(PinFile).Ticks), .. pin]));

    private void Close()
    {
        try
        {
            _session?.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // the token is gone, and the session with it
        }

        _session = null;
    }

    private string Labels() => string.Join("、", Module().GetSlotList(SlotsType.WithTokenPresent)
        .Select(slot => slot.GetTokenInfo()).Where(token => token.TokenFlags.TokenInitialized)
        .Select(token => token.Label.Trim()));

    private IPkcs11Library Module()
    {
        var path = _uri.ModulePath;
        try
        {
            return Modules.GetOrAdd(path, _ => new Lazy<IPkcs11Library>(() =>
                Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, path, AppType.MultiThreaded))).Value;
        }
        catch (Exception error) when (error is LibraryArchitectureException or UnmanagedException or Pkcs11Exception)
        {
            Modules.TryRemove(path, out _);
            throw LogErrors.TokenModule(path, error.Message);
        }
    }

    private string PinFile => _uri.PinSource.StartsWith(FileScheme, StringComparison.Ordinal)
        ? "/" + _uri.PinSource[FileScheme.Length..].TrimStart('/') : _uri.PinSource;

    private byte[] Pin()
    {
        var path = PinFile;
        try
        {
            return Encoding.UTF8.GetBytes(File.ReadAllText(path).TrimEnd('\r', '\n'));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LogErrors.TokenPin(Uri, $"pin-source {path} 读不出", $"pin-source {path} cannot be read");
        }
    }

    private static Pkcs11Uri Parse(string uri)
    {
        try
        {
            var parsed = new Pkcs11Uri(uri);
            if (parsed.PinValue is not null)
                throw LogErrors.TokenUri(uri, "含有 pin-value：口令不写在这里", "has a pin-value: a PIN does not stand here");
            return parsed is { ModulePath.Length: > 0, PinSource.Length: > 0 }
                && (parsed.Object ?? (object?)parsed.Id) is not null
                ? parsed : throw LogErrors.TokenUri(uri, "缺 object、module-path 或 pin-source",
                    "lacks object, module-path or pin-source");
        }
        catch (Pkcs11UriException error)
        {
            throw LogErrors.TokenUri(uri, error.Message, error.Message);
        }
    }

    private static bool IsLost(CKR code) => code is CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED
        or CKR.CKR_USER_NOT_LOGGED_IN or CKR.CKR_DEVICE_REMOVED or CKR.CKR_TOKEN_NOT_PRESENT
        or CKR.CKR_OBJECT_HANDLE_INVALID or CKR.CKR_KEY_HANDLE_INVALID or CKR.CKR_DEVICE_ERROR;

    private static bool IsPin(CKR code) => code is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID
        or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_LOCKED;

    private LogRefusedException Failed(Pkcs11Exception error) => error.RV switch
    {
        CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE =>
            LogErrors.TokenPin(Uri, "PIN 不对", "the PIN is wrong"),
        CKR.CKR_PIN_LOCKED => LogErrors.TokenPin(Uri, "PIN 已锁定", "the PIN is locked"),
        CKR.CKR_PIN_EXPIRED or CKR.CKR_USER_PIN_NOT_INITIALIZED =>
            LogErrors.TokenPin(Uri, "PIN 未设置或已过期", "the PIN is not set or has expired"),
        _ => LogErrors.TokenFailed(Uri, $"{error.Method}: {error.RV}"),
    };
}
