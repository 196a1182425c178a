using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Portal.SignIn;
using Huoshui.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Portal.Security;

/// <summary>
/// Holds a token or client certificate to its scopes:
/// figures are read with <c>figures:read</c>, filings with <c>filings:read</c>, and
/// everything that
/// writes or uploads needs <c>filings:write</c>. One that is not accepted is refused even where the public may
/// read.
/// </summary>
internal static class TokenScopeGuard
{
    public static void UseTokenScopes(this IApplicationBuilder app) => app.Use(static async (http, next) =>
    {
        if (!TokenSignIn.Carries(http.Request) && !ClientCertificates.Carries(http))
        {
            await next(http);
        }
        else if (TokenSignIn.Carries(http.Request) && ClientCertificates.Carries(http))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(http, "API1004", TwoAtOnce);
        }
        else if (!TokenSignIn.Carries(http.Request) && http.User.FindFirst(TokenSignIn.TokenClaim) is null)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await WriteAsync(http, "API1003", CertificateNotAccepted);
        }
        else if (http.User.FindFirst(TokenSignIn.TokenClaim) is null)
        {
            await http.ChallengeAsync(TokenSignIn.TokenScheme);
            await WriteAsync(http, "API1001", NotAccepted);
        }
        else if (!http.User.HasClaim(TokenSignIn.ScopeClaim, Needed(http.Request)))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{Needed(http.Request)}\"";
            await WriteAsync(http, "API1002", LacksScope(Needed(http.Request)));
        }
        else
        {
            await next(http);
        }
    });

    private static LocalizedText NotAccepted { get; } = new(
        "令牌无效、已撤销或已过期。请在“我的账户 · 接口令牌”中重新签发。",
        "The token is unknown, withdrawn or over. Issue a new one under My account, API tokens.");

    // Whichever counted, somebody would be surprised: who acts must be one.
    private static LocalizedText TwoAtOnce { get; } = new(
        "一次请求同时带了令牌和客户端证书，不知以谁的身份办理。请只带其中一个。",
        "The request brings a token and a client certificate, so it is not clear who acts. Send one of them.");

    private static LocalizedText CertificateNotAccepted { get; } = new(
        "客户端证书不被接受：不是认可的机构签发、已过期、不在名单中，或账号已停用。请核对证书，或请平台管理员登记。",
        "The client certificate is not accepted: another authority's, over, not in the list, or its account "
        + "is disabled. "
        + "Check it, or ask the platform's administrator to enter it.");

    private static LocalizedText LacksScope(string scope) => new(
        $"令牌或证书没有范围 {scope}。请签发含此范围的令牌，或在证书名单中加上。",
        $"The token or certificate lacks the scope {scope}. Issue a token, or enter the certificate, with it.");

    private static string Needed(HttpRequest request)
    {
        // A match and a script compute on what is sent and keep nothing.
        var looks = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
            || request.Path.StartsWithSegments("/api/v1/products/match", StringComparison.Ordinal)
            || request.Path.StartsWithSegments("/api/v1/vtl", StringComparison.Ordinal);
        if (!looks || request.Path.StartsWithSegments("/api/v1/uploads", StringComparison.Ordinal))
            return TokenScopes.WriteFilings;
        return request.Path.StartsWithSegments("/api/v1/figures", StringComparison.Ordinal)
            ? TokenScopes.ReadFigures
            : TokenScopes.ReadFilings;
    }

    // The shape of every other refusal of the API: see ApiReply of Returns.
    internal static Task WriteAsync(
        HttpContext http, string code, LocalizedText what) => http.Response.WriteAsJsonAsync(
        new
        {
            type = $"/docs/reference/{code}",
            title = what.In(CultureInfo.CurrentUICulture.Name),
            status = http.Response.StatusCode,
            code,
            refusals = new[] { new { code, zh = what.Zh, en = what.En } },
        },
        Json,
        contentType: "application/problem+json",
        http.RequestAborted);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
