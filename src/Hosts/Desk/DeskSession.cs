using System.Security.Claims;
using Huoshui.Systems.CrossBorderData.Providing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Desk;

/// <summary>The session of a browser at the desk: begun with the token, ended with the process.</summary>
internal static class DeskSession
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    public static void AddDeskSession(this IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.LoginPath = "/sign-in";
            cookie.ReturnUrlParameter = "back";
            cookie.Cookie.Name = "huoshui.desk";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.ExpireTimeSpan = Longest;
            cookie.SlidingExpiration = false;
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "huoshui.desk.form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    /// <summary>Begins a session, if the token is right.</summary>
    public static async Task<bool> BeginAsync(HttpContext http, DeskToken token, string? sent)
    {
        if (!token.Matches(sent?.Trim()))
            return false;
        var person = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, "desk")], CookieAuthenticationDefaults.AuthenticationScheme);
        await http.SignInAsync(new ClaimsPrincipal(person));
        return true;
    }

    public static void MapSignOut(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/sign-out", static async (HttpContext http, IAntiforgery forms) =>
    {
        if (!await forms.IsRequestValidAsync(http))
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        await http.SignOutAsync();
        return Results.LocalRedirect("/sign-in");
    });
}
