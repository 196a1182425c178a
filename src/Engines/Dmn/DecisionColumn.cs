using Huoshui.Dmn.Compiled;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>
/// 输入列: the values of one input for many rows. Arrays are read and not copied; do not change them meanwhile.
/// </summary>
public abstract class DecisionColumn
{
    private readonly bool[]? _isNull;

    private protected DecisionColumn(int rows, bool[]? isNull)
    {
        if (isNull is not null && isNull.Length != rows)
            throw new ArgumentException($"{isNull.Length} marks of null for {rows} rows.", nameof(isNull));
        (Rows, _isNull) = (rows, isNull);
    }

    /// <summary>How many values there are.</summary>
    public int Rows { get; }

    internal bool HasNulls => _isNull is not null;

    /// <summary>Numbers, each <c>unscaled × 10^−scale</c>.</summary>
    /// <param name="unscaled">The digits, by row.</param>
    /// <param name="scale">Digits after the point, 0 to 18.</param>
    /// <param name="isNull">Marks rows that are null; null if none is.</param>
    public static DecisionColumn Numbers(long[] unscaled, int scale, bool[]? isNull = null)
    {
        ArgumentNullException.ThrowIfNull(unscaled);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 18);
        return new LongColumn(unscaled, RegisterKind.Number, scale, isNull);
    }

    /// <summary>Dates, as days since 1970-01-01.</summary>
    public static DecisionColumn Dates(long[] days, bool[]? isNull = null)
    {
        ArgumentNullException.ThrowIfNull(days);
        return new LongColumn(days, RegisterKind.Date, 0, isNull);
    }

    /// <summary>Strings, each as a place in a dictionary.</summary>
    public static DecisionColumn Strings(int[] codes, string[] dictionary, bool[]? isNull = null)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(dictionary);
        return new CodeColumn(codes, [.. dictionary.Select(Register.Of)], isNull);
    }

    /// <summary>Booleans.</summary>
    public static DecisionColumn Booleans(bool[] values, bool[]? isNull = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new CodeColumn(
            Array.ConvertAll(values, v => v ? 1 : 0), [Register.Of(value: false), Register.Of(value: true)], isNull);
    }

    /// <summary>One value for all rows.</summary>
    public static DecisionColumn Same(FeelValue value, int rows)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new CodeColumn(new int[rows], [Register.Of(value)], null);
    }

    /// <summary>Any values.</summary>
    public static DecisionColumn Values(FeelValue[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ValueColumn(values);
    }

    internal bool IsNull(int row) => _isNull is not null && _isNull[row];

    internal Register this[int row] => IsNull(row) ? Register.Null : ValueAt(row);

    private protected abstract Register ValueAt(int row);
}

internal sealed class LongColumn(long[] values, RegisterKind kind, int scale, bool[]? isNull)
    : DecisionColumn(values.Length, isNull)
{
    public RegisterKind Kind => kind;

    public int Scale => scale;

    public ReadOnlySpan<long> Raw => values;

    private protected override Register ValueAt(int row) =>
        kind == RegisterKind.Number ? Register.Of(values[row], -scale) : Register.OfDay(values[row]);
}

internal sealed class CodeColumn(int[] codes, Register[] dictionary, bool[]? isNull)
    : DecisionColumn(codes.Length, isNull)
{
    public IReadOnlyList<Register> Dictionary => dictionary;

    public ReadOnlySpan<int> Raw => codes;

    private protected override Register ValueAt(int row) => dictionary[codes[row]];
}

internal sealed class ValueColumn(FeelValue[] values) : DecisionColumn(values.Length, null)
{
    private protected override Register ValueAt(int row) => Register.Of(values[row]);
}
