using Huoshui.Operations;
using Huoshui.Operations.Leaves;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>Rows that are not what the tree holds at their number: of a few it is found out where they stood before.
/// Not thread safe.</summary>
/// <param name="findings">Told of each.</param>
internal sealed class MovedRows(RowFindings findings)
{
    private const int MostMoved = 200; // every pair of them is tried

    private readonly List<Mismatch> _mismatches = [];
    private bool _isMany;

    /// <summary>Adds one; of too many none is kept in memory.</summary>
    public void Add(Mismatch mismatch)
    {
        if (!_isMany)
            _mismatches.Add(mismatch);
        else
            Tell(mismatch.Otherwise);
        if (_mismatches.Count <= MostMoved)
            return;
        _isMany = true;
        foreach (var kept in _mismatches)
            Tell(kept.Otherwise);
        _mismatches.Clear();
    }

    /// <summary>Tells of those that are kept.</summary>
    public void Finish()
    {
        foreach (var mismatch in _mismatches)
            Tell(Origin(mismatch) is { } from ? Finds.Moved(mismatch.Row, from) : mismatch.Otherwise);
        _mismatches.Clear();
    }

    private void Tell(Found? found)
    {
        if (found is not null)
            findings.Add(found);
    }

    // A row that stands at another number: with the number and the salt of that place it is what the tree holds there.
    private long? Origin(Mismatch here)
    {
        foreach (var there in _mismatches.Where(m => m.Row != here.Row))
        {
            var original = At(here.Entry, there.Row);
            if (Fits(original, there.Salt, there.Record) || Fits(original, here.Salt, there.Record))
                return there.Row;
        }

        return null;
    }

    private static bool Fits(AuditEntry entry, byte[] salt, byte[] record) =>
        record.AsSpan(2).SequenceEqual(AuditCommitment.Of(entry, salt));

    private static AuditEntry At(AuditEntry entry, long row) => new()
    {
        Sequence = row,
        At = entry.At,
        Actor = entry.Actor,
        Action = entry.Action,
        Subject = entry.Subject,
        Detail = entry.Detail,
        Purpose = entry.Purpose,
        PreviousHash = entry.PreviousHash,
    };
}

/// <summary>A row that is not what the tree holds at its number.</summary>
/// <param name="Row">The number.</param>
/// <param name="Entry">The row.</param>
/// <param name="Salt">32 bytes.</param>
/// <param name="Record">What the tree holds.</param>
/// <param name="Otherwise">What is found if it did not stand elsewhere; null if it is told already.</param>
internal sealed record Mismatch(long Row, AuditEntry Entry, byte[] Salt, byte[] Record, Found? Otherwise);
