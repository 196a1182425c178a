using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

internal abstract partial class Dialect
{
    /// <summary>Two operands side by side, where their types must be made one first.</summary>
    public abstract string Aligned(string value, ScalarType own, ScalarType common);

    /// <summary>a + b, a - b and a * b in the type of the result; what overflows stops the statement, or is null where
    /// nothing does.</summary>
    public abstract string Arithmetic(
        string symbol, (string Text, ScalarType Type) left, (string Text, ScalarType Type) right, ScalarType result,
        Func<string, string?, string>? overflow);

    /// <summary>a - b as a DOUBLE.</summary>
    public abstract string Difference((string Text, ScalarType Type) left, (string Text, ScalarType Type) right);

    /// <summary>A division of whole numbers, cut.</summary>
    public abstract string Quotient(string value, string divisor);

    /// <summary>a % b with the sign of a, where b is not 0.</summary>
    public virtual string Remainder(string left, string right, ScalarType type) => $"{left} % {right}";

    /// <summary>A number without decimals as a BIGINT.</summary>
    /// <param name="whole">The number.</param>
    /// <param name="overflow">What stands for one that does not fit, by the condition and the name around it. Null
    /// where it is null.</param>
    public abstract string ToInteger(string whole, Func<string, string?, string>? overflow);

    /// <summary>Half away from zero.</summary>
    public abstract string Round(string value, string digits, ScalarType operand);

    /// <summary>A logarithm that is not finite, or stops the statement, where there is none.</summary>
    public abstract string Logarithm(string value, string basis);

    public abstract string Absolute(string value, ScalarType type);

    public abstract string Cut(string value, ScalarType type);

    public abstract string IsFinite(string value);

    /// <summary>A number from 0 to 1 that depends on both arguments alone.</summary>
    public abstract string Random(string seed, string index);

    /// <summary>A DOUBLE as a decimal, rounded.</summary>
    public abstract string ToDecimal(string value, ScalarType type);

    /// <summary>Whether a value is among others, or (where <paramref name="isIn"/> is false) not.</summary>
    public abstract string In(string value, IReadOnlyList<string> items, bool areConstant, bool isIn);

    /// <summary>The same for many constant texts.</summary>
    public abstract string InTexts(string value, IReadOnlyList<string> codes, bool isIn);

    /// <summary>Whether any row of a group has a true condition.</summary>
    public abstract string AnyTrue(string condition);

    /// <summary>An aggregate, or (with <paramref name="over"/>) an analytic function.</summary>
    /// <param name="function">As VTL calls it; <c>sum distinct</c> and <c>avg distinct</c> too.</param>
    /// <param name="arguments">None for the count of rows.</param>
    /// <param name="types">Of the arguments.</param>
    /// <param name="result">The type of the result.</param>
    /// <param name="over">What stands between the brackets of OVER; null for an aggregate.</param>
    public abstract string Aggregate(
        string function, IReadOnlyList<string> arguments, IReadOnlyList<ScalarType> types, ScalarType result,
        WindowText? over);

    /// <summary>The last known value before the row.</summary>
    public abstract string LastKnownBefore(string value, WindowText over);

    /// <summary>The value of the row before.</summary>
    public abstract string RowBefore(string value, WindowText over);
}

/// <summary>What stands between the brackets of OVER.</summary>
/// <param name="Partition">Expressions with commas; empty for none.</param>
/// <param name="Order">Keys with their directions and commas; empty for none.</param>
/// <param name="Frame">ROWS or RANGE …; empty for the default.</param>
internal sealed record WindowText(string Partition, string Order, string Frame)
{
    public override string ToString() => string.Join(' ', new[]
    {
        Partition.Length > 0 ? $"PARTITION BY {Partition}" : string.Empty,
        Order.Length > 0 ? $"ORDER BY {Order}" : string.Empty,
        Frame,
    }.Where(p => p.Length > 0));
}
