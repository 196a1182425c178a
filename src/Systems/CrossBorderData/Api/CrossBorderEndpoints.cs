using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.CrossBorderData.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.CrossBorderData.Api;

/// <summary>The API under <c>/api/v1/crossborder</c>: scenarios and nodes for everybody, counts for the
/// regulator.</summary>
internal static class CrossBorderEndpoints
{
    private const int DefaultDays = 30;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/crossborder").WithTags("crossborder");
        api.MapGet("/scenarios", (PolicyLibrary library, TimeProvider time) => Results.Ok(new
        {
            items = library.Packs.Where(p => p.Scenario is not null).Select(p => ScenarioModel.Of(p, Today(time))),
        })).WithName("ListCrossBorderScenarios").AllowAnonymous();
        api.MapGet("/scenarios/{name}", (string name, PolicyLibrary library, TimeProvider time) =>
            library.Pack("crossborder/" + name) is { Scenario: not null } pack
                ? Results.Ok(ScenarioModel.Of(pack, Today(time)))
                : Results.Problem(statusCode: StatusCodes.Status404NotFound))
            .WithName("GetCrossBorderScenario").AllowAnonymous();
        api.MapGet("/nodes", async (NodeBook book, HttpContext http) =>
            Results.Ok(NodeModel.Of(await book.NodesAsync(http.RequestAborted))))
            .WithName("ListCrossBorderNodes").AllowAnonymous();
        api.MapGet("/nodes/{id}/readings", async (string id, NodeBook book, HttpContext http) => Results.Ok(new
        {
            items = (await book.GrowthAsync(id, http.RequestAborted))
                .Select(r => new { r.At, r.Size, r.Health, r.Milliseconds }),
        })).WithName("ListCrossBorderReadings").AllowAnonymous();
        api.MapGet("/statistics", StatisticsAsync).WithName("GetCrossBorderStatistics").RequireAuthorization();
    }

    private static async Task<IResult> StatisticsAsync(NodeBook book, HttpContext http, int? days) =>
        Viewer.From(http.User).IsRegulator
            ? Results.Ok(await book.StatisticsAsync(days ?? DefaultDays, http.RequestAborted))
            : Results.Problem(statusCode: StatusCodes.Status403Forbidden);

    private static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
