using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Huoshui.Portal.Errors;

/// <summary>A form beyond the limit of its page is refused before anything reads it, so that the answer says what was
/// too large; else the check of the form's token would fail first and say that the form has expired.</summary>
internal static class FormLimit
{
    private static readonly object Key = new();

    /// <summary>After routing, before the check of forms.</summary>
    public static void UseFormLimit(this WebApplication app) => app.Use(static (http, next) =>
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
        if (limit?.MaxRequestBodySize is not { } most || http.Request.ContentLength is not { } sent || sent <= most)
            return next(http);
        http.Items[Key] = (sent, most);
        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    });

    /// <summary>What was sent and what may be, in bytes; null unless a form was refused for it.</summary>
    public static (long Sent, long Most)? Of(HttpContext? http) =>
        http?.Items[Key] is (long sent, long most) ? (sent, most) : null;
}
