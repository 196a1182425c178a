namespace Huoshui.Vtl.Plan;

/// <summary>Type of a scalar expression. <c>Kind</c> null is the type of a bare null, which fits everywhere.</summary>
/// <param name="Kind">The basic scalar type.</param>
/// <param name="Scale">Decimals of an exact Number; null is DOUBLE for a Number, and nothing for the others.</param>
internal readonly record struct ScalarType(ScalarKind? Kind, int? Scale = null)
{
    public static readonly ScalarType Null = new(null);
    public static readonly ScalarType Integer = new(ScalarKind.Integer);
    public static readonly ScalarType Double = new(ScalarKind.Number);
    public static readonly ScalarType Boolean = new(ScalarKind.Boolean);
    public static readonly ScalarType String = new(ScalarKind.String);
    public static readonly ScalarType Date = new(ScalarKind.Date);
    public static readonly ScalarType Duration = new(ScalarKind.Duration);

    public bool IsNumeric => Kind is null or ScalarKind.Integer or ScalarKind.Number;

    public bool IsTime => Kind is null or ScalarKind.Date or ScalarKind.TimePeriod or ScalarKind.Time;

    /// <summary>True if a value of this type may stand where the kind is asked for (integer is a number).</summary>
    public bool Fits(ScalarKind kind) =>
        Kind is null || Kind == kind ||
        (kind == ScalarKind.Number && Kind == ScalarKind.Integer) ||
        (kind == ScalarKind.Time && Kind is ScalarKind.Date or ScalarKind.TimePeriod);

    /// <summary>The type that holds values of both; null if there is none.</summary>
    public static ScalarType? Common(ScalarType a, ScalarType b)
    {
        if (a.Kind is null)
            return b;
        if (b.Kind is null)
            return a;
        if (a.Kind == ScalarKind.Number && b.Kind == ScalarKind.Number)
            return new ScalarType(ScalarKind.Number, a.Scale is { } s && b.Scale is { } t ? Math.Max(s, t) : null);
        if (a.Kind == b.Kind)
            return a;
        if (a.IsNumeric && b.IsNumeric)
            return a.Kind == ScalarKind.Number ? a : b;
        return a.IsTime && b.IsTime ? new ScalarType(ScalarKind.Time) : null;
    }

    public static ScalarType Of(Component component) => new(component.Kind, component.Scale);

    public Component Named(string name, ComponentRole role) =>
        new(name, role, Kind ?? ScalarKind.String, Scale, role != ComponentRole.Identifier);
}
