using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>
/// Puts the conversion of DMN 1.5 §10.3.2.9.4 where a type is declared, and leaves it out where it can change nothing:
/// a value that was converted before, or a literal, which is converted once.
/// </summary>
internal static class TypedPlaces
{
    /// <summary>The node itself where the conversion is needless; a literal as its converted value.</summary>
    public static Node Typed(Node node, FeelType? type, DmnOptions options)
    {
        if (type is null || type == FeelType.Any || Proves(node, type))
            return node;
        return node is LiteralNode literal && Fixed(literal.Value, type, node.At, options) is { } value
            ? ReferenceEquals(value, literal.Value) ? node : new LiteralNode(node.At, value)
            : new ConvertedNode(node, type);
    }

    /// <summary>A literal that never conforms to the type.</summary>
    public static bool IsHopeless(Node node) => node is ConvertedNode { Content: LiteralNode literal } converted
        && Conversions.Fitting(literal.Value, converted.Type) is null;

    private static bool Proves(Node node, FeelType type) => node switch
    {
        LiteralNode { Value.IsNull: true } => true,
        GroupNode group => Proves(group.Content, type),
        NameNode { IsDeclared: true } or ConvertedNode => Implies(node.Type, type),
        _ => false,
    };

    // What conforms to the first conforms to the second, with its constraints.
    private static bool Implies(FeelType known, FeelType wanted) =>
        known == wanted || (known.ConformsTo(wanted) && !HasConstraint(wanted) && wanted is not FunctionType)
        || (known is ConstrainedType constrained && Implies(constrained.Base, wanted));

    private static bool HasConstraint(FeelType type) => type switch
    {
        ConstrainedType => true,
        ListType list => HasConstraint(list.Item),
        RangeType range => HasConstraint(range.Item),
        ContextType context => context.Members.Values.Any(HasConstraint),
        _ => false,
    };

    // Null (of the CLR) where the conversion fails, or where a constraint depends on more than the value.
    private static FeelValue? Fixed(FeelValue value, FeelType type, Syntax.Place at, DmnOptions options)
    {
        if (!IsFixed(type))
            return null;
        var run = new Run(options);
        var converted = Conversions.To(value, type, run, at);
        return run.Diagnostics.Count == 0 ? converted : null;
    }

    private static bool IsFixed(FeelType type) => type switch
    {
        ConstrainedType constrained => IsFixed(constrained.Base)
            && constrained.Allowed.Tests.All(CellTests.IsConstant),
        ListType list => IsFixed(list.Item),
        ContextType or FunctionType => false,
        _ => true,
    };
}
