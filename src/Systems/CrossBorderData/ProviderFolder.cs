using System.Collections.Concurrent;
using System.Security.Cryptography;
using Huoshui.Systems.CrossBorderData.Providing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>
/// 提供方的文件夹 What a provider keeps: its keys (encrypted), its profile, which places of the status list are taken and
/// which are revoked, what was issued when, and what it published. No document, no name of a subject, no salt. One
/// process has it at a time; within it, taking places, revoking, the book of what was issued and what is published are
/// thread safe; keys are changed while nothing is issued (<see cref="ProviderDesk"/> sees to it).
/// </summary>
public sealed class ProviderFolder : IDisposable
{
    /// <summary>The folder with what everybody may have: lists and manifests with their proofs.</summary>
    public const string PublicFolder = "public";

    private const string ProfileFile = "provider.json";
    internal const string ManifestName = "manifest";
    internal const string StatusName = "status-0";
    private const int MostTries = 10_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly Lock _bits = new();

    // What is published, as pairs: on the disk a note and its proof take their places one after the other.
    private readonly ConcurrentDictionary<string, LoggedNote> _published = new(StringComparer.Ordinal);

    private ProviderFolder(string folder, FileStream held, ProviderProfile profile)
    {
        _folder = folder;
        _lock = held;
        Profile = profile;
        KeyChange.Finish(folder, profile); // of a process that ended in between
        Publication.Finish(folder);
        Load(ManifestName);
        Load(StatusName);
        Issued = new IssuedBook(folder);
    }

    /// <summary>What it issued.</summary>
    public IssuedBook Issued { get; }

    /// <summary>What it says of itself.</summary>
    public ProviderProfile Profile { get; private set; }

    /// <summary>The key manifest and its proof; null before the first was published.</summary>
    public LoggedNote? Manifest => _published.GetValueOrDefault(ManifestName);

    /// <summary>The status list and its proof; null before the first was published.</summary>
    public LoggedNote? Status => _published.GetValueOrDefault(StatusName);

    /// <summary>How many places of the status list are taken, of <see cref="StatusList.Size"/>.</summary>
    public int Taken => Count("taken.bits");

    /// <summary>How many places are revoked.</summary>
    public int Revoked => Count("revoked.bits");

    /// <summary>Creates a provider with root and signing keys.</summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="profile">Name, titles and licence; keys are added.</param>
    /// <param name="passphrase">Encrypts the keys.</param>
    /// <param name="days">How many days the signing keys are valid.</param>
    /// <param name="now">From when on.</param>
    /// <param name="token">The signing key of Ed25519 is this one of a token; null: it lies in the folder.</param>
    /// <exception cref="InvalidDataException">The folder is not empty, or the name will not do.</exception>
    /// <exception cref="TransparencyLog.LogRefusedException">LOG2019 to LOG2025: the token does not serve.</exception>
    public static void Create(
        string folder, ProviderProfile profile, string passphrase, int days, DateTimeOffset now,
        TokenChoice? token = null)
    {
        var present = Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];
        if (present.Any(f => Path.GetFileName(f) != ".private"))
            throw new InvalidDataException($"文件夹 {folder} 不为空 / the folder is not empty");
        if (!VerifierKey.IsName(profile.Name))
            throw new InvalidDataException($"名称“{profile.Name}”不可为空、含空白或加号 / the name has no spaces and no plus sign");
        using var root = StatementKeys.Generate(profile.Name);
        using var keys = StatementKeys.Generate(profile.Name, token);
        Directory.CreateDirectory(Path.Combine(folder, PublicFolder));
        root.Write(Path.Combine(folder, "root-keys.json"), passphrase);
        keys.Write(KeyChange.FileOf(folder), passphrase);
        DurableFile.Replace(Path.Combine(folder, "taken.bits"), new byte[StatusList.SizeBytes]);
        DurableFile.Replace(Path.Combine(folder, "revoked.bits"), new byte[StatusList.SizeBytes]);
        DurableFile.Replace(Path.Combine(folder, ProfileFile), (profile with
        {
            Roots = [root.Ed25519.ToString(), root.Sm2.ToString()],
            Keys = Times(keys, Second(now), days),
        }).ToArray());
    }

    /// <summary>Opens a provider's folder; waits while another process has it.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ProviderFolder Open(string folder)
    {
        var file = Path.Combine(folder, ProfileFile);
        if (!File.Exists(file))
            throw new InvalidDataException($"{folder} 不是提供方的文件夹 / is no folder of a provider: huoshui border provider");
        var held = Take(Path.Combine(folder, "lock"));
        try
        {
            return new ProviderFolder(folder, held, ProviderProfile.Read(file));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Its signing keys; the caller disposes of them.</summary>
    public StatementKeys Keys(string passphrase) => StatementKeys.Read(KeyChange.FileOf(_folder), passphrase);

    /// <summary>
    /// A place of the status list that was never used, drawn at random and taken for good; null if none is left.
    /// </summary>
    public int? TakeIndex()
    {
        lock (_bits)
            return TakeOne();
    }

    private int? TakeOne()
    {
        var taken = Bits("taken.bits");
        for (var tries = 0; tries < MostTries; tries++)
        {
            var index = RandomNumberGenerator.GetInt32(StatusList.Size);
            if ((taken[index / 8] >> (index % 8) & 1) == 1)
                continue;
            taken[index / 8] |= (byte)(1 << (index % 8));
            DurableFile.Replace(Path.Combine(_folder, "taken.bits"), taken);
            return index;
        }

        return null;
    }

    /// <summary>Marks a place as revoked, for good; false if nothing was ever issued on it.</summary>
    /// <param name="index">The place.</param>
    /// <param name="reason">Why, one of <see cref="RevocationReasons.All"/>; noted for the provider alone.</param>
    /// <param name="at">When.</param>
    public bool Revoke(int index, string reason, DateTimeOffset at)
    {
        lock (_bits)
        {
            if (index is < 0 or >= StatusList.Size || (Bits("taken.bits")[index / 8] >> (index % 8) & 1) == 0)
                return false;
            var revoked = Bits("revoked.bits");
            revoked[index / 8] |= (byte)(1 << (index % 8));
            DurableFile.Replace(Path.Combine(_folder, "revoked.bits"), revoked);
        }

        Issued.Add(new Revocation(index, Second(at), reason));
        return true;
    }

    /// <summary>
    /// New signing keys; the old ones end now, and are told as compromised where a time is given. It happens wholly or
    /// not at all: a process that is killed meanwhile leaves a folder that the next one opens with the keys of its
    /// profile.
    /// </summary>
    /// <param name="passphrase">Of the keys.</param>
    /// <param name="days">How many days the new ones are valid.</param>
    /// <param name="now">From when on.</param>
    /// <param name="compromisedAt">From when on somebody else may have the old ones; null if nobody has.</param>
    /// <param name="token">The new key of Ed25519 is this one of a token; null: it lies in the folder.</param>
    /// <exception cref="InvalidDataException">The old key lies in a token and no new one is named.</exception>
    /// <exception cref="TransparencyLog.LogRefusedException">LOG2010, LOG2019 to LOG2025.</exception>
    public void Rotate(
        string passphrase, int days, DateTimeOffset now, DateTimeOffset? compromisedAt, TokenChoice? token = null)
    {
        using var old = Keys(passphrase); // a wrong passphrase is told before anything changes
        if (old.Token is { } held && token is null)
        {
            throw new InvalidDataException(
                $"签名密钥在令牌 {held} 中：请用 --pkcs11 给出新密钥 / the key lies in a token: name the new one with --pkcs11");
        }

        using var next = StatementKeys.Generate(Profile.Name, token);
        if (next.Ed25519.Id == old.Ed25519.Id)
            throw new InvalidDataException("--pkcs11 给出的是现用的密钥，请换一个 / is the key in use: name another");
        var last = Profile.Keys.TakeLast(2).Select(k => k.Key).ToHashSet(StringComparer.Ordinal);
        var ended = Profile.Keys.Select(k => !last.Contains(k.Key) ? k
            : k with { Until = Second(now), CompromisedAt = compromisedAt is { } at ? Second(at) : k.CompromisedAt });
        KeyChange.Prepare(_folder, next, passphrase);
        Save(Profile with { Keys = [.. ended, .. Times(next, Second(now), days)] }); // from here on it has happened
        KeyChange.Finish(_folder, Profile);
    }

    /// <summary>Signs a new key manifest and a new status list, and has both logged.</summary>
    /// <param name="passphrase">Of the keys.</param>
    /// <param name="days">How many days they are valid.</param>
    /// <param name="now">When.</param>
    /// <param name="submit">Takes them to the log.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Why not; null if it was done.</returns>
    public async Task<Refusal?> PublishAsync(
        string passphrase, int days, DateTimeOffset now, SubmitEntry submit, CancellationToken cancellationToken)
    {
        using var root = StatementKeys.Read(Path.Combine(_folder, "root-keys.json"), passphrase);
        var manifest = new KeyManifest(
            Profile.Name, Profile.ManifestSequence + 1, Second(now), Second(now).AddDays(days),
            [.. Profile.Keys.Select(k => k.ToIssuerKey())]);
        Save(Profile with { ManifestSequence = manifest.Sequence }); // a number is never used for two
        var note = root.SignNote(manifest.ToText());
        var entry = manifest.Entry(note, root.Ed25519.Id);
        return await LogAsync(ManifestName, note, entry, root, submit, cancellationToken)
            ?? await PublishStatusAsync(passphrase, days, now, submit, cancellationToken);
    }

    /// <summary>Signs a new status list and has it logged.</summary>
    /// <inheritdoc cref="PublishAsync" />
    public async Task<Refusal?> PublishStatusAsync(
        string passphrase, int days, DateTimeOffset now, SubmitEntry submit, CancellationToken cancellationToken)
    {
        using var keys = Keys(passphrase);
        var list = new StatusList(
            Profile.Name, 0, Profile.StatusSequence + 1, Second(now), Second(now).AddDays(days), Bits("revoked.bits"));
        Save(Profile with { StatusSequence = list.Sequence });
        var note = keys.SignNote(list.ToText());
        return await LogAsync(StatusName, note, list.Entry(note, keys.Ed25519.Id), keys, submit, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    /// <summary>The second in which a moment lies: what signed texts can say.</summary>
    internal static DateTimeOffset Second(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static List<ProviderKey> Times(StatementKeys keys, DateTimeOffset from, int days) =>
    [
        new(keys.Ed25519.ToString(), from, from.AddDays(days), null),
        new(keys.Sm2.ToString(), from, from.AddDays(days), null),
    ];

    private async Task<Refusal?> LogAsync(
        string name, byte[] note, LogEntry entry, StatementKeys signer, SubmitEntry submit,
        CancellationToken cancellationToken)
    {
        var answer = await submit(LogSubmission.Of(entry, signer), cancellationToken);
        if (answer.Proof is not { } proof)
            return answer.Refusal;
        Publication.Add(_folder, name, note, proof.Span);
        _published[name] = new LoggedNote(note, proof);
        return null;
    }

    private void Load(string name)
    {
        if (Publication.Newest(_folder, name) is { } newest)
            _published[name] = newest;
    }

    private int Count(string name) => Bits(name).Sum(b => System.Numerics.BitOperations.PopCount(b));

    private byte[] Bits(string name)
    {
        var bits = File.ReadAllBytes(Path.Combine(_folder, name));
        return bits.Length == StatusList.SizeBytes ? bits : throw new InvalidDataException(
            $"{name} 的长度不对，请从备份恢复 / has the wrong length: restore it from a backup");
    }

    private void Save(ProviderProfile profile)
    {
        DurableFile.Replace(Path.Combine(_folder, ProfileFile), profile.ToArray());
        Profile = profile;
    }

    private static FileStream Take(string path)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < LongestWait)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException error)
            {
                throw new InvalidDataException("另一个进程正在使用提供方的文件夹 / another process has the provider's folder", error);
            }
        }
    }
}
