using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoshui.Diagnostics;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Products.Api;

/// <summary>The market for machines: products, their terms, the facts that are asked, and a match. Open to everybody;
/// nothing that is sent is kept.</summary>
internal static class ProductEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/products").WithTags("products").AllowAnonymous();
        api.MapGet("/", List).WithName("ListProducts").Produces<ProductListReply>();
        api.MapGet("/facts", Facts).WithName("ListProductFacts").Produces<IReadOnlyList<FactItem>>();
        api.MapGet("/{area}/{name}", One).WithName("GetProduct").Produces<ProductReply>();
        api.MapPost("/match", MatchAsync).WithName("MatchProducts").Accepts<MatchBody>("application/json", "*/*")
            .Produces<MatchReply>().DisableAntiforgery();
        var known = routes.MapGroup("/api/v1/products").WithTags("products").RequireAuthorization();
        known.MapGet("/firms/{key}", FirmAsync).WithName("GetKnownFirm").Produces<FirmReply>();
        known.MapGet("/overview", OverviewAsync).WithName("CountProducts").Produces<OverviewReply>();
    }

    /// <summary>A body in the style of this API.</summary>
    public static IResult Ok(object body) => Results.Json(body, Json);

    /// <summary>problem+json with our codes; every refusal is listed.</summary>
    public static IResult Problem(params IReadOnlyList<Diagnostic> refusals) => Results.Problem(
        type: $"/docs/reference/{refusals[0].Code}",
        title: refusals[0].Message.In(CultureInfo.CurrentUICulture.Name),
        statusCode: StatusOf(refusals[0].Code),
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = refusals[0].Code,
            ["refusals"] = refusals.Select(RefusalItem.Of).ToList(),
        });

    private static IResult List(ProductCatalog catalog, string? asOf)
    {
        if (AsOfText.Read(asOf, out var day) is { } wrong)
            return Problem(wrong);
        var date = day ?? catalog.Today;
        return Ok(new ProductListReply(date, [.. catalog.Products.Select(p => ProductItem.Of(p, date))]));
    }

    private static IResult Facts(ProductCatalog catalog) => Ok(catalog.Facts.Select(FactItem.Of).ToList());

    private static IResult One(ProductCatalog catalog, string area, string name, string? asOf)
    {
        if (AsOfText.Read(asOf, out var day) is { } wrong)
            return Problem(wrong);
        if (catalog.Find($"{area}/{name}") is not { } product)
            return Problem(ProductProblems.UnknownProduct($"{area}/{name}"));
        var date = day ?? catalog.Today;
        return product.IsInForce(date) ? Ok(ProductReply.Of(product, date))
            : Problem(ProductProblems.NotInForce(product, date));
    }

    private static async Task<IResult> MatchAsync(HttpContext http, ProductCatalog catalog, ProductMatcher matcher)
    {
        var (body, problem) = await FactsBody.ReadAsync(http.Request.Body, http.RequestAborted);
        if (body is null)
            return Problem(problem!);
        var sheet = FactSheet.From(body.Facts, catalog.Facts);
        if (sheet.Problems.Count > 0)
            return Problem(sheet.Problems);
        var date = body.AsOf ?? catalog.Today;
        return Ok(MatchReply.Of(matcher.Match(sheet, date), date, ProductOrder.Of(catalog.Pack, date)));
    }

    private static async Task<IResult> FirmAsync(HttpContext http, string key, FirmDesk desk)
    {
        var (firm, date, problem) = await desk.FindAsync(Viewer.From(http.User), key, http.RequestAborted);
        return firm is null ? Problem(problem!) : Ok(new FirmReply(firm.Id, date, firm.Facts));
    }

    private static async Task<IResult> OverviewAsync(
        HttpContext http, string? asOf, FirmDesk desk, ProductCatalog catalog)
    {
        var viewer = Viewer.From(http.User);
        if (!viewer.IsRegulator)
            return Results.Forbid();
        if (AsOfText.Read(asOf, out var day) is { } wrong)
            return Problem(wrong);
        var date = day ?? catalog.Today;
        var assumed = Assumptions.Of(catalog, date);
        var counted = await desk.CountAsync(viewer, assumed, date, http.RequestAborted);
        return counted.Problem is { } problem ? Problem(problem) : Ok(OverviewReply.Of(counted, assumed, date));
    }

    private static int StatusOf(string code) => code switch
    {
        "PRD1001" or "PRD1008" or "PRD1009" => StatusCodes.Status404NotFound,
        "PRD1002" or "PRD1005" => StatusCodes.Status400BadRequest,
        "PRD1004" => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
