namespace Huoshui.Dmn.Feel.Values;

/// <summary>A node of the lattice of types (DMN 1.5 §10.3.2.9).</summary>
internal abstract record FeelType
{
    public static FeelType Any { get; } = new SimpleType("Any");

    public static FeelType Null { get; } = new SimpleType("Null");

    public static FeelType Number { get; } = new SimpleType("number");

    public static FeelType String { get; } = new SimpleType("string");

    public static FeelType Boolean { get; } = new SimpleType("boolean");

    public static FeelType Date { get; } = new SimpleType("date");

    public static FeelType Time { get; } = new SimpleType("time");

    public static FeelType DateAndTime { get; } = new SimpleType("date and time");

    public static FeelType YearsAndMonths { get; } = new SimpleType("years and months duration");

    public static FeelType DaysAndTime { get; } = new SimpleType("days and time duration");

    /// <summary>The names that a type reference may use, with those of older versions of DMN.</summary>
    public static IReadOnlyDictionary<string, FeelType> Named { get; } =
        new Dictionary<string, FeelType>(StringComparer.Ordinal)
        {
            ["Any"] = Any,
            ["Null"] = Null,
            ["number"] = Number,
            ["string"] = String,
            ["boolean"] = Boolean,
            ["date"] = Date,
            ["time"] = Time,
            ["date and time"] = DateAndTime,
            ["dateTime"] = DateAndTime,
            ["years and months duration"] = YearsAndMonths,
            ["yearMonthDuration"] = YearsAndMonths,
            ["days and time duration"] = DaysAndTime,
            ["dayTimeDuration"] = DaysAndTime,
        };

    /// <summary>This type without a list around it or constraints.</summary>
    public FeelType Element => this switch
    {
        ListType list => list.Item,
        ConstrainedType constrained => constrained.Base.Element,
        _ => this,
    };

    public FeelType Unconstrained => this is ConstrainedType constrained ? constrained.Base.Unconstrained : this;

    /// <summary>The least type of several: theirs if it is one, otherwise Any; Null for none.</summary>
    public static FeelType Union(IEnumerable<FeelType> types)
    {
        FeelType? union = null;
        foreach (var type in types)
        {
            if (union is null || union.ConformsTo(type))
                union = type;
            else if (!type.ConformsTo(union))
                return Any;
        }

        return union ?? Null;
    }

    /// <summary>A value of this type may stand where the other is asked for.</summary>
    public bool ConformsTo(FeelType other)
    {
        var (mine, its) = (Unconstrained, other.Unconstrained);
        if (its == Any || mine == Null)
            return true;
        return (mine, its) switch
        {
            (SimpleType a, SimpleType b) => a.Name == b.Name,
            (ListType a, ListType b) => a.Item.ConformsTo(b.Item),
            (RangeType a, RangeType b) => a.Item.ConformsTo(b.Item),
            (ContextType a, ContextType b) => b.Members.All(m =>
                a.Members.TryGetValue(m.Key, out var type) && type.ConformsTo(m.Value)),
            (FunctionType a, FunctionType b) => a.Parameters.Count == b.Parameters.Count
                && a.Parameters.Zip(b.Parameters).All(p => p.Second.ConformsTo(p.First))
                && a.Result.ConformsTo(b.Result),
            _ => false,
        };
    }
}

internal sealed record SimpleType(string Name) : FeelType
{
    public override string ToString() => Name;
}

internal sealed record ListType(FeelType Item) : FeelType
{
    public override string ToString() => $"list<{Item}>";
}

internal sealed record RangeType(FeelType Item) : FeelType
{
    public override string ToString() => $"range<{Item}>";
}

internal sealed record ContextType(IReadOnlyDictionary<string, FeelType> Members) : FeelType
{
    public override string ToString() => $"context<{string.Join(", ", Members.Select(m => $"{m.Key}: {m.Value}"))}>";
}

internal sealed record FunctionType(IReadOnlyList<FeelType> Parameters, FeelType Result) : FeelType
{
    public override string ToString() => $"function<{string.Join(", ", Parameters)}> -> {Result}";
}

/// <summary>A type of an item definition whose values are restricted to those that pass unary tests.</summary>
internal sealed record ConstrainedType(string Name, FeelType Base, Syntax.UnaryTests Allowed) : FeelType
{
    public override string ToString() => Name;
}
