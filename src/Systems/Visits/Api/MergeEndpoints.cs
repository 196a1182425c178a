using Huoshui.Systems.Visits.Merges;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Api;

/// <summary>The API under <c>/api/v1/visits/merges</c>: proposals, what a merge would move, merges; to merge and to
/// undo stand with entities.</summary>
internal static class MergeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/merges", ListAsync).WithName("ListVisitMerges");
        api.MapGet("/merges/proposals", ProposalsAsync).WithName("ListVisitMergeProposals");
        api.MapGet("/merges/preview", PreviewAsync).WithName("PreviewVisitMerge");
        api.MapGet("/merges/{id:guid}", OneAsync).WithName("GetVisitMerge");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, MergeList list, bool? undone, int? offset, int? limit)
    {
        var viewer = VisitEndpoints.Of(http);
        if (!MergeList.Sees(viewer))
            return VisitEndpoints.Problem([VisitRefusals.NotYours]);
        var page = await list.PageAsync(
            viewer, undone, VisitEndpoints.PageOf(offset, limit, null, null), http.RequestAborted);
        return Results.Ok(new { total = page.Total, items = page.Rows.Select(r => Model(r, http)) });
    }

    private static async Task<IResult> OneAsync(Guid id, HttpContext http, MergeList list) =>
        await list.OneAsync(VisitEndpoints.Of(http), id, http.RequestAborted) is { } row
            ? Results.Ok(Model(row, http)) : VisitEndpoints.Problem([VisitRefusals.NotFound]);

    private static async Task<IResult> ProposalsAsync(HttpContext http, MergeProposals proposals)
    {
        var viewer = VisitEndpoints.Of(http);
        if (!MergeList.Decides(viewer))
            return VisitEndpoints.Problem([VisitRefusals.NotYours]);
        var all = await proposals.OfAsync(viewer, http.RequestAborted);
        return Results.Ok(new
        {
            items = all.Select(p => new
            {
                basis = p.Basis.ToString(),
                one = EntityModel.Of(p.One, viewer),
                other = p.Other is { } other ? EntityModel.Of(other, viewer) : null,
            }),
        });
    }

    private static async Task<IResult> PreviewAsync(Guid from, Guid into, HttpContext http, MergePreview preview)
    {
        var viewer = VisitEndpoints.Of(http);
        if (!MergeList.Decides(viewer))
            return VisitEndpoints.Problem([VisitRefusals.NotYours]);
        return await preview.OfAsync(viewer, from, into, http.RequestAborted) is { } view
            ? Results.Ok(new
            {
                view.Moves,
                view.Stays,
                hints = view.Hints.Select(h => new { zh = h.Zh, en = h.En }),
            })
            : VisitEndpoints.Problem([VisitRefusals.NotFound]);
    }

    private static object Model(MergeRow row, HttpContext http)
    {
        var viewer = VisitEndpoints.Of(http);
        var merge = row.Merge;
        return new
        {
            merge.Id,
            from = EntityModel.Of(row.From, viewer),
            into = EntityModel.Of(row.Into, viewer),
            merge.Actor,
            merge.At,
            reason = VisitScope.Words(viewer, merge.Reason),
            receipt = merge.ReceiptSha256,
            merge.UndoneBy,
            merge.UndoneAt,
            undoneReason = merge.UndoneReason is { } why ? VisitScope.Words(viewer, why) : null,
            undoneReceipt = merge.UndoneReceiptSha256,
        };
    }
}
