namespace Huoshui.AuditTree.Reconciling;

/// <summary>Stretches of numbers, joined and in order: whether one holds a number costs the logarithm of how many there
/// are. Thread safe.</summary>
internal sealed class RowRanges
{
    private readonly List<long> _first = [];
    private readonly List<long> _last = [];

    /// <summary>Joins what overlaps or touches; a stretch that ends before it begins holds nothing.</summary>
    /// <param name="ranges">Both ends with them, in any order.</param>
    public RowRanges(IEnumerable<(long First, long Last)> ranges)
    {
        foreach (var (first, last) in ranges.Where(r => r.First <= r.Last).Order())
        {
            if (_last.Count > 0 && first - 1 <= _last[^1])
            {
                _last[^1] = Math.Max(_last[^1], last);
                continue;
            }

            _first.Add(first);
            _last.Add(last);
        }
    }

    /// <summary>Stretches after the joining.</summary>
    public int Count => _first.Count;

    /// <summary>Whether a number is in one of them.</summary>
    public bool Contains(long number)
    {
        var at = _first.BinarySearch(number);
        return at >= 0 || (~at > 0 && number <= _last[~at - 1]);
    }
}
