using System.Security.Claims;
using Huoshui.Operations;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Huoshui.Registry;

/// <summary>Puts into a sign-in what <see cref="Viewer.From"/> reads back.</summary>
internal sealed class AccountClaims(
    UserManager<Account> accounts, RoleManager<AccountRole> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<Account, AccountRole>(accounts, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        if (user.InstitutionId is { } institution)
            identity.AddClaim(new Claim(Viewer.InstitutionClaim, institution));
        if (user.AreaCode is { } area)
            identity.AddClaim(new Claim(Viewer.AreaClaim, area));
        if (user.SeesClear)
            identity.AddClaim(new Claim(Viewer.SeesClearClaim, "true"));
        identity.AddClaim(new Claim(ClaimTypes.GivenName, user.DisplayName));
        return identity;
    }
}
