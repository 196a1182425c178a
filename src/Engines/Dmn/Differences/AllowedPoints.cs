using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Differences;

/// <summary>The values at which what is declared of an input, or what a column lists, begins or ends to allow.</summary>
internal static class AllowedPoints
{
    /// <summary>Empty for a type without a constraint; null where one cannot be told beforehand.</summary>
    public static IReadOnlyList<FeelValue>? Of(FeelType type, DmnOptions options)
    {
        var points = new List<FeelValue>();
        for (; type is ConstrainedType constrained; type = constrained.Base)
        {
            if (Of(constrained.Allowed, options) is not { } own)
                return null;
            points.AddRange(own);
        }

        return points;
    }

    /// <summary>Empty where nothing is listed; null where it cannot be told beforehand.</summary>
    public static IReadOnlyList<FeelValue>? Of(UnaryTests? listed, DmnOptions options) =>
        listed is null or { IsAny: true } ? []
        : CellTests.Constant(listed, options) is { } ranges
            ? [.. ranges.SelectMany(r => new[] { r.Start, r.End }).Where(p => !p.IsNull)] : null;
}
