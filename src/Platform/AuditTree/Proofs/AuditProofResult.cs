using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Huoshui.AuditTree.Proofs;

/// <summary>A proof as an answer of the API.</summary>
public static class AuditProofResult
{
    private const string Waits = "AUD3011";
    private const string Broken = "AUD3014";
    private const int RetrySeconds = 15;

    /// <summary>The file; 404 with the reason where there is none, 503 while it waits for the next
    /// checkpoint (with Retry-After) or while the tree cannot be read.</summary>
    /// <param name="answer">The proof or why there is none.</param>
    /// <param name="http">Gets the header Retry-After.</param>
    /// <param name="fileName">Under which it is saved.</param>
    public static IResult ToResult(this AuditProofAnswer answer, HttpContext http, string fileName)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(http);
        if (answer.Proof is { } proof)
            return Results.File(proof.ToArray(), "application/json", fileName);
        var reason = answer.Reason!;
        var waits = reason.Code == Waits;
        if (waits)
            http.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            detail: $"{reason.Message.Zh} / {reason.Message.En}",
            statusCode: waits || reason.Code == Broken
                ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = reason.Code });
    }
}
