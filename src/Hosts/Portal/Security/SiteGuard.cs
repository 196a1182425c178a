using Huoshui.Diagnostics;
using Huoshui.Portal.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Portal.Security;

/// <summary>
/// Takes writes of the API with the session of a browser from the portal's own pages only. The cookie goes with no
/// request of another site; a neighbour under the same domain is of the same site, and is told apart by what the browser
/// itself says (<c>Sec-Fetch-Site</c>). Tokens and certificates are no session and need none of it.
/// </summary>
internal static class SiteGuard
{
    public static void UseSiteGuard(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (!IsForeignWrite(http))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return TokenScopeGuard.WriteAsync(http, "API1005", Foreign);
    });

    private static bool IsForeignWrite(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)
        && !HttpMethods.IsOptions(http.Request.Method)
        && http.Request.Headers["Sec-Fetch-Site"].ToString() is ("cross-site" or "same-site")
        && !TokenSignIn.Carries(http.Request) && !ClientCertificates.Carries(http);

    private static LocalizedText Foreign { get; } = new(
        "这次写入来自别的网站的页面，没有办理。请在平台自己的页面上办理；程序请带令牌。",
        "The write comes from a page of another site and was not done. Do it on the portal's own pages; a program sends "
        + "a token.");
}
