namespace Huoshui.Registry;

/// <summary>What kind of area a district is.</summary>
public enum DistrictKind
{
    /// <summary>行政区: a district of GB/T 2260.</summary>
    Administrative,

    /// <summary>功能区: managed like a district and none by GB/T 2260 (大鹏新区, 深汕特别合作区).</summary>
    Functional,

    /// <summary>叠加区: lies across others (前海, 河套); never counted beside them.</summary>
    Overlay,
}

/// <summary>区: a management district on a day; its own table, apart from GB/T 2260.</summary>
public sealed class District
{
    /// <summary>GB/T 2260 code, or an internal code that begins with a letter.</summary>
    public string Code { get; set; } = string.Empty;

    /// <summary>Name in Chinese.</summary>
    public string NameZh { get; set; } = string.Empty;

    /// <summary>Name in English.</summary>
    public string NameEn { get; set; } = string.Empty;

    /// <summary>What kind of area.</summary>
    public DistrictKind Kind { get; set; }

    /// <summary>The first day.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last day; null while it exists.</summary>
    public DateOnly? To { get; set; }
}

/// <summary>街道: a street office.</summary>
public sealed class Street
{
    /// <summary>Nine digits.</summary>
    public string Code { get; set; } = string.Empty;

    /// <summary>Name in Chinese.</summary>
    public string NameZh { get; set; } = string.Empty;

    /// <summary>The administrative district's code (GB/T 2260).</summary>
    public string AdministrativeCode { get; set; } = string.Empty;

    /// <summary>The management district's code in <see cref="District"/>.</summary>
    public string DistrictCode { get; set; } = string.Empty;

    /// <summary>A special area that is no street office.</summary>
    public bool IsSpecialArea { get; set; }
}
