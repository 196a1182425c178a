using System.Text;
using System.Threading.Channels;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog;

/// <summary>What became of an entry.</summary>
/// <param name="Index">Its number in the log, from 0.</param>
/// <param name="IsRepeat">It was there already, under the same idempotency key.</param>
public readonly record struct AppendedEntry(long Index, bool IsRepeat);

/// <summary>How a log is opened.</summary>
public sealed record LogOptions
{
    /// <summary>The limits.</summary>
    public LogLimits Limits { get; init; } = new();

    /// <summary>Where the last signed checkpoint is kept; null: where the log says.</summary>
    public string? SignedState { get; init; }

    /// <summary>
    /// Takes the folder for the latest although the file of the last signed checkpoint is missing or old.
    /// </summary>
    public bool AcceptFolder { get; init; }

    /// <summary>Makes all tiles and bundles anew from the write-ahead log.</summary>
    public bool Rebuild { get; init; }

    /// <summary>For the interval of publishing.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>
/// 日志写入者 The one writer of a log. An entry is acknowledged when it is durable in the write-ahead log (one fsync for all
/// that wait); tiles and bundles follow; a checkpoint is signed when asked, or at an interval. Thread safe.
/// </summary>
public sealed class LogWriter : IAsyncDisposable
{
    private const int MostUnpublishedBatches = 64;

    private readonly LogLimits _limits;
    private readonly IDisposable _lock;
    private readonly Journal _journal;
    private readonly LogTrees _trees;
    private readonly IdempotencyKeys _keys;
    private readonly Channel<PendingEntry> _incoming;
    private readonly Channel<TreeWork> _work = Channel.CreateBounded<TreeWork>(MostUnpublishedBatches);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loops;
    private volatile Exception? _failure;

    private LogWriter(LogFolder folder, LogOptions options, LogKeys? signer, IDisposable held)
    {
        _lock = held;
        _limits = options.Limits;
        _keys = new IdempotencyKeys(options.Limits.RememberedEntries);
        _journal = Journal.Open(folder.Journal, options.Limits.SegmentBytes);
        try
        {
            _trees = LogTrees.Open(folder, options, signer, _journal.Size, _keys);
        }
        catch
        {
            _journal.Dispose();
            throw;
        }

        _incoming = Channel.CreateBounded<PendingEntry>(_limits.MostOutstanding);
        _loops = Task.WhenAll(
            Task.Run(CommitAsync), Task.Run(GrowAsync), Task.Run(() => PublishRegularlyAsync(options.Clock)));
    }

    /// <summary>Entries that are durable.</summary>
    public long Size => _journal.Size;

    /// <summary>Creates a log in an empty or new folder and publishes its checkpoint of size 0.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="keys">The signing keys; they are kept in the folder.</param>
    /// <param name="passphrase">Encrypts the file of the keys.</param>
    /// <param name="options">Where the last signed checkpoint is kept; null: beside the folder.</param>
    /// <exception cref="LogRefusedException">LOG2001, LOG2002.</exception>
    public static async Task CreateAsync(string folder, LogKeys keys, string passphrase, LogOptions? options = null)
    {
        options ??= new LogOptions();
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var state = Path.GetFullPath(options.SignedState ?? root + ".signed-checkpoint");
        if (!Checkpoint.IsOrigin(keys.Origin))
            throw LogErrors.BadOrigin(keys.Origin);
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
            throw LogErrors.NotEmpty(root);
        if (File.Exists(state))
            throw LogErrors.NotEmpty(state);
        var place = new LogFolder(root);
        place.Create();
        keys.Write(place.Keys, passphrase);
        DurableFile.Replace(place.VerifierKey, Encoding.UTF8.GetBytes(keys.Ed25519 + "\n"));
        DurableFile.Replace(place.Sm2VerifierKey, Encoding.UTF8.GetBytes(keys.Sm2 + "\n"));
        DurableFile.Replace(place.Sm2Pem, Encoding.ASCII.GetBytes(keys.Sm2Pem()));
        place.WriteSettings(new LogSettings(keys.Origin, state));
        await using var writer = Open(root, keys, options with { AcceptFolder = true });
        await writer.PublishAsync();
    }

    /// <summary>Opens a log for writing.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="keys">The signing keys; null if nothing is to be signed.</param>
    /// <param name="options">How; null: as the defaults say.</param>
    /// <exception cref="LogRefusedException">LOG2003 to LOG2009, LOG2018: it cannot be written or trusted.</exception>
    public static LogWriter Open(string folder, LogKeys? keys = null, LogOptions? options = null)
    {
        options ??= new LogOptions();
        var place = new LogFolder(Path.GetFullPath(folder));
        var settings = place.ReadSettings();
        if (keys is not null && keys.Origin != settings.Origin)
            throw LogErrors.WrongPassphrase(place.Keys);
        var held = FolderLock.Take(place.Lock, options.Limits.LockWait) ?? throw LogErrors.Locked(place.Root);
        try
        {
            return new LogWriter(place, options, keys, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Keeps every writer out, for who moves the folder away.</summary>
    /// <param name="folder">A folder of a log.</param>
    /// <param name="wait">How long to wait for a writer to leave.</param>
    /// <returns>Dispose to let go; null if a writer has it all the time.</returns>
    public static IDisposable? TryHold(string folder, TimeSpan wait) =>
        FolderLock.Take(new LogFolder(Path.GetFullPath(folder)).Lock, wait);

    /// <summary>Reads the signing keys of a log.</summary>
    /// <exception cref="LogRefusedException">LOG2003, LOG2010.</exception>
    public static LogKeys ReadKeys(string folder, string passphrase)
    {
        var place = new LogFolder(Path.GetFullPath(folder));
        place.ReadSettings();
        return LogKeys.Read(place.Keys, passphrase);
    }

    /// <summary>Adds an entry; waits while too many others wait.</summary>
    /// <param name="entry">At most 65,535 bytes; must not be changed before the task ends.</param>
    /// <param name="issuer">Who sends it; empty if nobody in particular.</param>
    /// <param name="idempotencyKey">
    /// Under the same key of the same issuer an entry is added once; empty: always.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting for a place; once placed, the entry is written.</param>
    /// <exception cref="LogRefusedException">LOG2011 to LOG2013, LOG2016.</exception>
    public async ValueTask<AppendedEntry> AppendAsync(
        ReadOnlyMemory<byte> entry,
        string issuer = "",
        string idempotencyKey = "",
        CancellationToken cancellationToken = default) =>
        await await EnqueueAsync(entry, issuer, idempotencyKey, cancellationToken);

    /// <summary>Places an entry in the order of the calls; the inner task ends when it is durable.</summary>
    /// <inheritdoc cref="AppendAsync" />
    public async ValueTask<Task<AppendedEntry>> EnqueueAsync(
        ReadOnlyMemory<byte> entry,
        string issuer = "",
        string idempotencyKey = "",
        CancellationToken cancellationToken = default)
    {
        if (entry.Length > LogLimits.LongestEntryBytes)
            throw LogErrors.EntryTooLong(entry.Length);
        foreach (var text in (string[])[issuer, idempotencyKey])
        {
            if (Encoding.UTF8.GetByteCount(text) > LogLimits.LongestKeyBytes)
                throw LogErrors.KeyTooLong(text);
        }

        ThrowIfFailed();
        var pending = new PendingEntry(new JournalRecord(issuer, idempotencyKey, entry));
        try
        {
            await _incoming.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            ThrowIfFailed();
            throw new ObjectDisposedException("The log was closed.", closed);
        }

        return pending.Done.Task;
    }

    /// <summary>Signs and publishes a checkpoint over everything acknowledged so far.</summary>
    /// <returns>The signed checkpoint of the SHA-256 tree.</returns>
    /// <exception cref="LogRefusedException">LOG2009, LOG2016, LOG2017.</exception>
    public async Task<byte[]> PublishAsync(CancellationToken cancellationToken = default)
    {
        var publish = new PublishWork();
        await HandOverAsync(publish, cancellationToken);
        return await publish.Done.Task;
    }

    /// <summary>Puts signatures of witnesses under the published checkpoint.</summary>
    /// <param name="signatures">Lines that were verified.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The checkpoint with all its signatures.</returns>
    public async Task<byte[]> AddSignaturesAsync(
        IReadOnlyList<NoteSignature> signatures, CancellationToken cancellationToken = default)
    {
        var add = new SignaturesWork(signatures);
        await HandOverAsync(add, cancellationToken);
        return await add.Done.Task;
    }

    /// <summary>Writes what was placed, makes tiles durable and lets the log go.</summary>
    public async ValueTask DisposeAsync()
    {
        _incoming.Writer.TryComplete();
        await _closing.CancelAsync();
        try
        {
            await _loops;
            if (_failure is null)
                _trees.MakeDurable();
        }
        finally
        {
            _journal.Dispose();
            _lock.Dispose();
            _closing.Dispose();
        }
    }

    private async Task HandOverAsync(TreeWork work, CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        try
        {
            await _work.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            ThrowIfFailed();
            throw new ObjectDisposedException("The log was closed.", closed);
        }
    }

    // Group commit: everything that came while the last fsync ran goes into the next batch.
    private async Task CommitAsync()
    {
        var pending = new List<PendingEntry>();
        try
        {
            while (await _incoming.Reader.WaitToReadAsync())
            {
                Gather(pending);
                await WriteAsync(pending);
                pending.Clear();
            }

            _work.Writer.TryComplete();
        }
        catch (Exception error) // whatever it is, nobody may be told that his entry is safe
        {
            Fail(error, pending);
        }
    }

    private void Gather(List<PendingEntry> pending)
    {
        var bytes = 0;
        while (pending.Count < _limits.MostEntriesOfBatch && bytes < _limits.BatchBytes
            && _incoming.Reader.TryRead(out var next))
        {
            pending.Add(next);
            bytes += next.Record.Entry.Length;
        }
    }

    private async Task WriteAsync(List<PendingEntry> pending)
    {
        var next = _journal.Size;
        var records = new List<JournalRecord>(pending.Count);
        foreach (var entry in pending)
        {
            entry.Place(_keys, next + records.Count);
            if (entry.IsNew)
                records.Add(entry.Record);
        }

        if (records.Count > 0)
        {
            var batch = JournalBatch.Of(next, records);
            _journal.Append(batch);
            await _work.Writer.WriteAsync(new BatchWork(batch));
        }

        foreach (var entry in pending)
            entry.Acknowledge();
    }

    private async Task GrowAsync()
    {
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync())
                work.Do(_trees);
        }
        catch (Exception error) // tiles are derived, but a log that cannot publish must not go on taking entries
        {
            Fail(error, []);
        }
    }

    private async Task PublishRegularlyAsync(TimeProvider clock)
    {
        if (_limits.PublishInterval is not { } interval)
            return;
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
                await PublishAsync(_closing.Token);
        }
        catch (Exception error)
            when (error is OperationCanceledException or LogRefusedException or ObjectDisposedException)
        {
            // Closing, or failed: then the clients are told.
        }
    }

    private void Fail(Exception error, IEnumerable<PendingEntry> pending)
    {
        _failure ??= error;
        _incoming.Writer.TryComplete();
        _work.Writer.TryComplete();
        var reason = Reason(_failure);
        foreach (var entry in pending)
            entry.Done.TrySetException(reason);
        while (_incoming.Reader.TryRead(out var entry))
            entry.Done.TrySetException(reason);
        while (_work.Reader.TryRead(out var work))
            work.Fail(reason);
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw Reason(failure);
    }

    private static LogRefusedException Reason(Exception failure) =>
        failure as LogRefusedException ?? LogErrors.Failed(failure);
}
