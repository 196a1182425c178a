using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Api;

/// <summary>The API of cases under <c>/api/v1/visits/cases</c>: one route a step.</summary>
internal static class CaseEndpoints
{
    private const string KeyHeader = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/", ListAsync).WithName("ListFinancingCases");
        api.MapGet("/{id:guid}", OneAsync).WithName("GetFinancingCase");
        MapEntity(api);
        MapDistrict(api);
        MapBank(api);
    }

    private static void MapEntity(IEndpointRouteBuilder api)
    {
        api.MapPost("/", (DeclareBody body, HttpContext http, CaseDesk desk, VisitList list) => DoneAsync(
            http, list, desk.DeclareAsync(
                Of(http), body.Request(http.Request.Headers[KeyHeader].FirstOrDefault() ?? string.Empty),
                    http.RequestAborted)))
            .WithName("DeclareFinancingCase");
        api.MapPost("/{id:guid}/resubmit",
            (Guid id, ResubmitBody body, HttpContext http, CaseDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.ResubmitAsync(
                Of(http), id, (body.Need ?? new(0, null, 0, null)).Request(), body.Note, http.RequestAborted)))
            .WithName("ResubmitFinancingCase");
        api.MapPost("/{id:guid}/object", (Guid id, WordsBody body, HttpContext http, CaseDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.ObjectAsync(Of(http), id, body.Words, http.RequestAborted)))
            .WithName("ObjectToReturn");
        api.MapPost("/{id:guid}/dispute",
            (Guid id, WordsBody body, HttpContext http, OwnerVoice voice, VisitList list) =>
            DoneAsync(http, list, voice.DisputeAsync(Of(http), id, body.Words, http.RequestAborted)))
            .WithName("DisputeRefusal");
        api.MapPost("/{id:guid}/feedback",
            (Guid id, WordsBody body, HttpContext http, OwnerVoice voice, VisitList list) =>
            DoneAsync(http, list, voice.TellAsync(Of(http), id, body.Reason, body.Words, http.RequestAborted)))
            .WithName("TellFeedback");
        api.MapPost("/{id:guid}/consents/{kind}/give",
            (Guid id, string kind, ConsentBody body, HttpContext http, CaseDesk desk, VisitList list) =>
                DoneAsync(http, list, desk.GiveAsync(Of(http), id, kind, body.Version, http.RequestAborted)))
            .WithName("GiveVisitConsent");
        api.MapPost("/{id:guid}/withdraw", (Guid id, HttpContext http, CaseDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.WithdrawAsync(Of(http), id, http.RequestAborted)))
                .WithName("WithdrawFinancingCase");
        api.MapPost("/{id:guid}/consents/{kind}/revoke",
            (Guid id, string kind, HttpContext http, CaseDesk desk, VisitList list) =>
                DoneAsync(http, list, desk.RevokeAsync(Of(http), id, kind, http.RequestAborted)))
            .WithName("RevokeVisitConsent");
    }

    private static void MapDistrict(IEndpointRouteBuilder api)
    {
        api.MapPost("/{id:guid}/recommend",
            (Guid id, JudgeBody body, HttpContext http, DistrictDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.RecommendAsync(Of(http), id, body.Checks(), http.RequestAborted)))
            .WithName("RecommendFinancingCase");
        api.MapPost("/{id:guid}/return",
            (Guid id, JudgeBody body, HttpContext http, DistrictDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.ReturnAsync(
                Of(http), id, body.Reason, body.Words, body.Checks(), http.RequestAborted)))
                    .WithName("ReturnFinancingCase");
        api.MapPost("/{id:guid}/assign", (Guid id, HttpContext http, DistrictDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.AssignAsync(Of(http), id, http.RequestAborted))).WithName("AssignFinancingCase");
        api.MapPost("/{id:guid}/reassign", (Guid id, HttpContext http, DistrictDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.ReassignAsync(Of(http), id, http.RequestAborted)))
                .WithName("ReassignFinancingCase");
        api.MapPost("/{id:guid}/pass-on", (Guid id, HttpContext http, DistrictDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.PassOnAsync(Of(http), id, http.RequestAborted)))
                .WithName("PassOnFinancingCase");
        api.MapPost("/{id:guid}/uphold",
            (Guid id, WordsBody body, HttpContext http, DistrictDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.UpholdAsync(Of(http), id, body.Words, http.RequestAborted)))
            .WithName("UpholdRefusal");
        api.MapPost("/{id:guid}/cultivate",
            (Guid id, WordsBody body, HttpContext http, DistrictDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.CultivateAsync(Of(http), id, body.Words, http.RequestAborted)))
            .WithName("CultivateFinancingCase");
    }

    private static void MapBank(IEndpointRouteBuilder api)
    {
        api.MapPost("/{id:guid}/accept", (Guid id, HttpContext http, BankDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.AcceptAsync(Of(http), id, http.RequestAborted))).WithName("AcceptFinancingCase");
        api.MapPost("/{id:guid}/grant", (Guid id, GrantBody body, HttpContext http, BankDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.GrantAsync(Of(http), id, body.Request(), http.RequestAborted)))
            .WithName("GrantFinancingCase");
        api.MapPost("/{id:guid}/refuse", (Guid id, WordsBody body, HttpContext http, BankDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.RefuseAsync(Of(http), id, body.Reason, body.Words, http.RequestAborted)))
            .WithName("RefuseFinancingCase");
        api.MapPost("/{id:guid}/draw", (Guid id, DrawBody body, HttpContext http, BankDesk desk, VisitList list) =>
            DoneAsync(http, list, desk.DrawAsync(Of(http), id, body.Request(), http.RequestAborted)))
            .WithName("DrawFinancingCase");
    }

    private static Viewer Of(HttpContext http) => VisitEndpoints.Of(http);

    private static async Task<IResult> DoneAsync(
        HttpContext http, VisitList list, Task<VisitAnswer<FinancingCase>> doing) => VisitEndpoints.Reply(
            await doing, c => CaseModel.Of(c, Of(http), list.LightOf(c)));

    private static async Task<IResult> ListAsync(
        HttpContext http, VisitList list, string? state, CaseLight? light, int? offset, int? limit, string? sort,
            bool? desc)
    {
        var viewer = Of(http);
        var query = new CaseQuery(state, light, VisitEndpoints.PageOf(offset, limit, sort, desc));
        var page = await list.CasesAsync(viewer, query, http.RequestAborted);
        return Results.Ok(
            new { total = page.Total, items = page.Rows.Select(c => CaseModel.Of(c, viewer, list.LightOf(c))) });
    }

    private static async Task<IResult> OneAsync(Guid id, HttpContext http, VisitList list, VisitKeys keys)
    {
        var viewer = Of(http);
        return await list.CaseAsync(viewer, id, http.RequestAborted) is { } one
            ? Results.Ok(CaseDetailModel.Of(one, viewer, list.LightOf(one), keys.Contact(one)))
            : VisitEndpoints.Problem([VisitRefusals.NotFound]);
    }
}
