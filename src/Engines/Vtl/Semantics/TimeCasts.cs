using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Semantics;

/// <summary>Dates and periods beside times are times (VTL 2.2 RM, cast, implicit casts); a date beside a period makes
/// times of both.</summary>
internal static class TimeCasts
{
    /// <summary>A value in the type of those that it stands beside.</summary>
    public static Expr To(ScalarType common, Expr value) =>
        common.Kind == ScalarKind.Time && IsOther(value.Type) ? AsTime(value) : value;

    /// <summary>A value beside another one.</summary>
    public static Expr Beside(Expr other, Expr value) => Of([other, value])[1];

    /// <summary>Values side by side: where not all are times, those too take the form of first and last day, so that
    /// the same time is the same text.</summary>
    public static IReadOnlyList<Expr> Of(params IReadOnlyList<Expr> values)
    {
        var types = values.Select(v => v.Type).ToList();
        return [.. values.Select(v => IsChanged(types, v.Type) ? AsTime(v) : v)];
    }

    private static Operation AsTime(Expr value) => new(Op.Cast, new ScalarType(ScalarKind.Time), value);

    private static bool IsOther(ScalarType type) => type.Kind is ScalarKind.Date or ScalarKind.TimePeriod;

    private static bool IsChanged(List<ScalarType> types, ScalarType own) => types.Exists(IsOther)
        && CommonOf(types).Kind == ScalarKind.Time && (IsOther(own) || own.Kind == ScalarKind.Time);

    /// <summary>Relations whose components of one name come together.</summary>
    public static List<Relation> Of(IReadOnlyList<Relation> relations) => [.. relations.Select(r => Of(r, relations))];

    /// <summary>Measures of a relation that become one component.</summary>
    public static Relation OfMeasures(Relation relation)
    {
        var types = relation.Measures.Select(ScalarType.Of).ToList();
        return Changed(relation, c => c.Role == ComponentRole.Measure ? types : []);
    }

    private static Relation Of(Relation relation, IReadOnlyList<Relation> relations) => Changed(
        relation, c => [.. relations.Select(r => r.Find(c.Name)).OfType<Component>().Select(ScalarType.Of)]);

    private static Relation Changed(Relation relation, Func<Component, List<ScalarType>> types)
    {
        bool Is(Component component) => IsChanged(types(component), ScalarType.Of(component));
        if (!relation.Components.Any(Is))
            return relation;
        var rows = RowView.Of(relation);
        return rows.Project([.. rows.Keep(_ => true).Select(o => !Is(o.Component) ? o
            : new Output(o.Component with { Kind = ScalarKind.Time }, AsTime(o.Value)))]);
    }

    private static ScalarType CommonOf(IEnumerable<ScalarType> types) =>
        types.Aggregate(ScalarType.Null, (a, b) => ScalarType.Common(a, b) ?? a);
}
