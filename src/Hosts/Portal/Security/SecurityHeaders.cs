using Huoshui.Portal.CrossBorder;
using Huoshui.Portal.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Huoshui.Portal.Security;

/// <summary>What every answer tells the browser not to do.</summary>
internal static class SecurityHeaders
{
    // Attributes named style are allowed (widths, chart colours); scripts and style sheets only from this server,
    // none inline.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'; manifest-src 'self'";

    public static void UseSecurityHeaders(this IApplicationBuilder app, IConfiguration configuration)
    {
        var policy = PolicyOf(configuration);
        app.Use((http, next) =>
        {
            // The verifier in the browser runs WebAssembly: it has a policy of its own, and only its addresses.
            var isPage = http.Request.Path.StartsWithSegments(PageEndpoints.Root, StringComparison.Ordinal);
            http.Response.OnStarting(() =>
            {
                Write(http.Response.Headers, isPage ? PageFiles.ContentPolicy : policy);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    // Chromium asks form-action of the redirect too: the form that begins an external sign-on ends at its provider.
    private static string PolicyOf(IConfiguration configuration) => ExternalSignOn.IsConfigured(configuration)
        ? ContentPolicy.Replace(
            "form-action 'self'",
            "form-action 'self' " + new Uri(configuration["HUOSHUI_OIDC_AUTHORITY"]!).GetLeftPart(UriPartial.Authority),
            StringComparison.Ordinal)
        : ContentPolicy;

    private static void Write(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
    }
}
