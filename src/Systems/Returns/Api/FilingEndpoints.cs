using System.Globalization;
using Huoshui.Systems.Returns.Uploads;
using Huoshui.Warehouse;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Returns.Api;

/// <summary>Reads of the API under <c>/api/v1</c>: filings, findings, explanations, requests, uploads,
/// calendar.</summary>
internal static class FilingEndpoints
{
    private const int DefaultRows = 100;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/filings", ListAsync).WithName("ListFilings");
        api.MapGet("/filings/{id:guid}", FindAsync).WithName("GetFiling");
        api.MapGet("/filings/{id:guid}/findings", FindingsAsync).WithName("GetFindings");
        api.MapGet("/filings/{id:guid}/explanations", ExplanationsAsync).WithName("GetExplanations");
        api.MapGet("/filings/{id:guid}/uploads", UploadsAsync).WithName("GetUploads");
        api.MapGet("/filings/{id:guid}/versions/{number:int}/receipt", ReceiptAsync).WithName("GetReceipt");
        api.MapGet("/filings/{id:guid}/versions/{number:int}/proof", ReceiptProofs.DownloadAsync)
            .WithName("GetReceiptProof");
        api.MapGet("/requests", RequestsAsync).WithName("ListRequests");
        api.MapGet("/calendar", CalendarAsync).WithName("GetCalendar");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, FilingList list, FilingLimits limits, CancellationToken cancellationToken,
        string? @return = null, string? institution = null, DateOnly? date = null, FilingState? state = null,
        string? cursor = null, int limit = DefaultRows)
    {
        Guid? after = null;
        if (cursor is not null)
        {
            if (!Guid.TryParse(cursor, out var id))
                return ApiReply.BadRequest("cursor");
            after = id;
        }

        var query = new FilingQuery
        {
            ReturnId = @return,
            InstitutionId = institution,
            AsOf = date,
            State = state,
            Limit = Math.Clamp(limit, 1, limits.PageRows),
        };
        var rows = await list.AfterAsync(Viewers.Of(http), query, after, cancellationToken);
        return ApiReply.Ok(new
        {
            items = rows.Select(ApiModels.Of),
            next = rows.Count == query.Limit ? rows[^1].Filing.Id.ToString() : null,
        });
    }

    private static async Task<IResult> FindAsync(
        Guid id, HttpContext http, FilingList list, CancellationToken cancellationToken) =>
        await list.FindAsync(Viewers.Of(http), id, cancellationToken) is { } view
            ? ApiReply.Ok(ApiModels.Of(view))
            : ApiReply.NotFound(id.ToString());

    private static async Task<IResult> FindingsAsync(
        Guid id, HttpContext http, FindingsReader reader, FilingLimits limits, CancellationToken cancellationToken,
        string? table = null, string? rule = null, string? severity = null, string? outcome = null, string? text = null,
        string? sort = null, bool descending = false, string? cursor = null, int limit = DefaultRows)
    {
        if (!long.TryParse(cursor ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return ApiReply.BadRequest("cursor");
        var query = new FindingsQuery
        {
            Table = table,
            Rule = rule,
            Severity = severity,
            Outcome = outcome,
            Text = text,
            Order = ApiModels.Order(sort) ?? FindingsOrder.Line,
            Descending = descending,
            Offset = offset,
            Limit = Math.Clamp(limit, 1, limits.PageRows),
        };
        if (await reader.PageAsync(Viewers.Of(http), id, query, cancellationToken) is not { } page)
            return ApiReply.NotFound(id.ToString());
        var end = offset + page.Rows.Count;
        return ApiReply.Ok(new
        {
            items = page.Rows.Select(ApiModels.Of),
            total = page.Total,
            next = end < page.Total ? end.ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    private static async Task<IResult> ExplanationsAsync(
        Guid id, HttpContext http, ExplanationDesk desk, FindingsReader reader, CancellationToken cancellationToken)
    {
        var viewer = Viewers.Of(http);
        var said = await desk.ListAsync(viewer, id, cancellationToken);
        return ApiReply.Ok(new { items = said.Select(e => ApiModels.Of(e, reader.KeyOf(e, viewer))) });
    }

    private static async Task<IResult> UploadsAsync(
        Guid id, HttpContext http, UploadDesk desk, CancellationToken cancellationToken)
    {
        var uploads = await desk.ListAsync(Viewers.Of(http), id, cancellationToken);
        return ApiReply.Ok(new { items = uploads.Select(u => ApiModels.Of(u, desk.OffsetOf(u))) });
    }

    private static async Task<IResult> ReceiptAsync(
        Guid id, int number, HttpContext http, FilingList list, CancellationToken cancellationToken)
    {
        var view = await list.FindAsync(Viewers.Of(http), id, cancellationToken);
        return view?.Versions.FirstOrDefault(v => v.Version.Number == number)?.Receipt is { } receipt
            ? ApiReply.Ok(receipt)
            : ApiReply.NotFound($"{id} v{number}");
    }

    private static async Task<IResult> RequestsAsync(
        HttpContext http, RequestDesk desk, CancellationToken cancellationToken, Guid? filing = null) =>
        ApiReply.Ok(new { items = (await desk.ListAsync(Viewers.Of(http), filing, cancellationToken)).Select(ApiModels.Of) });

    private static async Task<IResult> CalendarAsync(
        DateOnly from, DateOnly to, HttpContext http, ReturnsCalendar calendar, CancellationToken cancellationToken,
        string? @return = null)
    {
        if (to < from || to.DayNumber - from.DayNumber > LongestCalendarDays)
            return ApiReply.BadRequest("from, to");
        var due = await calendar.ListAsync(Viewers.Of(http), from, to, @return, cancellationToken);
        return ApiReply.Ok(new { items = due.Select(ApiModels.Of) });
    }

    private const int LongestCalendarDays = 800;
}
