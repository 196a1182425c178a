using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Policies.Decisions;

/// <summary>Rows of which an output changes in one way.</summary>
/// <param name="Output">The output.</param>
/// <param name="Before">Its value in the first version; "…" for the rest of the numbers beyond
/// <see cref="PackPortfolio.MaxWays"/> ways.</param>
/// <param name="After">Its value in the second version.</param>
/// <param name="Rows">How many.</param>
/// <param name="FirstRow">The first of them as a spreadsheet counts: the header is row 1, the first customer row
/// 2.</param>
public sealed record PortfolioChange(string Output, FeelValue Before, FeelValue After, int Rows, int FirstRow);

/// <summary>An output that is money, summed over the rows that were read (合计); rows without a value count as
/// none.</summary>
/// <param name="Output">The output.</param>
/// <param name="Unit">Its unit, <c>yuan</c> or <c>USD</c>.</param>
/// <param name="Before">The sum of the first version; null beyond what a decimal holds.</param>
/// <param name="After">The sum of the second version.</param>
public sealed record PortfolioTotal(string Output, string Unit, decimal? Before, decimal? After)
{
    /// <summary>How much it rises; null when a sum is.</summary>
    public decimal? Difference => After - Before;
}

/// <summary>Counts changes of answers, and sums outputs that are money. Not thread safe.</summary>
/// <param name="only">The one output that is compared; null for all.</param>
/// <param name="money">Outputs that are summed.</param>
internal sealed class PortfolioTally(string? only, IReadOnlyList<DecisionOutput> money)
{
    // Sums stop here, so that adding cannot overflow.
    private const decimal MaxSum = decimal.MaxValue / 4;

    private static readonly FeelValue Rest = FeelValue.From("…");

    private readonly Dictionary<(string Output, string Before, string After), PortfolioChange> _changes = [];
    private readonly decimal?[] _before = [.. money.Select(_ => (decimal?)0)];
    private readonly decimal?[] _after = [.. money.Select(_ => (decimal?)0)];

    /// <summary>By index of the row, not yet as a spreadsheet counts; the most frequent first.</summary>
    public IEnumerable<PortfolioChange> Changes =>
        _changes.Values.OrderByDescending(c => c.Rows).ThenBy(c => c.FirstRow);

    public int Ways => _changes.Count;

    public IReadOnlyList<PortfolioTotal> Totals =>
        [.. money.Select((o, i) => new PortfolioTotal(o.Name, o.Unit, _before[i], _after[i]))];

    /// <summary>Adds both answers of a row to the sums.</summary>
    public void Sum(FeelValue before, FeelValue after)
    {
        for (var i = 0; i < money.Count; i++)
        {
            _before[i] = Sum(_before[i], Output(before, money[i].Name));
            _after[i] = Sum(_after[i], Output(after, money[i].Name));
        }
    }

    /// <summary>Counts the outputs of two answers that differ.</summary>
    /// <returns>Whether one of those that are compared does.</returns>
    public bool IsChanged(FeelValue before, FeelValue after, int row)
    {
        var isChanged = false;
        foreach (var name in OutputsOf(before).Union(OutputsOf(after), StringComparer.Ordinal))
        {
            if (only is null || name == only)
                isChanged |= IsCounted(name, Output(before, name), Output(after, name), row);
        }

        return isChanged;
    }

    private bool IsCounted(string name, FeelValue before, FeelValue after, int row)
    {
        var key = (name, before.ToString(), after.ToString());
        if (key.Item2 == key.Item3 && before.Kind == after.Kind)
            return false;
        if (before is NumberValue && after is NumberValue && _changes.Count >= PackPortfolio.MaxWays
            && !_changes.ContainsKey(key))
        {
            (before, after) = (Rest, Rest);
            key = (name, Rest.ToString(), Rest.ToString());
        }

        _changes[key] = _changes.TryGetValue(key, out var known) ? known with { Rows = known.Rows + 1 }
            : new PortfolioChange(name, before, after, 1, row);
        return true;
    }

    private static decimal? Sum(decimal? sum, FeelValue value)
    {
        if (sum is null || value is not NumberValue number)
            return sum;
        return number.Number.ToDecimal() is { } added && Math.Abs(added) < MaxSum && Math.Abs(sum.Value) < MaxSum
            ? sum + added : null;
    }

    private static IEnumerable<string> OutputsOf(FeelValue answer) =>
        answer is ContextValue context ? context.Names : ["answer"];

    private static FeelValue Output(FeelValue answer, string name) => answer is not ContextValue context ? answer
        : context.TryGet(name, out var value) ? value : FeelValue.Null;
}
