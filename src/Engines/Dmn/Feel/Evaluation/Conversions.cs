using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>Conformance of values, and the implicit conversions (DMN 1.5 §10.3.2.9.4).</summary>
internal static class Conversions
{
    /// <summary>
    /// The value if it conforms, or the one item of a list, or a list of the one value, or a date as a date and time;
    /// otherwise null with its cause.
    /// </summary>
    public static FeelValue To(FeelValue value, FeelType type, Run run, Place at)
    {
        if (value.IsNull || type == FeelType.Any)
            return value;
        var fitting = Fitting(value, type);
        if (fitting is null)
            return run.Fail(NullCauses.NotOfType(value, type, at));
        return FirstBreach(fitting, type, run) is var (item, constrained)
            ? run.Fail(NullCauses.NotAllowed(item, constrained.Name, constrained.Allowed.At.Excerpt, at))
            : fitting;
    }

    /// <summary>The value has a form that conforms; constraints of item definitions are not looked at.</summary>
    public static bool Conforms(FeelValue value, FeelType type)
    {
        var plain = type.Unconstrained;
        if (value.IsNull || plain == FeelType.Any)
            return true;
        return (value, plain) switch
        {
            (ListValue list, ListType listType) => list.Items.All(i => Conforms(i, listType.Item)),
            (ContextValue context, ContextType contextType) => contextType.Members.All(m =>
                context.TryGet(m.Key, out var member) && Conforms(member, m.Value)),
            (RangeValue range, RangeType rangeType) =>
                Conforms(range.Start, rangeType.Item) && Conforms(range.End, rangeType.Item),
            (FunctionValue function, FunctionType functionType) => function.Type == FeelType.Any
                || function.Type.ConformsTo(functionType),
            (ListValue or ContextValue or RangeValue or FunctionValue, _) => false,
            _ => value.Type.ConformsTo(plain),
        };
    }

    /// <summary>The value is an instance of the type; constraints do not count (§10.3.2.15, table 61).</summary>
    public static bool IsInstance(FeelValue value, FeelType type) =>
        value.IsNull ? type == FeelType.Null : Conforms(value, type);

    /// <summary>The value in a form that conforms; null (of the CLR) if there is none. Constraints do not count.
    /// </summary>
    public static FeelValue? Fitting(FeelValue value, FeelType type)
    {
        if (Conforms(value, type) || IsCallableAs(value, type))
            return value;
        if (value is ListValue { Items: [var only] } && !only.IsNull && Conforms(only, type))
            return only;
        // A date stands for its midnight in UTC (§10.3.2.3.5).
        if (value is DateValue date && type.Unconstrained == FeelType.DateAndTime)
            return new DateTimeValue(date, new TimeValue(0, TimeZoneMark.Utc));
        return type.Unconstrained is ListType list && value is not ListValue && Conforms(value, list.Item)
            ? new ListValue([value]) : null;
    }

    // What a function gives may be unknown before it is called; then its parameters decide.
    private static bool IsCallableAs(FeelValue value, FeelType type) =>
        value is FunctionValue { Type: FunctionType { Result: var result } known }
        && type.Unconstrained is FunctionType wanted && result == FeelType.Any
        && known.ConformsTo(wanted with { Result = FeelType.Any });

    private static (FeelValue Item, ConstrainedType Type)? FirstBreach(FeelValue value, FeelType type, Run run)
    {
        if (value.IsNull)
            return null;
        switch (type)
        {
            case ConstrainedType constrained:
                if (FirstBreach(value, constrained.Base, run) is { } inner)
                    return inner;
                return constrained.Allowed.Admits(value, Frame.Global(run)) ? null : (value, constrained);
            case ListType list when value is ListValue items:
                return items.Items.Select(i => FirstBreach(i, list.Item, run)).FirstOrDefault(b => b is not null);
            case ContextType members when value is ContextValue context:
                return members.Members
                    .Select(m => context.TryGet(m.Key, out var member) ? FirstBreach(member, m.Value, run) : null)
                    .FirstOrDefault(b => b is not null);
            default:
                return null;
        }
    }
}
