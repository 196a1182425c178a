using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Desk;

/// <summary>Who may reach the desk, and what its answers forbid a browser.</summary>
internal static class DeskGuard
{
    // No script at all: the pages are forms.
    private const string ContentPolicy =
        "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'self'";

    private const string Site = "Sec-Fetch-Site";

    private static readonly string[] Own = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Refuses an address that other machines reach, unless a name for it is allowed.</summary>
    /// <exception cref="InvalidDataException">It is no address, or not of this machine.</exception>
    public static void Check(DeskOptions options)
    {
        if (!Uri.TryCreate(options.Urls, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new InvalidDataException($"--urls “{options.Urls}”应如 / must be like http://127.0.0.1:7395");
        var isOwn = url.Host == "localhost" || (IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip));
        if (!isOwn && options.Hosts.Count == 0)
        {
            throw new InvalidDataException(
                $"{options.Urls} 其他机器也能访问：办理台只在本机开放；确需经代理使用时给出 --host 名称 / other machines reach it: the desk "
                + "listens on this machine alone; behind a proxy name its --host");
        }
    }

    /// <summary>Takes requests under a known name only, so that a page of elsewhere cannot point its own name here, and
    /// nothing that such a page sends: it would use up the window of the sign-in.</summary>
    public static void UseDeskGuard(this WebApplication app, DeskOptions options)
    {
        string[] hosts = [.. Own, .. options.Hosts];
        app.Use((http, next) =>
        {
            if (!hosts.Contains(http.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
            {
                http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                return Task.CompletedTask;
            }

            if (IsOfElsewhere(http.Request))
            {
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            }

            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (!http.Request.Path.StartsWithSegments("/_content", StringComparison.Ordinal))
                headers.CacheControl = "no-store";
            return next(http);
        });
    }

    // Browsers say where a request comes from (Fetch Metadata); another port of this machine is of elsewhere, too.
    private static bool IsOfElsewhere(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && request.Headers[Site].ToString() is "cross-site" or "same-site";
}
