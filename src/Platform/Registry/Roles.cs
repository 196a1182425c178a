using Huoshui.Diagnostics;

namespace Huoshui.Registry;

/// <summary>The roles. One account may hold several, but never two that the 三员 rule or the four eyes keep
/// apart.</summary>
public static class Roles
{
    /// <summary>监管分析人员: reads everything of every institution (masked), checks, explains.</summary>
    public const string Analyst = "analyst";

    /// <summary>监管审批人员: accepts, returns, approves, publishes.</summary>
    public const string Approver = "approver";

    /// <summary>填报人: uploads and explains for one institution.</summary>
    public const string Preparer = "preparer";

    /// <summary>复核人: reviews for one institution.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>签发人: certifies for one institution.</summary>
    public const string Signer = "signer";

    /// <summary>系统管理员: runs the platform; sees no business data.</summary>
    public const string SystemAdministrator = "system-administrator";

    /// <summary>安全管理员: accounts and rights; sees no business data.</summary>
    public const string SecurityAdministrator = "security-administrator";

    /// <summary>审计管理员: the audit log; sees no business data.</summary>
    public const string AuditAdministrator = "audit-administrator";

    /// <summary>街道走访人员: records visits in one street.</summary>
    public const string StreetOfficer = "street-officer";

    /// <summary>区工作专班: judges declarations and assigns banks in one district.</summary>
    public const string DistrictTeam = "district-team";

    /// <summary>公众: published totals only.</summary>
    public const string PublicReader = "public-reader";

    /// <summary>操作员: whoever may run the command on the server; every act is audited. No account holds it.</summary>
    public const string Operator = "operator";

    /// <summary>Every role that an account may hold, with its titles, in the order of the screens.</summary>
    public static IReadOnlyDictionary<string, LocalizedText> All { get; } =
        new OrderedDictionary<string, LocalizedText>(StringComparer.Ordinal)
        {
            [Analyst] = new("监管分析人员", "Regulator's analyst"),
            [Approver] = new("监管审批人员", "Regulator's approver"),
            [Preparer] = new("填报人", "Preparer"),
            [Reviewer] = new("复核人", "Reviewer"),
            [Signer] = new("签发人", "Signer"),
            [SystemAdministrator] = new("系统管理员", "System administrator"),
            [SecurityAdministrator] = new("安全管理员", "Security administrator"),
            [AuditAdministrator] = new("审计管理员", "Audit administrator"),
            [StreetOfficer] = new("街道走访人员", "Street officer"),
            [DistrictTeam] = new("区工作专班", "District team"),
            [PublicReader] = new("公众", "Public reader"),
        };

    /// <summary>Roles of an institution's own people.</summary>
    public static IReadOnlySet<string> OfInstitutions { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Preparer, Reviewer, Signer };

    /// <summary>Roles that belong to one street or district of the city (the area of the account).</summary>
    public static IReadOnlySet<string> OfAreas { get; } =
        new HashSet<string>(StringComparer.Ordinal) { StreetOfficer, DistrictTeam };

    /// <summary>Roles that see the data of every institution.</summary>
    public static IReadOnlySet<string> OfRegulator { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Analyst, Approver, Operator };

    // 三员分立, 填报/复核/签发, the regulator's four eyes, visit and judge: no account holds two of one set, nor of two sets.
    private static readonly IReadOnlyList<IReadOnlySet<string>> Exclusive =
    [
        new HashSet<string>(StringComparer.Ordinal) { SystemAdministrator, SecurityAdministrator, AuditAdministrator },
        new HashSet<string>(StringComparer.Ordinal) { Preparer, Reviewer, Signer },
        new HashSet<string>(StringComparer.Ordinal) { Analyst, Approver },
        new HashSet<string>(StringComparer.Ordinal) { StreetOfficer, DistrictTeam },
    ];

    /// <summary>Two of the roles that no one account may hold together; null if there are none.</summary>
    public static (string First, string Second)? Conflict(IEnumerable<string> roles)
    {
        var held = Exclusive.SelectMany(set => set).Where(roles.ToHashSet(StringComparer.Ordinal).Contains).ToList();
        return held.Count > 1 ? (held[0], held[1]) : null;
    }
}
