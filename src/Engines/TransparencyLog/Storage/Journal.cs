using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>
/// 预写日志 The write-ahead log: the record of all entries; tiles and bundles follow from it. Segments are named by
/// the index of
/// their first entry. Its one owner is <see cref="LogWriter"/>; not thread safe.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const string Extension = ".wal";

    private readonly string _folder;
    private readonly long _segmentBytes;
    private SafeFileHandle? _segment;
    private long _length;

    private Journal(string folder, long segmentBytes)
    {
        _folder = folder;
        _segmentBytes = segmentBytes;
    }

    /// <summary>Entries that are durable.</summary>
    public long Size { get; private set; }

    /// <summary>Opens the last segment and cuts off what a crash left half written.</summary>
    /// <exception cref="LogRefusedException">LOG2005: something is damaged that was acknowledged.</exception>
    public static Journal Open(string folder, long segmentBytes)
    {
        var journal = new Journal(folder, segmentBytes);
        if (Segments(folder) is [.., var last])
            journal.OpenLast(last);
        return journal;
    }

    /// <summary>Writes a batch and returns when it is durable.</summary>
    public void Append(JournalBatch batch)
    {
        if (_segment is null || _length >= _segmentBytes)
            Roll();
        RandomAccess.Write(_segment!, batch.Frame.Span, _length);
        RandomAccess.FlushToDisk(_segment!);
        _length += batch.Frame.Length;
        Size += batch.Count;
    }

    /// <summary>The batches that hold entries from an index on; the first may begin before it.</summary>
    /// <param name="folder">The folder of the segments.</param>
    /// <param name="from">Index of the first entry that is asked for.</param>
    /// <param name="torn">Told of an unfinished last batch; null: that is damage like any other.</param>
    /// <exception cref="LogRefusedException">LOG2005: a segment is damaged or missing.</exception>
    public static IEnumerable<JournalBatch> Read(string folder, long from, Action<string, long>? torn = null)
    {
        var segments = Segments(folder);
        var begin = Math.Max(0, segments.FindLastIndex(s => s.First <= from));
        var next = segments.Count > begin ? segments[begin].First : 0;
        for (var i = begin; i < segments.Count; i++)
        {
            var (path, first) = segments[i];
            if (first != next)
            {
                throw LogErrors.JournalBroken(path, 0, $"缺少条目 {next} 到 {first}", $"entries {next} to {first} "
                    + $"are missing");
            }

            foreach (var (batch, offset) in Scan(path))
            {
                if (batch is null && torn is not null && i == segments.Count - 1 && !IsFollowed(path, offset))
                {
                    torn(path, offset);
                    yield break;
                }

                if (batch is null)
                    throw LogErrors.JournalBroken(path, offset, "校验和不符", "the checksum does not match");
                if (batch.First != next)
                    throw LogErrors.JournalBroken(path, offset, "序号不连续", "the indices have a gap");
                next += batch.Count;
                if (next > from)
                    yield return batch;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _segment?.Dispose();

    private void OpenLast((string Path, long First) last)
    {
        Size = last.First;
        foreach (var (batch, offset) in Scan(last.Path))
        {
            _length = offset;
            if (batch is null)
            {
                CutTornTail(last.Path, offset);
                break;
            }

            if (batch.First != Size)
                throw LogErrors.JournalBroken(last.Path, offset, "序号不连续", "the indices have a gap");
            Size += batch.Count;
            _length += batch.Frame.Length;
        }

        _segment = File.OpenHandle(last.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
    }

    private static void CutTornTail(string path, long offset)
    {
        if (IsFollowed(path, offset))
            throw LogErrors.JournalBroken(path, offset, "其后还有完好的批次", "whole batches follow it");
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(file, offset);
        RandomAccess.FlushToDisk(file);
    }

    // A batch is written only after the one before is durable: behind a torn batch there can be no whole one.
    private static bool IsFollowed(string path, long offset)
    {
        var bytes = File.ReadAllBytes(path).AsSpan((int)offset);
        for (var at = 1; at < bytes.Length; at++)
        {
            var found = bytes[at..].IndexOf(JournalBatch.Magic);
            if (found < 0)
                return false;
            at += found;
            if (JournalBatch.TryRead(bytes[at..]) is not null)
                return true;
        }

        return false;
    }

    private void Roll()
    {
        _segment?.Dispose();
        var path = Path.Combine(_folder, Size.ToString("D20", CultureInfo.InvariantCulture) + Extension);
        _segment = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        _length = 0;
        DurableFile.SyncFolder(_folder);
    }

    private static List<(string Path, long First)> Segments(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal).Select(path =>
            (path, long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)))];

    // Ends after the first damaged batch, which it gives as null.
    private static IEnumerable<(JournalBatch? Batch, long Offset)> Scan(string path)
    {
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length;)
        {
            var batch = JournalBatch.TryRead(bytes.AsSpan(at));
            yield return (batch, at);
            if (batch is null)
                yield break;
            at += batch.Frame.Length;
        }
    }
}
