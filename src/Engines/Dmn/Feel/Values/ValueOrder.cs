namespace Huoshui.Dmn.Feel.Values;

/// <summary>Equality and order of values (DMN 1.5 §10.3.2.15, tables 52 to 54).</summary>
internal static class ValueOrder
{
    /// <summary>Null if the two are of different kinds; a null equals only null.</summary>
    public static bool? AreEqual(FeelValue left, FeelValue right)
    {
        if (left.IsNull || right.IsNull)
            return left.IsNull && right.IsNull;
        return (left, right) switch
        {
            (BooleanValue a, BooleanValue b) => a.Value == b.Value,
            (ListValue a, ListValue b) => AreEqual(a, b),
            (ContextValue a, ContextValue b) => AreEqual(a, b),
            (RangeValue a, RangeValue b) => AreEqual(a, b),
            (FunctionValue a, FunctionValue b) => ReferenceEquals(a, b),
            _ => Compare(left, right) is { } order ? order == 0 : null,
        };
    }

    /// <summary>Less than 0, 0 or more; null for kinds that differ or have no order.</summary>
    public static int? Compare(FeelValue left, FeelValue right) => (left, right) switch
    {
        (NumberValue a, NumberValue b) => a.Number.CompareTo(b.Number),
        (StringValue a, StringValue b) => CompareText(a.Text, b.Text),
        (DateValue a, DateValue b) => a.DayNumber.CompareTo(b.DayNumber),
        (TimeValue a, TimeValue b) => Utc(a, b).CompareTo(Utc(b, a)),
        (DateTimeValue a, DateTimeValue b) => Utc(a, b).CompareTo(Utc(b, a)),
        (MonthsValue a, MonthsValue b) => a.Months.CompareTo(b.Months),
        (DurationValue a, DurationValue b) => a.Nanos.CompareTo(b.Nanos),
        _ => null,
    };

    /// <summary>The same element of the domain: also the same kind and the same mark of zone.</summary>
    public static bool AreIdentical(FeelValue left, FeelValue right) => (left, right) switch
    {
        (TimeValue a, TimeValue b) => a.NanosOfDay == b.NanosOfDay && a.Zone == b.Zone,
        (DateTimeValue a, DateTimeValue b) => AreIdentical(a.Time, b.Time) && a.Date.DayNumber == b.Date.DayNumber,
        (ListValue a, ListValue b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(IsSame),
        (ContextValue a, ContextValue b) => a.Names.Count == b.Names.Count
            && a.Entries.All(e => b.TryGet(e.Key, out var value) && AreIdentical(e.Value, value)),
        _ => AreEqual(left, right) == true,
    };

    /// <summary>By code points, as strings of Unicode characters and not of UTF-16 units.</summary>
    public static int CompareText(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
                return Weight(left[i]).CompareTo(Weight(right[i]));
        }

        return left.Length.CompareTo(right.Length);
    }

    // Surrogates stand for characters beyond U+FFFF, so they come after every other unit.
    private static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;

    private static bool IsSame((FeelValue First, FeelValue Second) pair) => AreIdentical(pair.First, pair.Second);

    private static bool? AreEqual(ListValue left, ListValue right)
    {
        if (left.Items.Count != right.Items.Count)
            return false;
        return All(left.Items.Zip(right.Items, AreEqual));
    }

    private static bool? AreEqual(ContextValue left, ContextValue right)
    {
        if (left.Names.Count != right.Names.Count || left.Names.Any(n => !right.TryGet(n, out _)))
            return false;
        return All(left.Entries.Select(e => right.TryGet(e.Key, out var value) ? AreEqual(e.Value, value) : false));
    }

    private static bool? AreEqual(RangeValue left, RangeValue right)
    {
        if (left.StartIncluded != right.StartIncluded || left.EndIncluded != right.EndIncluded
            || left.IsExcluding != right.IsExcluding)
        {
            return false;
        }

        return All([AreEqual(left.Start, right.Start), AreEqual(left.End, right.End)]);
    }

    private static bool? All(IEnumerable<bool?> parts)
    {
        bool? all = true;
        foreach (var part in parts)
        {
            if (part == false)
                return false;
            if (part is null)
                all = null;
        }

        return all;
    }

    // An operand without an offset takes that of the other (table 54).
    private static Int128 Utc(TimeValue time, TimeValue other) =>
        time.NanosOfDay - ((Int128)(time.OffsetSeconds ?? other.OffsetSeconds ?? 0) * TimeValue.NanosPerSecond);

    private static Int128 Utc(DateTimeValue time, DateTimeValue other) =>
        time.LocalNanos - ((Int128)(time.OffsetSeconds ?? other.OffsetSeconds ?? 0) * TimeValue.NanosPerSecond);
}
