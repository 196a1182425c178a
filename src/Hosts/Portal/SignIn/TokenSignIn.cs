using System.Security.Claims;
using System.Text.Encodings.Web;
using Huoshui.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Huoshui.Portal.SignIn;

/// <summary>
/// 接口令牌: <c>Authorization: Bearer hs_…</c> (RFC 6750) signs a machine in to the API, for this request and nowhere
/// else. A request that
/// carries a token is judged by it alone, whatever cookies come with it; with a client certificate beside it, it is
/// refused.
/// </summary>
internal sealed class TokenSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokenDesk tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme of tokens.</summary>
    public const string TokenScheme = "token";

    /// <summary>Takes the token where there is one, and the session cookie otherwise.</summary>
    public const string Either = "huoshui";

    /// <summary>The id of the token or certificate that was accepted.</summary>
    public const string TokenClaim = "huoshui:token";

    /// <summary>A scope of the token; several claims.</summary>
    public const string ScopeClaim = "huoshui:scope";

    private const string Prefix = "Bearer ";
    private const int LongestToken = 200;

    /// <summary>Whether a request to the API carries a token.</summary>
    public static bool Carries(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var text = Request.Headers.Authorization.ToString();
        if (!Carries(Request))
            return AuthenticateResult.NoResult();
        var token = text[Prefix.Length..].Trim();
        if (token.Length > LongestToken || await tokens.AcceptAsync(token, Context.RequestAborted) is not { } accepted)
            return AuthenticateResult.Fail("The token is unknown, withdrawn or over.");
        var principal = PrincipalOf(TokenScheme, accepted.Id.ToString(), accepted.Viewer, accepted.Scopes);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, TokenScheme));
    }

    /// <summary>A machine that signed in: the rights of its account, within its scopes.</summary>
    /// <param name="scheme">How it signed in.</param>
    /// <param name="id">The token or certificate: not a secret; it has its own window of requests.</param>
    /// <param name="viewer">The account's rights.</param>
    /// <param name="scopes">What of them the machine may use.</param>
    public static ClaimsPrincipal PrincipalOf(string scheme, string id, Viewer viewer, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, viewer.AccountName));
        identity.AddClaim(new Claim(TokenClaim, id));
        identity.AddClaims(viewer.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        identity.AddClaims(scopes.Select(scope => new Claim(ScopeClaim, scope)));
        if (viewer.InstitutionId is { } institution)
            identity.AddClaim(new Claim(Viewer.InstitutionClaim, institution));
        if (viewer.AreaCode is { } area)
            identity.AddClaim(new Claim(Viewer.AreaClaim, area));
        if (viewer.SeesClear)
            identity.AddClaim(new Claim(Viewer.SeesClearClaim, "true"));
        return new ClaimsPrincipal(identity);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer realm=\"huoshui\", error=\"invalid_token\"";
        return Task.CompletedTask;
    }
}

internal static class TokenSignInServices
{
    public static AuthenticationBuilder AddTokens(this AuthenticationBuilder authentication) => authentication
        .AddScheme<AuthenticationSchemeOptions, TokenSignIn>(TokenSignIn.TokenScheme, null)
        .AddPolicyScheme(TokenSignIn.Either, null, options => options.ForwardDefaultSelector = static http =>
            TokenSignIn.Carries(http.Request) ? TokenSignIn.TokenScheme
            : ClientCertificates.Carries(http) ? ClientCertificates.CertificateScheme
            : IdentityConstants.ApplicationScheme);
}
