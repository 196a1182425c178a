using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Checking;

/// <summary>Reads every entry once, for both trees, beside the write-ahead log.</summary>
internal sealed class BundleCheck(LogFolder folder, long size, IReadOnlyList<TreeCheck> trees, FindingList findings)
{
    private readonly TileReader _files = new(folder.Root, TreeHash.Sha256, size);

    public void Run()
    {
        using var journal = Journal().GetEnumerator();
        for (var number = 0L; number * TilePath.Width < size; number++)
        {
            var width = (int)Math.Min(TilePath.Width, size - (number * TilePath.Width));
            var path = TilePath.OfBundle(number, width);
            var entries = Read(number, width, path, out var isWhole);
            foreach (var tree in trees)
                tree.Take(number, width, entries, path, isWhole);
            if (HasJournal)
                Compare(journal, number, width, entries, path);
        }

        while (HasJournal && journal.MoveNext())
        {
            // Entries after the checkpoint: their checksums are looked at.
        }
    }

    private bool HasJournal => Directory.Exists(folder.Journal) && _journalIsWhole;

    private bool _journalIsWhole = true;

    private List<(int Offset, ReadOnlyMemory<byte> Entry)> Read(
        long number, int width, string path, out bool isWhole)
    {
        isWhole = false;
        var file = _files.Find(TilePath.OfBundle(number, TilePath.Width), width);
        if (file is null)
        {
            findings.Add(Findings.Missing(path));
            return [];
        }

        var bytes = File.ReadAllBytes(file);
        var entries = EntryBundle.Read(bytes, width).ToList();
        var end = entries.Count == 0 ? 0 : entries[^1].Offset + sizeof(ushort) + entries[^1].Entry.Length;
        var isExact = file.EndsWith(path, StringComparison.Ordinal);
        if (entries.Count < width)
            findings.Add(Findings.WrongLength(path, end + sizeof(ushort), bytes.Length));
        else if (isExact && end != bytes.Length)
            findings.Add(Findings.WrongLength(path, end, bytes.Length));
        isWhole = entries.Count == width && (!isExact || end == bytes.Length);
        return entries;
    }

    private void Compare(
        IEnumerator<JournalRecord> journal,
        long number,
        int width,
        List<(int Offset, ReadOnlyMemory<byte> Entry)> entries,
        string path)
    {
        var isNamed = false; // one fault may shift everything behind it
        for (var i = 0; i < width; i++)
        {
            var index = (number * TilePath.Width) + i;
            if (!journal.MoveNext())
            {
                if (_journalIsWhole)
                    findings.Add(Findings.JournalShort(index, size));
                _journalIsWhole = false;
                return;
            }

            if (isNamed || i >= entries.Count || journal.Current.Entry.Span.SequenceEqual(entries[i].Entry.Span))
                continue;
            findings.Add(Findings.JournalDiffers(index, path, entries[i].Offset));
            isNamed = true;
        }
    }

    private IEnumerable<JournalRecord> Journal()
    {
        if (!Directory.Exists(folder.Journal))
            yield break;
        using var batches = Storage.Journal.Read(folder.Journal, 0, TornTail).GetEnumerator();
        while (Next(batches) is { } batch)
        {
            foreach (var record in batch.Records())
                yield return record;
        }
    }

    private void TornTail(string path, long offset) =>
        findings.Add(Findings.TornTail(Path.GetRelativePath(folder.Root, path), offset));

    private JournalBatch? Next(IEnumerator<JournalBatch> batches)
    {
        try
        {
            return batches.MoveNext() ? batches.Current : null;
        }
        catch (LogRefusedException refusal)
        {
            findings.Add(refusal.Reason);
            _journalIsWhole = false;
            return null;
        }
    }
}
