namespace Huoshui.Systems.OnlineLoans;

/// <summary>
/// D04 and D05 of one bank. D04 is the time of the automatic decision: a grant on human review comes days after a
/// refusal, measures how a person worked and would drown the minutes; it is counted beside.
/// </summary>
/// <param name="Automatic">Applications approved by the pack.</param>
/// <param name="MeanMinutes">D04: mean minutes from application to automatic approval; null without one.</param>
/// <param name="MedianMinutes">Their median.</param>
/// <param name="P95Minutes">The 95th percentile (nearest rank).</param>
/// <param name="ByPerson">Applications granted by a person on review: not in D04, but in D05.</param>
/// <param name="Customers">D05: distinct customers that were ever granted a line.</param>
public sealed record LoanTimes(
    int Automatic, double? MeanMinutes, double? MedianMinutes, double? P95Minutes, int ByPerson, int Customers);

/// <summary>Counts times in steps of 10 milliseconds, so that millions of them need little room; the mean is
/// exact.</summary>
internal sealed class LoanTimeCounter
{
    private const double P95 = 0.95;
    private const double StepMilliseconds = 10;

    private readonly Dictionary<long, int> _counts = [];
    private double _minutes;
    private int _all;

    /// <summary>Another one.</summary>
    public void Add(TimeSpan time)
    {
        var step = (long)Math.Round(time.TotalMilliseconds / StepMilliseconds);
        _counts[step] = _counts.GetValueOrDefault(step) + 1;
        _minutes += time.TotalMinutes;
        _all++;
    }

    /// <summary>What was counted.</summary>
    public LoanTimes Times(int byPerson, int customers)
    {
        if (_all == 0)
            return new LoanTimes(0, null, null, null, byPerson, customers);
        var median = (AtRank((_all + 1) / 2) + AtRank((_all / 2) + 1)) / 2;
        return new LoanTimes(
            _all, _minutes / _all, median, AtRank((int)Math.Ceiling(P95 * _all)), byPerson, customers);
    }

    // From 1.
    private double AtRank(int rank)
    {
        foreach (var (step, count) in _counts.OrderBy(c => c.Key))
        {
            rank -= count;
            if (rank <= 0)
                return TimeSpan.FromMilliseconds(step * StepMilliseconds).TotalMinutes;
        }

        throw new ArgumentOutOfRangeException(nameof(rank), rank, "Beyond what was counted.");
    }
}
