using Huoshui.Portal.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Portal.Layout;

/// <summary>The reader's language, kept in a cookie for a year.</summary>
internal static class LanguageChoice
{
    public const string CookieName = "huoshui.language";

    public static void MapLanguage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/language/{language}", Choose).AllowAnonymous().ExcludeFromDescription();

    private static IResult Choose(HttpContext http, string language, string? back)
    {
        if (!PageLanguages.All.Contains(language, StringComparer.Ordinal))
            return Results.NotFound();
        http.Response.Cookies.Append(
            CookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
            new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                IsEssential = true,
            });
        return Results.LocalRedirect(LocalPaths.Safe(back));
    }
}
