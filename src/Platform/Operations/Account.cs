using Microsoft.AspNetCore.Identity;

namespace Huoshui.Operations;

/// <summary>用户: a person or a machine that may sign in.</summary>
public sealed class Account : IdentityUser<Guid>
{
    /// <summary>The name shown beside what the account did.</summary>
    public string DisplayName { get; set; } = string.Empty;

    /// <summary>The institution whose data the account sees; null for the regulator's people and public
    /// readers.</summary>
    public string? InstitutionId { get; set; }

    /// <summary>The street (nine digits) or management district whose data the account sees; null for those of no
    /// area.</summary>
    public string? AreaCode { get; set; }

    /// <summary>Whether the account holds the field class 个人信息: sees its own institution's personal fields in
    /// clear.</summary>
    public bool SeesClear { get; set; }

    /// <summary>Whether the password was set by someone else and has to be changed at the next sign-in.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was disabled; null while it may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}

/// <summary>角色: one of the roles of <c>Huoshui.Registry.Roles</c>, as the store of sign-ins knows it.</summary>
public sealed class AccountRole : IdentityRole<Guid>;

/// <summary>接口令牌: a machine's right to call the API. The token itself is shown once and never stored.</summary>
public sealed class ApiToken
{
    /// <summary>The row.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose rights it carries.</summary>
    public Guid AccountId { get; set; }

    /// <summary>What it is for, in its owner's words.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>SHA-256 of the token, lower-case hexadecimal; unique.</summary>
    public string TokenHash { get; set; } = string.Empty;

    /// <summary>Space-separated scopes, e.g. <c>filings:write figures:read</c>.</summary>
    public string Scopes { get; set; } = string.Empty;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>From when on it is refused.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was withdrawn; null if it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
