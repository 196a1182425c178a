using System.Runtime.Intrinsics;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Compiled;

/// <summary>
/// A column of numbers, booleans, dates or durations. With u the unit of the column, a value v has the key 2⌊v ÷ u⌋,
/// and one more if v is no multiple of u; points are multiples of u. So a point p begins at the key 2p, what comes
/// after it at 2p + 1, and every decimal finds its segment exactly, with whatever digits.
/// </summary>
internal sealed class IntegerColumn : KeyColumn
{
    private const long Limit = 1L << 60;
    private const long Beyond = 1L << 62;
    private const int PreferredScale = 4;
    private const int CountedStarts = 64;

    private static readonly ulong[] Tens = [.. Enumerable.Range(0, 19).Select(i => (ulong)Math.Pow(10, i))];

    private readonly long[] _starts;
    private readonly int _scale;

    private IntegerColumn(ColumnIndex index, int rules, IReadOnlyList<int> segments, long[] starts, int scale)
        : base(index, rules, segments)
    {
        (_starts, _scale) = (starts, scale);
    }

    /// <summary>The key at which each segment but the first begins, in order.</summary>
    public ReadOnlySpan<long> Starts => _starts;

    /// <summary>Digits after the point of the unit.</summary>
    public int Scale => _scale;

    /// <summary>Null if the points need more than 60 bits in one unit.</summary>
    public static IntegerColumn? Build(ColumnIndex index, int rules)
    {
        var points = index.Points.Select(p => Register.Of(p)).ToList();
        var scale = ScaleOf(points);
        if (scale is null)
            return null;
        var keys = points.ConvertAll(p => Key(p, scale.Value));
        var (segments, starts) = (new List<int> { 0 }, new List<long>());
        for (var segment = 1; segment < index.Segments; segment++)
        {
            if (index.RulesOf(segment).SequenceEqual(index.RulesOf(segments[^1])))
                continue;
            segments.Add(segment);
            starts.Add(keys[(segment - 1) / 2] + (segment % 2 == 1 ? 0 : 1));
        }

        return new IntegerColumn(index, rules, segments, [.. starts], scale.Value);
    }

    public override int SegmentOf(in Register value)
    {
        var key = Kind == RegisterKind.Number ? Key(value, _scale) : IntegerKey(value);
        return _starts.Length <= CountedStarts ? Counted(_starts, key) : Searched(_starts, key);
    }

    // How many are not above the key. A branch on each would be guessed wrongly half of the time.
    private static int Counted(ReadOnlySpan<long> starts, long key)
    {
        var (counts, at) = (Vector256<long>.Zero, 0);
        var keys = Vector256.Create(key);
        for (; at + Vector256<long>.Count <= starts.Length; at += Vector256<long>.Count)
            counts -= Vector256.LessThanOrEqual(Vector256.Create(starts[at..]), keys);
        var count = (int)Vector256.Sum(counts);
        for (; at < starts.Length; at++)
            count -= IsNotAbove(starts[at], key);
        return count;
    }

    private static int Searched(ReadOnlySpan<long> starts, long key)
    {
        var (low, length) = (0, starts.Length);
        while (length > 0)
        {
            var half = (length + 1) >> 1;
            low += half & IsNotAbove(starts[low + half - 1], key);
            length -= half;
        }

        return low;
    }

    // All bits set, or none. Neither is beyond 62 bits.
    private static int IsNotAbove(long start, long key) => (int)((start - key - 1) >> 63);

    // Keys have some digits in reserve, so that amounts with cents are multiplied and not divided.
    private static int? ScaleOf(List<Register> points)
    {
        if (points is [] || points[0].Kind != RegisterKind.Number)
            return points.TrueForAll(p => Int128.Abs(p.Integer) < Limit) ? 0 : null;
        var needed = points.Max(p => -p.Number.Stripped().Exponent);
        foreach (var scale in (int[])[Math.Max(needed, PreferredScale), Math.Max(needed, 0)])
        {
            if (scale <= 18 && points.TrueForAll(p => Math.Abs(Key(p, scale)) < Limit))
                return scale;
        }

        return null;
    }

    private static long Key(in Register value, int scale)
    {
        if (value.Kind != RegisterKind.Number)
            return IntegerKey(value);
        var shift = value.Exponent + scale;
        if (shift < 0 || shift >= Tens.Length || value.Coefficient > ulong.MaxValue)
            return LongKey(value, shift);
        var high = Math.BigMul((ulong)value.Coefficient, Tens[shift], out var low);
        return Signed(high != 0 || low >= Limit ? Beyond : (long)low << 1, value.IsNegative);
    }

    private static long IntegerKey(in Register value) =>
        Signed(value.Coefficient >= Limit ? Beyond : (long)value.Coefficient << 1, value.IsNegative);

    private static long LongKey(in Register value, int shift)
    {
        var coefficient = value.Coefficient;
        if (coefficient == 0)
            return 0;
        if (shift >= 0)
        {
            var isSmall = shift < Tens.Length && coefficient < Limit;
            var product = isSmall ? coefficient * Tens[shift] : UInt128.MaxValue;
            return Signed(product >= Limit ? Beyond : (long)product << 1, value.IsNegative);
        }

        // The number below a positive one; for a negative one, the larger magnitude.
        var (quotient, rest) = shift < -38 ? (UInt128.Zero, coefficient)
            : UInt128.DivRem(coefficient, FeelNumber.PowerOfTen(-shift));
        if (quotient >= Limit)
            return Signed(Beyond, value.IsNegative);
        return Signed(((long)quotient << 1) + (rest == 0 ? 0 : 1), value.IsNegative);
    }

    private static long Signed(long key, bool isNegative) => isNegative ? -key : key;
}
