using System.Security.Cryptography;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Keys;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree;

/// <summary>
/// 审计树写入者: moves leaves into the tree. Audit row n is entry n − 1, so that the size of the tree says what was
/// entered: nothing is marked, and a crash between two steps can neither lose nor double a leaf. One process holds it
/// (lease and lock of the folder). Not thread safe.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    /// <summary>What the log says when another process has its folder.</summary>
    internal const string LockedCode = "LOG2004";

    private const int RowsAtOnce = 8_192;
    private const int OriginDigits = 8;
    private const int PassphraseBytes = 24;

    private readonly LogWriter _writer;
    private readonly AuditTreeOptions _options;

    private AuditLog(LogWriter writer, AuditTreeOptions options) => (_writer, _options) = (writer, options);

    /// <summary>Leaves that are durable in the tree.</summary>
    public long Size => _writer.Size;

    /// <summary>Opens the tree for writing; makes it if there never was one.</summary>
    /// <param name="options">Where.</param>
    /// <param name="entered">Leaves that the store knows to have been entered.</param>
    /// <exception cref="AuditTreeException">AUD2001, AUD2002, AUD2005.</exception>
    /// <exception cref="LogRefusedException">Another reason of the log.</exception>
    public static async Task<AuditLog> OpenAsync(AuditTreeOptions options, long entered)
    {
        ArgumentNullException.ThrowIfNull(options);
        var log = new LogOptions { SignedState = options.SignedState, Limits = Limits };
        if (!IsThere(options))
        {
            if (entered > 0 || (File.Exists(options.SignedState) && !Directory.Exists(Unfinished(options))))
                throw AuditTreeErrors.Gone(options.Folder, entered);
            await CreateAsync(options, log);
        }

        try
        {
            var keys = LogWriter.ReadKeys(options.Folder, Passphrase(options));
            return new AuditLog(LogWriter.Open(options.Folder, keys, log), options);
        }
        catch (LogRefusedException refusal) when (IsOlder(refusal.Reason.Code))
        {
            throw AuditTreeErrors.Older(refusal, refusal.Reason.Code);
        }
    }

    /// <summary>Whether there is a tree.</summary>
    public static bool IsThere(AuditTreeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return File.Exists(Path.Combine(options.Folder, ".private", "log.json"));
    }

    /// <summary>Enters what waits in the store, in the order of its numbers.</summary>
    /// <returns>How many leaves were entered.</returns>
    /// <exception cref="AuditTreeException">AUD2003, AUD2004: store and tree do not fit; nothing more is
    /// entered.</exception>
    public async Task<long> EnterAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var last = await context.AuditEntries.MaxAsync(e => (long?)e.Sequence, cancellationToken) ?? 0;
        if (last < Size)
            throw AuditTreeErrors.StoreBehind(Size, last);
        var entered = 0L;
        while (Size < last)
        {
            var first = Size + 1;
            var leaves = await context.AuditLeaves.AsNoTracking().Where(l => l.Sequence >= first && l.Sequence <= last)
                .OrderBy(l => l.Sequence).Take(RowsAtOnce).ToListAsync(cancellationToken);
            entered += await EnterAsync(leaves, first, cancellationToken);
            if (leaves.Count == 0 || Size != leaves[^1].Sequence)
                throw await MissingAsync(context, Size + 1, cancellationToken);
        }

        return entered;
    }

    /// <summary>Signs and publishes a checkpoint; does nothing when the tree has not grown.</summary>
    /// <returns>The signed checkpoint.</returns>
    public Task<byte[]> PublishAsync(CancellationToken cancellationToken) => _writer.PublishAsync(cancellationToken);

    /// <summary>Asks the witnesses to sign the published checkpoint.</summary>
    /// <returns>Why a witness did not sign, a line each.</returns>
    public async Task<IReadOnlyList<string>> WitnessAsync(CancellationToken cancellationToken)
    {
        if (_options.Witnesses.Count == 0 || Size == 0)
            return [];
        var client = new Witnesses.WitnessClient(
            new LogReader(_options.Folder), [.. _options.Witnesses.Select(w => w.Key)]);
        var (signatures, refusals) = await client.AskAsync(
            [.. _options.Witnesses.Select(w => w.Address.ToString())], cancellationToken);
        if (signatures.Count > 0)
            await _writer.AddSignaturesAsync(signatures, cancellationToken);
        return refusals;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static async Task<AuditTreeException> MissingAsync(
        OperationsContext context, long row, CancellationToken cancellationToken) =>
        await context.AuditEntries.AnyAsync(e => e.Sequence == row, cancellationToken)
            ? AuditTreeErrors.NoLeaf(row) : AuditTreeErrors.NoRow(row);

    // Numbers in order without gaps, up to the first that is missing.
    private async Task<long> EnterAsync(List<AuditLeaf> leaves, long first, CancellationToken cancellationToken)
    {
        Task<AppendedEntry>? last = null;
        var placed = 0L;
        foreach (var leaf in leaves.TakeWhile((leaf, n) => leaf.Sequence == first + n))
        {
            last = await _writer.EnqueueAsync(leaf.ToRecord(), cancellationToken: cancellationToken);
            placed++;
        }

        if (last is not null && (await last).Index != first + placed - 2)
            throw new InvalidOperationException("The audit tree has another writer."); // its lock forbids it
        return placed;
    }

    // The position is the identity of a leaf: no keys are to be remembered.
    private static LogLimits Limits => new()
    {
        RememberedEntries = 0,
        LockWait = TimeSpan.FromSeconds(1), // who does not get it asks again at the next interval
    };

    private static bool IsOlder(string code) => code is "LOG2006" or "LOG2007" or "LOG2008" or "LOG2018";

    // Made under another name, so that a crash leaves no tree without its passphrase.
    private static async Task CreateAsync(AuditTreeOptions options, LogOptions log)
    {
        if (Directory.Exists(Unfinished(options)))
        {
            Directory.Delete(Unfinished(options), recursive: true);
            File.Delete(options.SignedState);
        }

        var passphrase = options.Passphrase
            ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PassphraseBytes));
        var origin = options.Origin
            ?? $"huoshui.local/audit/{RandomNumberGenerator.GetHexString(OriginDigits, lowercase: true)}";
        await LogWriter.CreateAsync(Unfinished(options), LogKeys.Generate(origin), passphrase, log);
        if (options.Passphrase is null)
            Keep(Path.Combine(Unfinished(options), ".private", "passphrase"), passphrase);
        Directory.Move(Unfinished(options), options.Folder);
    }

    private static string Unfinished(AuditTreeOptions options) => options.Folder + ".unfinished";

    private static void Keep(string file, string passphrase)
    {
        var open = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, open);
        using var text = new StreamWriter(stream);
        text.Write(passphrase + "\n");
        text.Flush();
        stream.Flush(flushToDisk: true);
    }

    private static string Passphrase(AuditTreeOptions options) => options.Passphrase
        ?? (File.Exists(PassphraseFile(options)) ? File.ReadAllText(PassphraseFile(options)).TrimEnd('\n')
            : throw AuditTreeErrors.NoPassphrase(PassphraseFile(options)));

    private static string PassphraseFile(AuditTreeOptions options) =>
        Path.Combine(options.Folder, ".private", "passphrase");
}
