using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>
/// The relations of points and ranges (DMN 1.5 §10.3.4.7, table 78). An end that is open without limit lies before or
/// behind every point.
/// </summary>
internal static class RangeFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return Four("before", (a, b) => a.End < b.Start);
        yield return Four("after", (a, b) => a.Start > b.End);
        yield return Two("meets", (a, b) => a.End.IsIncluded && b.Start.IsIncluded && a.End.Touches(b.Start));
        yield return Two("met by", (a, b) => a.Start.IsIncluded && b.End.IsIncluded && a.Start.Touches(b.End));
        yield return Two("overlaps", (a, b) => Reaches(a, b) && Reaches(b, a));
        yield return Two("overlaps before", OverlapsBefore);
        yield return Two("overlaps after", (a, b) => OverlapsBefore(b, a));
        yield return PointFirst("finishes", (p, r) => r.End.IsIncluded && r.End.Touches(p.End), Finishes);
        yield return RangeFirst(
            "finished by", (r, p) => r.End.IsIncluded && r.End.Touches(p.End), (a, b) => Finishes(b, a));
        yield return RangeFirst("includes", Includes, Includes);
        yield return PointFirst("during", (p, r) => Includes(r, p), (a, b) => Includes(b, a));
        yield return PointFirst("starts", (p, r) => r.Start.IsIncluded && r.Start.Touches(p.Start), Starts);
        yield return RangeFirst(
            "started by", (r, p) => r.Start.IsIncluded && r.Start.Touches(p.Start), (a, b) => Starts(b, a));
        yield return new Builtin(
            "coincides",
            Form("point1", Domain.Point, "point2", Domain.Point, (a, b) => a.Start.Touches(b.Start)),
            Form("range1", Domain.Range, "range2", Domain.Range, (a, b) =>
                a.Start.IsSame(b.Start) && a.End.IsSame(b.End)));
    }

    private static Builtin Four(string name, Func<Interval, Interval, bool> holds) => new(
        name,
        Form("point1", Domain.Point, "point2", Domain.Point, holds),
        Form("point", Domain.Point, "range", Domain.Range, holds),
        Form("range", Domain.Range, "point", Domain.Point, holds),
        Form("range1", Domain.Range, "range2", Domain.Range, holds));

    private static Builtin Two(string name, Func<Interval, Interval, bool> holds) =>
        new(name, Form("range1", Domain.Range, "range2", Domain.Range, holds));

    private static Builtin PointFirst(
        string name, Func<Interval, Interval, bool> ofPoint, Func<Interval, Interval, bool> ofRanges) => new(
        name,
        Form("point", Domain.Point, "range", Domain.Range, ofPoint),
        Form("range1", Domain.Range, "range2", Domain.Range, ofRanges));

    private static Builtin RangeFirst(
        string name, Func<Interval, Interval, bool> ofPoint, Func<Interval, Interval, bool> ofRanges) => new(
        name,
        Form("range", Domain.Range, "point", Domain.Point, ofPoint),
        Form("range1", Domain.Range, "range2", Domain.Range, ofRanges));

    private static Signature Form(
        string first, Domain firstDomain, string second, Domain secondDomain, Func<Interval, Interval, bool> holds) =>
        new([new(first, firstDomain), new(second, secondDomain)], call =>
        {
            var (a, b) = (Interval.Of(call.Values[0]), Interval.Of(call.Values[1]));
            return Interval.AreOfOneKind(a, b)
                ? FeelValue.From(holds(a, b))
                : call.Fail(NullCauses.Operands(call.Function, call.Values[0], call.Values[1], call.At));
        });

    // The end of a lies behind the start of b, or on it where both belong to their ranges.
    private static bool Reaches(Interval a, Interval b) => !(a.End < b.Start);

    private static bool StartsEarlier(Interval a, Interval b) =>
        a.Start.Order(b.Start) < 0 || (a.Start.Touches(b.Start) && a.Start.IsIncluded && !b.Start.IsIncluded);

    private static bool OverlapsBefore(Interval a, Interval b) => StartsEarlier(a, b) && Reaches(a, b)
        && (a.End.Order(b.End) < 0 || (a.End.Touches(b.End) && (!a.End.IsIncluded || b.End.IsIncluded)));

    private static bool Finishes(Interval a, Interval b) => a.End.IsSame(b.End)
        && (a.Start.Order(b.Start) > 0 || (a.Start.Touches(b.Start) && (!a.Start.IsIncluded || b.Start.IsIncluded)));

    private static bool Starts(Interval a, Interval b) => a.Start.IsSame(b.Start)
        && (a.End.Order(b.End) < 0 || (a.End.Touches(b.End) && (!a.End.IsIncluded || b.End.IsIncluded)));

    private static bool Includes(Interval a, Interval b) =>
        (a.Start.Order(b.Start) < 0 || (a.Start.Touches(b.Start) && (a.Start.IsIncluded || !b.Start.IsIncluded)))
        && (a.End.Order(b.End) > 0 || (a.End.Touches(b.End) && (a.End.IsIncluded || !b.End.IsIncluded)));

    /// <summary>A range, or a point as a range of one point.</summary>
    private readonly record struct Interval(Bound Start, Bound End)
    {
        public static Interval Of(FeelValue value) => value is RangeValue range
            ? new Interval(
                new Bound(range.Start, range.StartIncluded, -1), new Bound(range.End, range.EndIncluded, 1))
            : new Interval(new Bound(value, IsIncluded: true, -1), new Bound(value, IsIncluded: true, 1));

        public static bool AreOfOneKind(Interval a, Interval b) =>
            a.Sample.IsNull || b.Sample.IsNull || ValueOrder.Compare(a.Sample, b.Sample) is not null;

        private FeelValue Sample => Start.Value.IsNull ? End.Value : Start.Value;
    }

    /// <summary>An end of a range; a null one lies at −∞ or +∞, by its side.</summary>
    private readonly record struct Bound(FeelValue Value, bool IsIncluded, int Side)
    {
        public static bool operator <(Bound left, Bound right) => left.Order(right) is var order
            && (order < 0 || (order == 0 && !(left.IsIncluded && right.IsIncluded)));

        public static bool operator >(Bound left, Bound right) => right < left;

        public int Order(Bound other)
        {
            if (Value.IsNull || other.Value.IsNull)
                return (Value.IsNull ? Side : 0).CompareTo(other.Value.IsNull ? other.Side : 0);
            return ValueOrder.Compare(Value, other.Value) ?? Side;
        }

        public bool Touches(Bound other) => Order(other) == 0;

        public bool IsSame(Bound other) => Touches(other) && IsIncluded == other.IsIncluded;
    }
}
