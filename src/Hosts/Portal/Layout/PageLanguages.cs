using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace Huoshui.Portal.Layout;

/// <summary>The languages of pages: 简体 and English everywhere, 繁體 where the readers of Hong Kong are. Who chose 繁體
/// reads the other pages in 简体.</summary>
internal static class PageLanguages
{
    /// <summary>繁體.</summary>
    public const string Traditional = "zh-Hant";

    /// <summary>Every language; the first is the default.</summary>
    public static readonly string[] All = ["zh-CN", Traditional, "en"];

    private static readonly string[] Common = ["zh-CN", "en"];

    /// <summary>The languages of the page of a path.</summary>
    public static string[] Of(PathString path) =>
        path.StartsWithSegments("/crossborder", StringComparison.OrdinalIgnoreCase) ? All : Common;

    /// <summary>What a language calls itself.</summary>
    public static string NameOf(string language, bool isTraditionalOffered) => language switch
    {
        "en" => "English",
        Traditional => "繁體",
        _ => isTraditionalOffered ? "简体" : "中文",
    };

    /// <summary>The reader's choice, where the page has it.</summary>
    public sealed class Choice : RequestCultureProvider
    {
        private readonly CookieRequestCultureProvider _cookie = new() { CookieName = LanguageChoice.CookieName };

        /// <inheritdoc />
        public override async Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
        {
            var chosen = await _cookie.DetermineProviderCultureResult(httpContext);
            return chosen?.UICultures.Any(c => c == Traditional) == true
                && !Of(httpContext.Request.Path).Contains(Traditional)
                ? new ProviderCultureResult(Common[0]) : chosen;
        }
    }
}
