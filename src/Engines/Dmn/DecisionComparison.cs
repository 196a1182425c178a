using Huoshui.Diagnostics;
using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Differences;

namespace Huoshui.Dmn;

/// <summary>
/// 版本比较: for which inputs two versions of a decision answer differently. Between the break points of both versions
/// an answer does not change, so one value of each region decides for all. Two plain tables are compared by their
/// bitmap indexes; other decisions by evaluating both.
/// </summary>
public static class DecisionComparison
{
    private const int MaxBoxes = 20_000;

    /// <summary>Compares. Never throws for what is in the models.</summary>
    /// <param name="before">The first version.</param>
    /// <param name="after">The second version.</param>
    /// <param name="options">Limits and what is known of the inputs; null for the defaults.</param>
    /// <returns>Null if one of the models has no such decision, or it cannot be evaluated.</returns>
    public static DecisionDifference? Of(
        DecisionVersion before, DecisionVersion after, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        options ??= ComparisonOptions.Default;
        if (before.Model.Decision(before.Decision) is not { } first
            || after.Model.Decision(after.Decision) is not { } second
            || before.Model.Prepare(before.Decision) is not { } one
            || after.Model.Prepare(after.Decision) is not { } other)
        {
            return null;
        }

        return ByIndex((before, first), (after, second), options)
            ?? ByGrid((before, first), (after, second), (new(before, one), new(after, other)), options);
    }

    private static DecisionDifference? ByIndex(
        (DecisionVersion Version, DecisionElement Decision) before,
        (DecisionVersion Version, DecisionElement Decision) after, ComparisonOptions options)
    {
        if (options.Output is not null
            || TableSide.Of(before.Version, before.Decision) is not { } first
            || TableSide.Of(after.Version, after.Decision) is not { } second
            || JointAxes.OfTables([before.Version, after.Version], [first, second], options) is not { } axes)
        {
            return null;
        }

        var comparison = new TableComparison(axes, first, second, options.MaxSteps);
        var regions = comparison.Run(MaxBoxes);
        var told = Findings(before.Decision, regions, comparison.IsCut, options);
        return new DecisionDifference([.. regions.Joined().Take(options.MaxRegions)], told, [], IsFromIndex: true);
    }

    private static DecisionDifference ByGrid(
        (DecisionVersion Version, DecisionElement Decision) before,
        (DecisionVersion Version, DecisionElement Decision) after, (GridSide Before, GridSide After) sides,
        ComparisonOptions options)
    {
        var joint = JointAxes.OfLogic([before, after], options, options.Output);
        var comparison = new GridComparison(joint.Axes, sides.Before, sides.After, options);
        var regions = comparison.Run(joint.Bases(options), MaxBoxes);
        var told = Findings(before.Decision, regions, comparison.IsCut, options);
        if (joint.Sampled.Count > 0)
        {
            told.Add(DifferenceFindings.Sampled(
                before.Decision.Name, joint.Sampled, options.Examples.Count, before.Decision.At));
        }

        return new DecisionDifference(
            [.. regions.Joined().Take(options.MaxRegions)], told, joint.Sampled, IsFromIndex: false);
    }

    private static List<Diagnostic> Findings(
        DecisionElement decision, RegionList regions, bool isCut, ComparisonOptions options)
    {
        var told = new List<Diagnostic>();
        if (isCut || regions.Count >= MaxBoxes)
            told.Add(DifferenceFindings.Unfinished(decision.Name, options.MaxSteps, decision.At));
        if (regions.Joined() is { } joined && joined.Count > options.MaxRegions)
            told.Add(DifferenceFindings.Shortened(decision.Name, options.MaxRegions, joined.Count, decision.At));
        return told;
    }
}
