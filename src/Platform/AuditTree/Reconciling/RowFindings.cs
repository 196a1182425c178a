namespace Huoshui.AuditTree.Reconciling;

/// <summary>Findings about rows: all are counted, the first <see cref="MostNamed"/> named. Not thread safe.</summary>
internal sealed class RowFindings
{
    /// <summary>Findings that are named; what follows is only counted.</summary>
    public const int MostNamed = 1_000;

    private readonly List<Found> _named = [];

    /// <summary>Findings in all.</summary>
    public long Count { get; private set; }

    /// <summary>Those that are named, and behind them how many are not.</summary>
    public IReadOnlyList<Found> Told => Count > _named.Count
        ? [.. _named, Finds.Unnamed(Count - _named.Count)] : _named;

    /// <summary>Adds one.</summary>
    public void Add(Found found)
    {
        Count++;
        if (_named.Count < MostNamed)
            _named.Add(found);
    }
}
