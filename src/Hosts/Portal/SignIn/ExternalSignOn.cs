using Huoshui.Operations;
using Huoshui.Portal.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.SignIn;

/// <summary>
/// An existing sign-on by OpenID Connect, when <c>HUOSHUI_OIDC_AUTHORITY</c> and <c>HUOSHUI_OIDC_CLIENT</c> are set
/// (the client's secret in a
/// file, <c>HUOSHUI_OIDC_SECRET_FILE</c>). The other side proves who it is; which account that is, and its rights,
/// stay here: an account is
/// matched by its name (<c>preferred_username</c>) and never made.
/// </summary>
internal static class ExternalSignOn
{
    public const string Scheme = "oidc";

    public static bool IsConfigured(IConfiguration configuration) =>
        configuration["HUOSHUI_OIDC_AUTHORITY"] is { Length: > 0 } && configuration["HUOSHUI_OIDC_CLIENT"] is { Length: > 0 };

    public static void AddExternalSignOn(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsConfigured(configuration))
            return;
        services.AddAuthentication().AddOpenIdConnect(Scheme, configuration["HUOSHUI_OIDC_TITLE"] ?? "OpenID Connect", options =>
        {
            options.SignInScheme = IdentityConstants.ExternalScheme;
            options.Authority = configuration["HUOSHUI_OIDC_AUTHORITY"];
            // a provider on this machine may do without TLS
            options.RequireHttpsMetadata = !new Uri(options.Authority!).IsLoopback;
            options.ClientId = configuration["HUOSHUI_OIDC_CLIENT"];
            options.ClientSecret = configuration["HUOSHUI_OIDC_SECRET_FILE"] is { Length: > 0 } file ? File.ReadLines(file).First() : null;
            options.ResponseType = "code";
            options.UsePkce = true;
            options.SaveTokens = false;
            options.MapInboundClaims = false;
            options.TokenValidationParameters.NameClaimType = "preferred_username";
            options.Scope.Add("profile");
            options.CallbackPath = "/sign-in/external/answer";
            options.Events.OnRemoteFailure = RefuseAsync;
        });
    }

    public static void MapExternalSignOn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in/external", Begin).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn).ExcludeFromDescription();
        routes.MapGet("/sign-in/external/done", EndAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Begin(HttpContext http, SignInManager<Account> signIn, IConfiguration configuration, [Microsoft.AspNetCore.Mvc.FromForm] string? back)
    {
        if (!IsConfigured(configuration))
            return Results.NotFound();
        var done = QueryString.Create("back", LocalPaths.Safe(back));
        return Results.Challenge(signIn.ConfigureExternalAuthenticationProperties(Scheme, "/sign-in/external/done" + done), [Scheme]);
    }

    // An answer that is not the provider's, is old, or was cancelled there: back to the sign-in page, with a line in
    // the audit log.
    private static async Task RefuseAsync(RemoteFailureContext failure)
    {
        var log = failure.HttpContext.RequestServices.GetRequiredService<SignInLog>();
        await log.WriteAsync(
            SignInLog.Unknown, "sign-in.refuse", new { by = Scheme }, failure.HttpContext.RequestAborted);
        failure.Response.Redirect("/sign-in?failed=external");
        failure.HandleResponse();
    }

    private static async Task<IResult> EndAsync(
        HttpContext http, SignInManager<Account> signIn, SignInLog log, string? back)
    {
        var info = await signIn.GetExternalLoginInfoAsync();
        if (info is null)
            return Results.LocalRedirect("/sign-in?failed=external");
        var account = await signIn.UserManager.FindByLoginAsync(info.LoginProvider, info.ProviderKey)
            ?? await MatchAsync(signIn.UserManager, info);
        if (account is null || !await signIn.CanSignInAsync(account) || await signIn.UserManager.IsLockedOutAsync(account))
        {
            await log.WriteAsync(account?.UserName ?? SignInLog.Unknown, "sign-in.refuse", new { by = Scheme }, http.RequestAborted);
            return Results.LocalRedirect("/sign-in?failed=external");
        }

        await signIn.SignInAsync(account, isPersistent: false, Scheme);
        await log.WriteAsync(account.UserName!, "sign-in.succeed", new { by = Scheme }, http.RequestAborted);
        return Results.LocalRedirect(LocalPaths.Safe(back));
    }

    private static async Task<Account?> MatchAsync(UserManager<Account> accounts, ExternalLoginInfo info)
    {
        if (info.Principal.Identity?.Name is not { Length: > 0 } name || await accounts.FindByNameAsync(name) is not { } account)
            return null;
        var added = await accounts.AddLoginAsync(account, new UserLoginInfo(info.LoginProvider, info.ProviderKey, info.ProviderDisplayName));
        return added.Succeeded ? account : null;
    }
}
