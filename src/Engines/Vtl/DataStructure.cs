namespace Huoshui.Vtl;

/// <summary>What a component is for (角色), after VTL 2.2 UM, information model.</summary>
public enum ComponentRole
{
    /// <summary>标识: never null; all identifiers together are unique.</summary>
    Identifier,

    /// <summary>度量: what is measured.</summary>
    Measure,

    /// <summary>属性: describes; most operators drop it.</summary>
    Attribute,

    /// <summary>传播属性: an attribute that operators carry on.</summary>
    ViralAttribute,
}

/// <summary>The basic scalar types of VTL (标量类型).</summary>
public enum ScalarKind
{
    /// <summary>BIGINT.</summary>
    Integer,

    /// <summary>DECIMAL(18,s) with a scale, DOUBLE without.</summary>
    Number,

    /// <summary>BOOLEAN, three-valued.</summary>
    Boolean,

    /// <summary>VARCHAR.</summary>
    String,

    /// <summary>DATE.</summary>
    Date,

    /// <summary>A regular period as text: <c>2025</c>, <c>2025Q1</c>, <c>2025M06</c>.</summary>
    TimePeriod,

    /// <summary>Any interval as text: <c>2025-01-01/2025-12-31</c>.</summary>
    Time,

    /// <summary>A length of time as text: <c>A</c>, <c>Q</c>, <c>P1Y</c>.</summary>
    Duration,
}

/// <summary>A column of a data set (数据集成分).</summary>
/// <param name="Name">Without quotes; case matters.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Kind">Its scalar type.</param>
/// <param name="Scale">Decimals of a Number: the cells are DECIMAL(18, Scale); null means DOUBLE. 0 to 18, both
/// included.</param>
/// <param name="IsNullable">False only where null cannot occur.</param>
public sealed record Component(
    string Name, ComponentRole Role, ScalarKind Kind, int? Scale = null, bool IsNullable = true)
{
    /// <summary>The enumerated value domain whose codes are its only values; null where it has none. A pivot on it
    /// needs no data: each code is a measure.</summary>
    public string? Domain { get; init; }
}

/// <summary>The columns of a data set under its name (数据结构).</summary>
/// <param name="Name">The name by which scripts and SQL refer to it.</param>
/// <param name="Components">In order. A scalar result has one measure and no identifier.</param>
public sealed record DataStructure(string Name, IReadOnlyList<Component> Components);
