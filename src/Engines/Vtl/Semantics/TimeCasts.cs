using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Semantics;

/// <summary>Dates and periods beside times are times (VTL 2.2 RM, cast, implicit casts); a date beside a period makes
/// times of both.</summary>
internal static class TimeCasts
{
    /// <summary>A value in the type of those that it stands beside.</summary>
    public static Expr To(ScalarType common, Expr value) =>
        common.Kind == ScalarKind.Time && value.Type.Kind is ScalarKind.Date or ScalarKind.TimePeriod
            ? new Operation(Op.Cast, new ScalarType(ScalarKind.Time), value) : value;

    /// <summary>A value beside another one.</summary>
    public static Expr Beside(Expr other, Expr value) => To(CommonOf([other.Type, value.Type]), value);

    /// <summary>Values side by side.</summary>
    public static IReadOnlyList<Expr> Of(params IReadOnlyList<Expr> values)
    {
        var common = CommonOf(values.Select(v => v.Type));
        return [.. values.Select(v => To(common, v))];
    }

    /// <summary>Relations whose components of one name come together.</summary>
    public static List<Relation> Of(IReadOnlyList<Relation> relations) => [.. relations.Select(r => Of(r, relations))];

    /// <summary>Measures of a relation that become one component.</summary>
    public static Relation OfMeasures(Relation relation)
    {
        var common = CommonOf(relation.Measures.Select(ScalarType.Of));
        return Changed(relation, c => c.Role == ComponentRole.Measure ? common : ScalarType.Null);
    }

    private static Relation Of(Relation relation, IReadOnlyList<Relation> relations) => Changed(
        relation, c => CommonOf(relations.Select(r => r.Find(c.Name)).OfType<Component>().Select(ScalarType.Of)));

    private static Relation Changed(Relation relation, Func<Component, ScalarType> common)
    {
        bool IsOther(Component component) => common(component).Kind == ScalarKind.Time &&
            component.Kind is ScalarKind.Date or ScalarKind.TimePeriod;
        if (!relation.Components.Any(IsOther))
            return relation;
        var rows = RowView.Of(relation);
        return rows.Project([.. rows.Keep(_ => true).Select(o => !IsOther(o.Component) ? o
            : new Output(o.Component with { Kind = ScalarKind.Time }, To(common(o.Component), o.Value)))]);
    }

    private static ScalarType CommonOf(IEnumerable<ScalarType> types) =>
        types.Aggregate(ScalarType.Null, (a, b) => ScalarType.Common(a, b) ?? a);
}
