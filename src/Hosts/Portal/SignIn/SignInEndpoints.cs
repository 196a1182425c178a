using Huoshui.Operations;
using Huoshui.Portal.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Portal.SignIn;

/// <summary>What the sign-in pages cannot do as forms: signing out, and the two halves of a passkey's
/// ceremony.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
        routes.MapPost("/sign-in/passkey/options", RequestOptionsAsync).AllowAnonymous()
            .RequireRateLimiting(RateLimits.SignIn).ExcludeFromDescription();
        routes.MapPost("/sign-in/passkey", SignInByPasskeyAsync).AllowAnonymous()
            .RequireRateLimiting(RateLimits.SignIn).ExcludeFromDescription();
        routes.MapPost("/account/passkeys/options", CreationOptionsAsync).ExcludeFromDescription();
        routes.MapPost("/account/passkeys/add", AddPasskeyAsync).ExcludeFromDescription();
        routes.MapExternalSignOn();
    }

    // The form value makes the framework check the antiforgery token before the handler runs.
    private static async Task<IResult> SignOutAsync(
        HttpContext http, SignInManager<Account> signIn, SignInLog log, [FromForm(Name = "back")] string? back)
    {
        var name = http.User.Identity?.Name;
        await signIn.SignOutAsync();
        if (name is not null)
            await log.WriteAsync(name, "sign-out", null, http.RequestAborted);
        return Results.LocalRedirect(LocalPaths.Safe(back));
    }

    private static async Task<IResult> RequestOptionsAsync(HttpContext http, IAntiforgery forms, SignInManager<Account> signIn)
    {
        if (!await forms.IsRequestValidAsync(http))
            return Results.BadRequest();
        return Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");
    }

    private static async Task<IResult> SignInByPasskeyAsync(
        HttpContext http, SignInManager<Account> signIn, SignInLog log, [FromForm] string credential, [FromForm] string? back)
    {
        var assertion = await signIn.PerformPasskeyAssertionAsync(credential);
        if (!assertion.Succeeded || await signIn.UserManager.IsLockedOutAsync(assertion.User) || !await signIn.CanSignInAsync(assertion.User))
        {
            await log.WriteAsync(assertion.User?.UserName ?? SignInLog.Unknown, "sign-in.fail", new { by = "passkey" }, http.RequestAborted);
            return Results.LocalRedirect("/sign-in?failed=passkey");
        }

        await signIn.UserManager.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey);
        await signIn.SignInAsync(assertion.User, isPersistent: false, "passkey");
        await log.WriteAsync(assertion.User.UserName!, "sign-in.succeed", new { by = "passkey" }, http.RequestAborted);
        return Results.LocalRedirect(LocalPaths.Safe(back));
    }

    private static async Task<IResult> CreationOptionsAsync(HttpContext http, IAntiforgery forms, SignInManager<Account> signIn)
    {
        if (!await forms.IsRequestValidAsync(http) || await signIn.UserManager.GetUserAsync(http.User) is not { } account)
            return Results.BadRequest();
        var entity = new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.UserName!, DisplayName = account.DisplayName };
        return Results.Content(await signIn.MakePasskeyCreationOptionsAsync(entity), "application/json");
    }

    private static async Task<IResult> AddPasskeyAsync(
        HttpContext http, SignInManager<Account> signIn, SignInLog log, [FromForm] string credential, [FromForm] string? name)
    {
        if (await signIn.UserManager.GetUserAsync(http.User) is not { } account)
            return Results.BadRequest();
        var attestation = await signIn.PerformPasskeyAttestationAsync(credential);
        if (!attestation.Succeeded)
            return Results.LocalRedirect("/account/passkeys?failed=1");
        attestation.Passkey.Name = string.IsNullOrWhiteSpace(name) ? null : name.Trim()[..Math.Min(40, name.Trim().Length)];
        await signIn.UserManager.AddOrUpdatePasskeyAsync(account, attestation.Passkey);
        await log.WriteAsync(account.UserName!, "account.passkey-add", null, http.RequestAborted);
        return Results.LocalRedirect("/account/passkeys?added=1");
    }
}
