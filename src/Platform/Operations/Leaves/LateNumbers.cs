namespace Huoshui.Operations.Leaves;

/// <summary>What got a leaf late.</summary>
/// <param name="WithoutLeaf">Rows, in order.</param>
/// <param name="Missing">Numbers without a row, as stretches in order.</param>
public sealed record LateNumbers(IReadOnlyList<long> WithoutLeaf, IReadOnlyList<NumberRange> Missing)
{
    /// <summary>How many numbers have no row.</summary>
    public long MissingCount => Missing.Sum(m => m.Last - m.First + 1);
}

/// <summary>Numbers of audit rows, both ends with them.</summary>
/// <param name="First">From 1.</param>
/// <param name="Last">At least the first.</param>
public sealed record NumberRange(long First, long Last)
{
    internal IEnumerable<long> Numbers()
    {
        for (var number = First; number <= Last; number++)
            yield return number;
    }
}

/// <summary>More numbers have no row than get a leaf: somebody moved the counter, or a row, far away.</summary>
/// <param name="missing">How many.</param>
/// <param name="last">The last number.</param>
public sealed class TooManyMissingException(long missing, long last)
    : Exception(FormattableString.Invariant($"{missing} audit numbers up to {last} have no row."))
{
    /// <summary>How many.</summary>
    public long Missing { get; } = missing;

    /// <summary>The last number that was taken or has a row.</summary>
    public long Last { get; } = last;
}
