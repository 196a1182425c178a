using Huoshui.Systems.Visits.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Api;

/// <summary>The API of the list of problems: <c>/api/v1/visits/problems</c>.</summary>
internal static class ProblemEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/problems", ListAsync).WithName("ListVisitProblems");
        api.MapPost("/problems", async (RaiseBody body, HttpContext http, ProblemDesk desk) => VisitEndpoints.Reply(
            await desk.RaiseAsync(VisitEndpoints.Of(http), body.Request(), http.RequestAborted), Model))
                .WithName("RaiseVisitProblem");
        api.MapPost("/problems/{id:guid}/{step}",
            async (Guid id, string step, ProblemStepBody body, HttpContext http, ProblemDesk desk) =>
                VisitEndpoints.Reply(
                await desk.DoAsync(
                    VisitEndpoints.Of(http), id, step, body.Department, body.Words, http.RequestAborted), Model))
                .WithName("DoVisitProblemStep");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, ProblemList list, string? state, bool? late, string? district, int? offset, int? limit)
    {
        var query = new ProblemQuery(state, late ?? false, district, VisitEndpoints.PageOf(offset, limit, null, true));
        var page = await list.PageAsync(VisitEndpoints.Of(http), query, http.RequestAborted);
        return Results.Ok(new { total = page.Total, items = page.Rows.Select(r => Model(r.Problem)) });
    }

    private static object Model(VisitProblem p) => new
    {
        p.Id,
        p.EntityId,
        p.DistrictCode,
        p.StreetCode,
        p.Kind,
        p.State,
        p.Department,
        p.DueOn,
        p.RaisedAt,
    };
}

/// <summary>A problem.</summary>
internal sealed record RaiseBody(Guid Id, Guid EntityId, string? Kind, string? Words)
{
    public ProblemRequest Request() => new(Id, EntityId, Kind, Words);
}

/// <summary>A step of a problem.</summary>
internal sealed record ProblemStepBody(string? Department, string? Words);
