using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Api;

/// <summary>The API under <c>/api/v1/visits</c>: visits, entities, the funnel and the codes; cases stand in <see
/// cref="CaseEndpoints"/>.</summary>
internal static class VisitEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/visits").WithTags("visits").RequireAuthorization();
        api.MapGet("/", VisitsAsync).WithName("ListVisits");
        api.MapPost("/", async (VisitBody body, HttpContext http, VisitDesk desk) => Reply(
            await desk.RecordAsync(Of(http), body.Request(), http.RequestAborted), v => VisitModel.Of(v, Of(http))))
                .WithName("RecordVisit");
        api.MapGet("/process", Process).WithName("GetVisitProcess");
        api.MapGet("/consents", Consents).WithName("ListVisitConsents");
        api.MapGet("/funnel", FunnelAsync).WithName("GetVisitFunnel");
        api.MapGet("/entities", EntitiesAsync).WithName("ListVisitEntities");
        api.MapPost("/entities/{id:guid}/merge", async (Guid id, MergeBody body, HttpContext http, EntityBook book) =>
            Reply(
            await book.MergeAsync(Of(http), id, body.IntoId, body.Reason, http.RequestAborted),
            m => new { m.Id, m.FromId, m.IntoId })).WithName("MergeVisitEntity");
        api.MapPost("/merges/{id:guid}/undo", async (Guid id, WordsBody body, HttpContext http, EntityBook book) =>
            Reply(
            await book.UndoMergeAsync(Of(http), id, body.Reason, http.RequestAborted),
            m => new { m.Id, m.FromId, m.UndoneAt })).WithName("UndoVisitMerge");
        api.MapGet("/corrections", CorrectionsAsync).WithName("ListVisitCorrections");
        api.MapPost("/corrections/{id:guid}", async (Guid id, CorrectionBody body, HttpContext http, EntityBook book) =>
            Reply(
            await book.DecideAsync(Of(http), id, body.Confirms, body.StreetCode, body.Note, http.RequestAborted),
            c => new { c.VisitId, c.Kind, c.IsConfirmed })).WithName("DecideVisitCorrection");
        CaseEndpoints.Map(api.MapGroup("/cases"));
        LoanEndpoints.Map(api);
        ProblemEndpoints.Map(api);
        MergeEndpoints.Map(api);
        ImportEndpoints.Map(routes, api);
    }

    internal static Viewer Of(HttpContext http) => Viewer.From(http.User);

    internal static PageRequest PageOf(int? offset, int? limit, string? sort, bool? desc) =>
        new(Math.Max(offset ?? 0, 0), limit ?? new PageRequest().Limit, sort, desc ?? false);

    internal static IResult Reply<T>(VisitAnswer<T> answer, Func<T, object> model)
        where T : class => answer.Value is { } value ? Results.Ok(model(value)) : Problem(answer.Refusals);

    // The shape of every refusal of the API: problem+json with our codes.
    internal static IResult Problem(IReadOnlyList<Diagnostic> refusals) => Results.Problem(
        title: refusals[0].Message.In(CultureInfo.CurrentUICulture.Name),
        statusCode: refusals[0].Code switch
        {
            "VIS1001" or "VIS1040" => StatusCodes.Status404NotFound,
            "VIS1002" or "VIS1041" => StatusCodes.Status403Forbidden,
            "VIS1003" or "VIS1017" or "VIS1018" or "VIS1029" or "VIS1024" or "VIS1043" => StatusCodes.Status409Conflict,
            "VIS1045" => StatusCodes.Status400BadRequest,
            "VIS1070" => StatusCodes.Status413PayloadTooLarge,
            "VIS1071" => StatusCodes.Status415UnsupportedMediaType,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        extensions: new Dictionary<string, object?>
        {
            ["code"] = refusals[0].Code,
            ["refusals"] = refusals.Select(
                r => new { code = r.Code, field = r.Source?.Name, zh = r.Message.Zh, en = r.Message.En }),
        });

    private static async Task<IResult> VisitsAsync(
        HttpContext http, VisitList list, int? offset, int? limit, string? sort, bool? desc)
    {
        var viewer = Of(http);
        var page = await list.VisitsAsync(
            viewer, PageOf(offset, limit, sort, desc ?? sort is null), http.RequestAborted);
        return Results.Ok(new { total = page.Total, items = page.Rows.Select(v => VisitModel.Of(v, viewer)) });
    }

    private static async Task<IResult> EntitiesAsync(
        HttpContext http, EntityList list, FunnelStage? stage, string? next, string? search, int? offset, int? limit)
    {
        var viewer = Of(http);
        var rows = PageOf(offset, limit, null, null) with { Search = search };
        var page = await list.PageAsync(viewer, new EntityQuery(stage, next, null, rows), http.RequestAborted);
        return Results.Ok(new
        {
            total = page.Total,
            items = page.Rows.Select(r => EntityModel.Of(r.Entity, viewer)),
            notice = page.Notice is { } n ? new { code = n.Code, zh = n.Message.Zh, en = n.Message.En } : null,
        });
    }

    private static async Task<IResult> CorrectionsAsync(HttpContext http, VisitList list) => Results.Ok(new
    {
        items = (await list.CorrectionsAsync(Of(http), http.RequestAborted))
            .Select(c => new { c.VisitId, c.EntityId, c.Kind, c.At }),
    });

    private static async Task<IResult> FunnelAsync(HttpContext http, VisitFunnel funnel) =>
        VisitFunnel.SeesFunnel(Of(http))
        ? Results.Ok(new { items = (await funnel.OfAsync(Of(http), http.RequestAborted)).Select(FunnelModel.Of) })
        : Problem([VisitRefusals.NotYours]);

    private static IResult Consents(VisitPolicy policy) => Results.Ok(new
    {
        items = ConsentKinds.All.Select(kind =>
        {
            var (zh, en, version) = policy.Consent(kind);
            return new { kind, version, zh, en };
        }),
    });

    private static IResult Process(VisitPolicy policy) => Results.Ok(new
    {
        states = policy.Process.States.Select(s => new { s.Id, s.Title.Zh, s.Title.En }),
        steps = policy.Process.Steps.Select(s => new { s.Id, s.Title.Zh, s.Title.En, s.From, s.To, s.By }),
        lists = policy.Process.Lists.Select(l => new
        {
            l.Id,
            l.Title.Zh,
            l.Title.En,
            Codes = l.Codes.Select(c => new { c.Id, c.Title.Zh, c.Title.En, c.Fields }),
        }),
    });
}
