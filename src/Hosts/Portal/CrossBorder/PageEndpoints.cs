using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Portal.CrossBorder;

/// <summary>Serves the verifier in the browser: static files for everybody, with a policy of their own.</summary>
public static class PageEndpoints
{
    /// <summary>Where it lies.</summary>
    public const string Root = "/crossborder/app";

    /// <summary>Maps the page; where it was not built with the program, it is not found.</summary>
    /// <param name="routes">The routes of a host.</param>
    /// <param name="library">The packs, asked for at the first request.</param>
    public static void MapCrossBorderPage(this IEndpointRouteBuilder routes, Func<PolicyLibrary> library)
    {
        var files = new Lazy<PageFiles?>(
            () => PageFiles.TryRead(ScenarioProfile.Write(ScenarioProfiles.Of(library()))));
        routes.MapGet(Root + "/{**path}", (HttpContext http, string? path) =>
            Answer(http, files.Value, path ?? string.Empty)).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Answer(HttpContext http, PageFiles? files, string path)
    {
        if (path.Length == 0 && !http.Request.Path.Value!.EndsWith('/'))
            return Results.LocalRedirect(Root + "/" + http.Request.QueryString); // its addresses are relative
        if (files?.At(path) is not { } file)
            return Results.NotFound();
        var headers = http.Response.Headers;
        headers.CacheControl = "no-cache"; // the service worker keeps one version whole
        headers.ContentSecurityPolicy = PageFiles.ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.Vary = "Accept-Encoding";
        var isPacked = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        if (isPacked)
            headers.ContentEncoding = "gzip";
        return Results.Bytes(isPacked ? file.Packed : file.Content, file.Type);
    }
}
