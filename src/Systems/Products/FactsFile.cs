using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Systems.Products.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Products;

/// <summary>The typed facts as a file for the firm itself, which the page reads again: the only way in which they
/// outlive the page, and only when the firm asks for it. The server keeps nothing.</summary>
internal static class FactsFile
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/products/facts", SaveAsync).AllowAnonymous().ExcludeFromDescription()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(ProductProblems.MaxBodyBytes));

    private static async Task<IResult> SaveAsync(HttpContext http, IAntiforgery forms, ProductCatalog catalog)
    {
        if (http.Request.ContentLength is null or > ProductProblems.MaxBodyBytes)
            return ProductEndpoints.Problem(ProductProblems.TooLarge());
        if (!await forms.IsRequestValidAsync(http))
            return Results.BadRequest();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var sheet = FactSheet.From(form, catalog.Facts);
        if (AsOfText.Read(form["asof"], out var asOf) is { } wrong)
            return ProductEndpoints.Problem(wrong);
        if (sheet.Problems.Count > 0)
            return ProductEndpoints.Problem(sheet.Problems);
        var file = new JsonObject
        {
            ["asOf"] = (asOf ?? catalog.Today).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["facts"] = sheet.Facts.DeepClone(),
        };
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(file, Layout), "application/json", "facts.json");
    }
}
