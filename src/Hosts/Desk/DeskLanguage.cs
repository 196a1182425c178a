using Huoshui.Policies.Scenarios;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Desk;

/// <summary>The languages of the desk's pages, kept in a cookie.</summary>
internal static class DeskLanguage
{
    private const string CookieName = "huoshui.desk.language";

    /// <summary>What each language calls itself.</summary>
    public static string NameOf(string language) => language switch
    {
        "en" => "English",
        "zh-Hant" => "繁體",
        _ => "简体",
    };

    public static void Localize(RequestLocalizationOptions options)
    {
        string[] languages = [.. BorderText.Languages];
        options.SetDefaultCulture(languages[0]).AddSupportedCultures(languages).AddSupportedUICultures(languages);
        options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = CookieName }];
    }

    public static void MapLanguage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/language/{language}", static (HttpContext http, string language, string? back) =>
        {
            if (!BorderText.Languages.Contains(language))
                return Results.NotFound();
            http.Response.Cookies.Append(
                CookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Lax,
                    MaxAge = TimeSpan.FromDays(365),
                    IsEssential = true,
                });
            return Results.LocalRedirect(Local(back));
        }).AllowAnonymous();

    /// <summary>A path of this desk; the start page for anything else.</summary>
    public static string Local(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : "/";
}
