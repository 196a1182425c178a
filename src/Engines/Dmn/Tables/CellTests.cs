using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tables;

/// <summary>The values that a cell admits, where they do not depend on variables.</summary>
internal static class CellTests
{
    /// <summary>
    /// Ranges of one kind that has a total order, of which one must hold (or, for a negated cell, none); a single value
    /// is a range from and to itself. Null for a cell that must be asked each time.
    /// </summary>
    public static IReadOnlyList<RangeValue>? Constant(UnaryTests cell, DmnOptions options)
    {
        var ranges = new List<RangeValue>();
        foreach (var test in cell.Tests)
        {
            if (!IsConstant(test))
                return null;
            var run = new Run(options);
            var value = test.Evaluate(Frame.Global(run));
            if (run.Diagnostics.Count > 0 || !Collect(value, ranges))
                return null;
        }

        var kinds = ranges.Select(KindOf).Distinct(StringComparer.Ordinal).ToList();
        return kinds is [var kind] && IsOrdered(kind) ? ranges : null;
    }

    public static string KindOf(RangeValue range) => (range.Start.IsNull ? range.End : range.Start).Kind;

    /// <summary>Kinds whose values all compare with one another. Times with and without a zone do not.</summary>
    public static bool IsOrdered(string kind) => kind is "number" or "string" or "boolean" or "date"
        or "years and months duration" or "days and time duration";

    public static int Compare(FeelValue left, FeelValue right) =>
        left is BooleanValue a && right is BooleanValue b
            ? a.Value.CompareTo(b.Value) : ValueOrder.Compare(left, right)!.Value;

    // Names may only be those of functions, and not of those that read the clock.
    public static bool IsConstant(Node node) => node switch
    {
        NameNode name => Feel.Functions.BuiltinFunctions.Find(name.Name) is not null && name.Type == FeelType.Any
            && name.Name is not ("now" or "today"),
        DecisionTableNode or FunctionNode or ExternalFunctionNode or InNode => false,
        _ => node.Children.All(IsConstant),
    };

    private static bool Collect(FeelValue value, List<RangeValue> ranges)
    {
        switch (value)
        {
            case NullValue or FunctionValue or ContextValue:
                return false;
            case RangeValue range:
                ranges.Add(range);
                return !(range.Start.IsNull && range.End.IsNull);
            case ListValue list:
                return list.Items.All(i => i is not ListValue && Collect(i, ranges));
            default:
                ranges.Add(new RangeValue(value, startIncluded: true, value, endIncluded: true));
                return true;
        }
    }
}
