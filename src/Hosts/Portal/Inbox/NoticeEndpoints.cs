using Huoshui.Notices;
using Huoshui.Portal.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Portal.Inbox;

/// <summary>The address of a mail's List-Unsubscribe: mail programs post to it, without a session (RFC 8058).</summary>
internal static class NoticeEndpoints
{
    public static void MapNotices(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/notices/unsubscribe", async (string? t, ChannelDesk desk, HttpContext http) =>
        {
            var answer = await desk.UnsubscribeAsync(t, http.RequestAborted);
            return answer.Refusal is { } refusal
                ? Results.Json(
                    new { code = refusal.Code, zh = refusal.Message.Zh, en = refusal.Message.En },
                    statusCode: StatusCodes.Status410Gone)
                : Results.Ok(new { unsubscribed = true });
        })
        .WithName("UnsubscribeNotices").WithTags("Notices").AllowAnonymous().DisableAntiforgery()
        .RequireRateLimiting(RateLimits.SignIn);
}
