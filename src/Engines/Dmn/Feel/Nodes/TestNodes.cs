using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Nodes;

/// <summary>A comparison without its left side: as a value, the range of what passes (DMN 1.5 §10.3.2.7).</summary>
internal sealed class UnaryComparisonNode(Place at, ComparisonKind kind, Node operand) : Node(at)
{
    public ComparisonKind Kind => kind;

    public Node Operand => operand;

    public override IEnumerable<Node> Children => [operand];

    public override FeelValue Evaluate(Frame frame)
    {
        var end = operand.Evaluate(frame);
        var none = FeelValue.Null;
        if (end.IsNull && kind is not (ComparisonKind.Equal or ComparisonKind.NotEqual))
            return frame.Run.Fail(NullCauses.Ends(none, end, At), end);
        return kind switch
        {
            ComparisonKind.Less => new RangeValue(none, startIncluded: false, end, endIncluded: false),
            ComparisonKind.AtMost => new RangeValue(none, startIncluded: false, end, endIncluded: true),
            ComparisonKind.Greater => new RangeValue(end, startIncluded: false, none, endIncluded: false),
            ComparisonKind.AtLeast => new RangeValue(end, startIncluded: true, none, endIncluded: false),
            _ => new RangeValue(
                end, startIncluded: true, end, endIncluded: true, isExcluding: kind == ComparisonKind.NotEqual),
        };
    }
}

internal sealed class InNode(Place at, Node operand, IReadOnlyList<Node> tests) : Node(at)
{
    public Node Operand => operand;

    public IReadOnlyList<Node> Tests => tests;

    // A `?` in the tests is the operand of this node.
    public override IEnumerable<Node> Children => [operand];

    public override FeelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        return Membership.OfAny(value, tests, frame.With("?", value), At);
    }
}

/// <summary>Whether a value passes a test (DMN 1.5 §10.3.2.15, table 55).</summary>
internal static class Membership
{
    /// <summary>True if one test is passed, false if all decide against, else null with its cause.</summary>
    public static FeelValue OfAny(FeelValue value, IReadOnlyList<Node> tests, Frame frame, Place at)
    {
        var isUndecided = false;
        foreach (var test in tests)
        {
            switch (Of(value, test, frame))
            {
                case true:
                    return BooleanValue.True;
                case null:
                    isUndecided = true;
                    break;
                default:
                    break;
            }
        }

        return isUndecided ? frame.Run.Fail(NullCauses.Undecided("in", at), FeelValue.Null) : BooleanValue.False;
    }

    private static bool? Of(FeelValue value, Node test, Frame frame)
    {
        if (test is UnaryComparisonNode comparison)
        {
            var operand = comparison.Operand.Evaluate(frame);
            return Decision(Comparison.Evaluate(value, comparison.Kind, operand, frame.Run, test.At));
        }

        var result = test.Evaluate(frame);
        if (frame.Run.Comparisons is { } comparisons && result is RangeValue ends)
            comparisons.AddRange([(test.At, value, ends.Start), (test.At, value, ends.End)]);
        if (test.UsesInput && result is BooleanValue or NullValue)
            return Decision(result);
        return Contains(result, value);
    }

    /// <summary>
    /// The value is in the range, is one of the list (or in a range of the list), or equals the other.
    /// </summary>
    public static bool? Contains(FeelValue container, FeelValue value)
    {
        switch (container)
        {
            case RangeValue range when value is not RangeValue:
                return InRange(range, value);
            case ListValue list:
                if (value is ListValue && ValueOrder.AreEqual(list, value) == true)
                    return true;
                return list.Items.Any(item =>
                    (item is RangeValue range && value is not RangeValue
                        ? InRange(range, value) : ValueOrder.AreEqual(item, value)) == true);
            case NullValue:
                return value.IsNull ? true : null;
            default:
                return ValueOrder.AreEqual(container, value);
        }
    }

    /// <summary>Null if the value is not of the kind of the ends.</summary>
    public static bool? InRange(RangeValue range, FeelValue value)
    {
        if (range.IsExcluding)
            return !ValueOrder.AreEqual(range.Start, value);
        if (range.Start.IsNull && range.End.IsNull)
            return value.IsNull;
        var low = range.Start.IsNull ? 1 : ValueOrder.Compare(value, range.Start);
        var high = range.End.IsNull ? -1 : ValueOrder.Compare(value, range.End);
        if (low is null || high is null)
            return null;
        return (low > 0 || (low == 0 && range.StartIncluded)) && (high < 0 || (high == 0 && range.EndIncluded));
    }

    private static bool? Decision(FeelValue value) => value is BooleanValue boolean ? boolean.Value : null;
}
