using Huoshui.Systems.Visits.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>The pictures of the pages: <c>/visits/photos/ID</c>.</summary>
internal static class PhotoEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/visits/photos/{id:guid}", ReadAsync).RequireAuthorization().ExcludeFromDescription();

    // Never kept by a browser: consent may be revoked meanwhile.
    private static async Task<IResult> ReadAsync(Guid id, HttpContext http, PhotoDesk desk)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await desk.ReadAsync(VisitEndpoints.Of(http), id, http.RequestAborted) is { } picture
            ? Results.Bytes(picture, "image/jpeg") : Results.NotFound();
    }
}
