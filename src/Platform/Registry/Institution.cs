using Huoshui.Diagnostics;

namespace Huoshui.Registry;

/// <summary>
/// 机构: a bank, insurer or other institution, or a branch of one. The columns of <c>institutions.csv</c> are these
/// properties,
/// under these names, in this order.
/// </summary>
public sealed class Institution
{
    /// <summary>Longest <see cref="Id"/>, in characters.</summary>
    public const int LongestId = 40;

    /// <summary>机构ID: letters, digits, <c>-</c> and <c>_</c> only, since folders are named after it.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Full name in Chinese.</summary>
    public string NameZh { get; set; } = string.Empty;

    /// <summary>Full name in English.</summary>
    public string NameEn { get; set; } = string.Empty;

    /// <summary>机构类型: a code of the list 机构类型 in policies/vocabulary.</summary>
    public string Kind { get; set; } = string.Empty;

    /// <summary>上级机构: the parent's <see cref="Id"/>; null for one that has none here.</summary>
    public string? ParentId { get; set; }

    /// <summary>法人机构: incorporated in this city; false for a branch or office.</summary>
    public bool IsLocalLegalPerson { get; set; }

    /// <summary>资本来源: a code of the list 资本来源 (e.g. <c>mainland</c>, <c>hongkong</c>); null if not known.</summary>
    public string? Capital { get; set; }

    /// <summary>The first day on which it is active.</summary>
    public DateOnly ActiveFrom { get; set; }

    /// <summary>The last day on which it is active; null while it is.</summary>
    public DateOnly? ActiveTo { get; set; }

    /// <summary>金融许可证号; null if not known.</summary>
    public string? Licence { get; set; }

    /// <summary>统一社会信用代码; null if not known.</summary>
    public string? Usci { get; set; }

    /// <summary>所在区: a code of the district table; null if not known.</summary>
    public string? District { get; set; }

    /// <summary>所在街道: a code of the street table; null if not known.</summary>
    public string? Street { get; set; }

    /// <summary>Its name in both languages; in Chinese for both where no English one is registered.</summary>
    public LocalizedText FullName() => new(NameZh, NameEn.Length > 0 ? NameEn : NameZh);

    /// <summary>Whether it is active on a day.</summary>
    public bool IsActive(DateOnly day) => ActiveFrom <= day && (ActiveTo is not { } last || day <= last);
}

/// <summary>机构变更: one property of one institution, from one day on. Rows are only ever added.</summary>
public sealed class InstitutionChange
{
    /// <summary>The key, in the order of recording.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public string InstitutionId { get; init; } = string.Empty;

    /// <summary>A property of <see cref="Institution"/>.</summary>
    public string Field { get; init; } = string.Empty;

    /// <summary>Its value until the day before; null if it had none.</summary>
    public string? Before { get; init; }

    /// <summary>Its value from the day on.</summary>
    public string? After { get; init; }

    /// <summary>The first day of the new value.</summary>
    public DateOnly ValidFrom { get; init; }

    /// <summary>When the platform learned of it.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who recorded it.</summary>
    public string RecordedBy { get; init; } = string.Empty;
}
