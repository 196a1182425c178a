using System.Linq.Expressions;
using System.Security.Claims;

namespace Huoshui.Registry;

/// <summary>
/// Who looks. Every query of a system takes one, and leaves out what it may not see: scope is enforced at the data.
/// </summary>
/// <param name="AccountName">For the audit log.</param>
/// <param name="Roles">Of <see cref="Registry.Roles"/>.</param>
/// <param name="InstitutionId">The institution whose data it sees; null for the regulator and the public.</param>
/// <param name="SeesClear">Holds the field class 个人信息 for its own institution.</param>
public sealed record Viewer(string AccountName, IReadOnlySet<string> Roles, string? InstitutionId, bool SeesClear)
{
    /// <summary>What it sees in clear for the moment beyond its own, by a request with a reason; null for nothing.
    /// Only the desk that
    /// keeps such requests sets it.</summary>
    public UnmaskGrant? Unmasked { get; init; }

    /// <summary>The street (nine digits) of a street officer, the management district of a district team; null for
    /// everybody else.</summary>
    public string? AreaCode { get; init; }

    /// <summary>The claim that holds <see cref="AreaCode"/>.</summary>
    public const string AreaClaim = "huoshui:area";

    /// <summary>The claim that holds <see cref="InstitutionId"/>.</summary>
    public const string InstitutionClaim = "huoshui:institution";

    /// <summary>The claim that is there when the account <see cref="SeesClear"/>.</summary>
    public const string SeesClearClaim = "huoshui:sees-clear";

    /// <summary>Somebody who is not signed in.</summary>
    public static Viewer Public { get; } = new("公众", Set(Registry.Roles.PublicReader), null, SeesClear: false);

    /// <summary>Sees every institution (masked). An account with an institution never does, whatever its
    /// roles.</summary>
    public bool IsRegulator => InstitutionId is null && Roles.Overlaps(Registry.Roles.OfRegulator);

    /// <summary>Sees published totals only.</summary>
    public bool IsPublic => InstitutionId is null && !IsRegulator;

    /// <summary>Whoever runs the command on the server: sees every institution, masked.</summary>
    /// <param name="name">The account given by <c>--as</c>, or the operating system's.</param>
    public static Viewer Operator(string name) =>
        new(name, Set(Registry.Roles.Operator, Registry.Roles.Analyst, Registry.Roles.Approver), null,
            SeesClear: false);

    /// <summary>The viewer of a signed-in principal; <see cref="Public"/> when it is not signed in.</summary>
    public static Viewer From(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (principal.Identity is not { IsAuthenticated: true, Name: { } name })
            return Public;
        var known = principal.FindAll(ClaimTypes.Role).Select(c => c.Value).Where(Registry.Roles.All.ContainsKey);
        return new Viewer(
            name, Set([.. known]), principal.FindFirstValue(InstitutionClaim),
                principal.HasClaim(c => c.Type == SeesClearClaim))
        {
            AreaCode = principal.FindFirstValue(AreaClaim),
        };
    }

    /// <summary>Whether it holds a role.</summary>
    public bool Is(string role) => Roles.Contains(role);

    /// <summary>Whether it may see an institution's filings.</summary>
    public bool Sees(string institutionId) => IsRegulator || (InstitutionId is { } own && own == institutionId);

    /// <summary>Whether it sees an institution's personal fields in clear: its own with the field class, or by <see
    /// cref="Unmasked"/>.</summary>
    public bool SeesClearOf(string institutionId) =>
        (SeesClear && InstitutionId is { } own && own == institutionId)
        || (IsRegulator && Unmasked?.InstitutionId == institutionId);

    private static HashSet<string> Set(params IEnumerable<string> roles) => new(roles, StringComparer.Ordinal);
}

/// <summary>查看明文: leave to see one institution's values in clear for a while.</summary>
/// <param name="InstitutionId">Whose values.</param>
/// <param name="Reason">The reason that was typed.</param>
/// <param name="Until">The end, exclusive; UTC.</param>
public sealed record UnmaskGrant(string InstitutionId, string Reason, DateTimeOffset Until);

/// <summary>Scope in a query.</summary>
public static class ViewerScope
{
    /// <summary>Leaves the rows that the viewer may see: all for the regulator, its own for an institution, none for
    /// the public.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="institution">The column that holds the 机构ID.</param>
    public static IQueryable<TRow> SeenBy<TRow>(
        this IQueryable<TRow> rows, Viewer viewer, Expression<Func<TRow, string>> institution)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(institution);
        if (viewer.IsRegulator)
            return rows;
        Expression<Func<string?>> own = () => viewer.InstitutionId;
        var isOwn = Expression.Equal(institution.Body, own.Body);
        return rows.Where(Expression.Lambda<Func<TRow, bool>>(
            viewer.InstitutionId is null ? Expression.Constant(false) : isOwn, institution.Parameters));
    }
}
