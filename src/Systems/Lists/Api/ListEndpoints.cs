using System.Globalization;
using Huoshui.Casework;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Lists.Api;

/// <summary>The API under <c>/api/v1/lists</c>: what a viewer sees of lists, and one route a step.</summary>
internal static class ListEndpoints
{
    private const string KeyHeader = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/lists").WithTags("lists").RequireAuthorization();
        api.MapGet("/", Lists).WithName("ListLists");
        api.MapGet("/editions", EditionsAsync).WithName("ListListEditions");
        api.MapGet("/editions/{id:guid}", EditionAsync).WithName("GetListEdition");
        api.MapGet("/editions/{id:guid}/members", MembersAsync).WithName("ListListMembers");
        api.MapGet("/editions/{id:guid}/objections", ObjectionsAsync).WithName("ListListObjections");
        MapSteps(api);
    }

    private static void MapSteps(IEndpointRouteBuilder api)
    {
        api.MapPost("/{list}/editions", async (string list, OpenBody body, HttpContext http, ListDesk desk) => Reply(
            await desk.OpenAsync(Of(http), list, body.AsOf, http.RequestAborted), EditionModel.Of))
            .WithName("OpenListEdition");
        api.MapPost("/editions/{id:guid}/build", async (Guid id, HttpContext http, ListDesk desk) => Reply(
            await desk.BuildAsync(Of(http), id, http.RequestAborted), EditionModel.Of)).WithName("BuildListEdition");
        api.MapPost("/editions/{id:guid}/publish", async (Guid id, HttpContext http, ListDesk desk) => Reply(
            await desk.PublishAsync(Of(http), id, http.RequestAborted), EditionModel.Of))
            .WithName("PublishListEdition");
        api.MapPost("/editions/{id:guid}/close", async (Guid id, HttpContext http, ListDesk desk) => Reply(
            await desk.CloseAsync(Of(http), id, http.RequestAborted), EditionModel.Of)).WithName("CloseListEdition");
        api.MapPost("/editions/{id:guid}/finalise", async (Guid id, HttpContext http, ListDesk desk) => Reply(
            await desk.FinaliseAsync(Of(http), id, http.RequestAborted), EditionModel.Of))
            .WithName("FinaliseListEdition");
        api.MapPost("/editions/{id:guid}/discard", async (Guid id, WordsBody body, HttpContext http, ListDesk desk) =>
            Reply(await desk.DiscardAsync(Of(http), id, body.Words, http.RequestAborted), EditionModel.Of))
            .WithName("DiscardListEdition");
        api.MapPost("/editions/{id:guid}/objections",
            async (Guid id, ObjectionBody body, HttpContext http, ObjectionDesk desk) => Reply(
            await desk.ObjectAsync(Of(http), id, body.Request(
                http.Request.Headers[KeyHeader].FirstOrDefault() ?? string.Empty), http.RequestAborted),
            o => ObjectionModel.Of(o, Of(http)))).WithName("ObjectToList").RequireRateLimiting(ListRates.Objections);
        api.MapPost("/objections/{id:guid}/answer",
            async (Guid id, WordsBody body, HttpContext http, ObjectionDesk desk) => Reply(
            await desk.AnswerAsync(Of(http), id, body.Reason, body.Words, http.RequestAborted),
            o => ObjectionModel.Of(o, Of(http)))).WithName("AnswerListObjection");
    }

    private static Viewer Of(HttpContext http) => Viewer.From(http.User);

    private static IResult Reply<T>(ListAnswer<T> answer, Func<T, object> model)
        where T : class => answer.Value is { } value ? Results.Ok(model(value)) : Problem(answer.Refusals);

    // The shape of every refusal of the API: problem+json with our codes.
    private static IResult Problem(IReadOnlyList<Diagnostic> refusals) => Results.Problem(
        title: refusals[0].Message.In(CultureInfo.CurrentUICulture.Name),
        statusCode: refusals[0].Code switch
        {
            "LST1001" => StatusCodes.Status404NotFound,
            "LST1002" or "LST1005" => StatusCodes.Status403Forbidden,
            "LST1003" or "LST1004" or "LST1010" or "LST1022" or "LST1023" => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        extensions: new Dictionary<string, object?>
        {
            ["code"] = refusals[0].Code,
            ["refusals"] = refusals.Select(
                r => new { code = r.Code, field = r.Source?.Name, zh = r.Message.Zh, en = r.Message.En }),
        });

    private static IResult NotFound() => Problem([Diagnostic.Error("LST1001",
        "没有这份名单或这一期，或者不向您公开。", "There is no such list or edition, or it is not shown to you.")]);

    private static IResult Lists(HttpContext http, ListPolicy policy, ListBook book) => Results.Ok(new
    {
        items = policy.Packs.Where(p => p.List!.Public.DuringPublicity || p.List.Public.Final
            || book.Works(Of(http), p.List.Id)).Select(ListModel.Of),
    });

    private static async Task<IResult> EditionsAsync(HttpContext http, ListBook book) => Results.Ok(new
    {
        items = (await book.EditionsAsync(Of(http), http.RequestAborted)).Select(EditionModel.Of),
    });

    private static async Task<IResult> EditionAsync(Guid id, HttpContext http, ListBook book) =>
        await book.EditionAsync(Of(http), id, http.RequestAborted) is { } edition
            ? Results.Ok(EditionDetailModel.Of(edition, book.Works(Of(http), edition.ListId))) : NotFound();

    private static async Task<IResult> MembersAsync(
        Guid id, HttpContext http, ListBook book, ListPolicy policy, MemberState? state, ListChange? change,
        string? q, int? offset, int? limit)
    {
        var viewer = Of(http);
        if (await book.EditionAsync(viewer, id, http.RequestAborted) is not { } edition)
            return NotFound();
        var query = new MemberQuery(
            state, change, new PageRequest(Math.Max(offset ?? 0, 0), limit ?? new PageRequest().Limit, Search: q));
        var page = await book.MembersAsync(viewer, edition, query, http.RequestAborted);
        var pack = policy.Find(edition.ListId)!;
        return Results.Ok(new
        {
            total = page.Total,
            items = page.Rows.Select(m => MemberModel.Of(m, viewer, edition, book, pack)),
        });
    }

    private static async Task<IResult> ObjectionsAsync(Guid id, HttpContext http, ListBook book) =>
        await book.EditionAsync(Of(http), id, http.RequestAborted) is { } edition
            ? Results.Ok(new
            {
                items = (await book.ObjectionsAsync(Of(http), edition, http.RequestAborted))
                    .Select(o => ObjectionModel.Of(o, Of(http))),
            })
            : NotFound();
}
