namespace Huoshui.Measures;

/// <summary>A number with its unit.</summary>
/// <param name="Value">In the unit, unrounded.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct Quantity(decimal Value, Unit Unit)
{
    /// <summary>The same in another unit of the same dimension and counted thing.</summary>
    /// <exception cref="ArgumentException">The units measure different things.</exception>
    public Quantity In(Unit other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Dimension != Unit.Dimension || other.Counted != Unit.Counted)
            throw new ArgumentException($"{Unit} does not convert to {other}.", nameof(other));
        return new Quantity(Value * Unit.Factor / other.Factor, other);
    }

    /// <summary>An amount of money in yuan.</summary>
    public static Quantity Of(Money amount) => new(amount.Yuan, Unit.Yuan);
}

/// <summary>Why there is no number. Zero is a number and none of these.</summary>
public enum Absence
{
    /// <summary>未报: owed and not filed; shown as —.</summary>
    NotReported,

    /// <summary>不适用: not owed, or without a base; shown as N/A.</summary>
    NotApplicable,

    /// <summary>尚未接入: the system that will give it is not connected yet.</summary>
    NotConnected,

    /// <summary>已抑制: too few institutions or borrowers to show.</summary>
    Suppressed,
}

/// <summary>What a figure claims about its number.</summary>
public enum Qualifier
{
    /// <summary>The number itself.</summary>
    Exact,

    /// <summary>突破 for money, 超 for the others: the true value is above, so the number is rounded down.</summary>
    Over,

    /// <summary>约: the true value is near.</summary>
    About,
}

/// <summary>Reads the qualifiers of figures.csv.</summary>
public static class Qualifiers
{
    /// <summary>"over…" and "about…" mean what they say; every other remark (cumulative, average, two batches) is
    /// exact.</summary>
    public static Qualifier Parse(string? text) => text switch
    {
        not null when text.StartsWith("over", StringComparison.OrdinalIgnoreCase) => Qualifier.Over,
        not null when text.StartsWith("about", StringComparison.OrdinalIgnoreCase) => Qualifier.About,
        _ => Qualifier.Exact,
    };
}
