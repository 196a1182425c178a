using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>
/// The tests of a cell (rule 15): none is <c>-</c>; several are alternatives; or none of them may pass.
/// </summary>
internal sealed class UnaryTests(Place at, IReadOnlyList<Node> tests, bool isNegated)
{
    public Place At { get; } = at;

    public IReadOnlyList<Node> Tests { get; } = tests;

    public bool IsNegated { get; } = isNegated;

    /// <summary>The cell is <c>-</c> or empty: everything passes.</summary>
    public bool IsAny => Tests.Count == 0;

    /// <summary>The value passes; what cannot be decided does not.</summary>
    public bool Admits(FeelValue value, Frame frame)
    {
        if (IsAny)
            return true;
        var passes = Membership.OfAny(value, Tests, frame.With("?", value), At);
        return passes is BooleanValue decided && decided.Value != IsNegated;
    }
}
