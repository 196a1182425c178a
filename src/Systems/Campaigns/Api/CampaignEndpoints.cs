using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Campaigns.Import;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Campaigns.Api;

/// <summary>The API under <c>/api/v1/campaigns</c>.</summary>
internal static class CampaignEndpoints
{
    private const int MostContacts = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/campaigns").WithTags("campaigns").RequireAuthorization();
        api.MapGet("/", async (HttpContext http, CampaignBook book) => Results.Ok(new
        {
            items = (await book.ListAsync(Of(http), http.RequestAborted)).Select(CampaignModel.Of),
        })).WithName("ListCampaigns");
        api.MapGet("/city", CityAsync).WithName("GetCampaignsOfCity");
        api.MapGet("/{id:guid}", OneAsync).WithName("GetCampaign");
        api.MapGet("/{id:guid}/report", ReportAsync).WithName("GetCampaignReport");
        api.MapGet("/{id:guid}/events/{eventId:guid}/contacts", ContactsAsync).WithName("ListCampaignContacts");
        MapActs(api);
    }

    private static void MapActs(IEndpointRouteBuilder api)
    {
        api.MapPost("/", async (CampaignBody body, HttpContext http, CampaignDesk desk) => Reply(
            await desk.DraftAsync(Of(http), body.Request(), http.RequestAborted), CampaignModel.Of))
            .WithName("DraftCampaign");
        api.MapPut("/{id:guid}", async (Guid id, CampaignBody body, HttpContext http, CampaignDesk desk) => Reply(
            await desk.ReviseAsync(Of(http), body.Request() with { Id = id }, http.RequestAborted), CampaignModel.Of))
            .WithName("ReviseCampaign");
        api.MapPost("/{id:guid}/steps", StepAsync).WithName("StepCampaign");
        api.MapPost("/{id:guid}/events", async (Guid id, EventBody body, HttpContext http, EventDesk desk) => Reply(
            await desk.AddAsync(Of(http), id, body.Request(), http.RequestAborted), EventModel.Of))
            .WithName("AddCampaignEvent");
        api.MapPost("/{id:guid}/events/{eventId:guid}/count",
            async (Guid id, Guid eventId, CountBody body, HttpContext http, EventDesk desk) => Reply(
            await desk.CountAsync(Of(http), id, eventId, body.Actual, http.RequestAborted), EventModel.Of))
            .WithName("CountCampaignEvent");
        api.MapPost("/{id:guid}/events/{eventId:guid}/cancel",
            async (Guid id, Guid eventId, StepBody body, HttpContext http, EventDesk desk) => Reply(
            await desk.CancelAsync(Of(http), id, eventId, body.Words, http.RequestAborted), EventModel.Of))
            .WithName("CancelCampaignEvent");
        api.MapPost("/{id:guid}/events/{eventId:guid}/contacts",
            async (Guid id, Guid eventId, ContactBody body, HttpContext http, ContactDesk desk) => Reply(
            await desk.RecordAsync(Of(http), id, eventId, body.Request(), http.RequestAborted),
            c => ContactModel.Of(c, Of(http)))).WithName("RecordCampaignContact");
        api.MapPost("/{id:guid}/events/{eventId:guid}/import", ImportAsync).Accepts<string>("text/csv")
            .WithName("ImportCampaignContacts").DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(ContactImport.LargestUpload));
    }

    /// <summary>Who asks.</summary>
    internal static Viewer Of(HttpContext http) => Viewer.From(http.User);

    /// <summary>The shape of every refusal of the API.</summary>
    internal static IResult Problem(IReadOnlyList<Diagnostic> refusals) => Results.Problem(
        title: refusals[0].Message.In(CultureInfo.CurrentUICulture.Name),
        statusCode: refusals[0].Code switch
        {
            "CAM1001" => StatusCodes.Status404NotFound,
            "CAM1002" or "CAM1005" or "CAM1022" => StatusCodes.Status403Forbidden,
            "CAM1003" or "CAM1004" or "CAM1018" or "CAM1020" or "CAM1025" or "CAM1026" =>
                StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        extensions: new Dictionary<string, object?>
        {
            ["code"] = refusals[0].Code,
            ["refusals"] = refusals.Select(
                r => new { code = r.Code, field = r.Source?.Name, zh = r.Message.Zh, en = r.Message.En }),
        });

    private static IResult Reply<T>(CampaignAnswer<T> answer, Func<T, object> model)
        where T : class => answer.Value is { } value ? Results.Ok(model(value)) : Problem(answer.Refusals);

    private static async Task<IResult> OneAsync(Guid id, HttpContext http, CampaignBook book) =>
        await book.OneAsync(Of(http), id, http.RequestAborted) is { } view
            ? Results.Ok(new
            {
                campaign = CampaignModel.Of(view.Campaign),
                targets = view.Campaign.Targets.OrderBy(t => t.Measure, StringComparer.Ordinal).ThenBy(t => t.From)
                    .Select(t => new { t.Measure, t.From, t.Value }),
                events = view.Events.Select(EventModel.Of),
            })
            : Problem([CampaignRefusals.NotFound]);

    private static async Task<IResult> ReportAsync(Guid id, HttpContext http, CampaignBook book) =>
        await book.ReportAsync(Of(http), id, http.RequestAborted) is { } report
            ? Results.Ok(new
            {
                total = FiguresModel.Of("total", report.Total),
                byBank = report.ByBank.Select(r => FiguresModel.Of(r.Key, r.Figures)),
                byDistrict = report.ByDistrict.Select(r => FiguresModel.Of(r.Key, r.Figures)),
            })
            : Problem([CampaignRefusals.NotFound]);

    private static async Task<IResult> CityAsync(HttpContext http, CampaignBook book, int? year)
    {
        var report = await book.CityAsync(Of(http), year, http.RequestAborted);
        return Results.Ok(new
        {
            total = FiguresModel.Of("total", report.Total),
            partiesAddedUp = report.PartiesOfRows,
            overlapping = report.Overlapping,
            campaigns = report.Rows.Select(r => FiguresModel.Of(r.Campaign.Id.ToString(), r.Figures)),
            pairs = report.Pairs.Select(p => new { one = p.One.Id, other = p.Other.Id, parties = p.Parties }),
        });
    }

    private static async Task<IResult> ContactsAsync(
        Guid id, Guid eventId, HttpContext http, CampaignBook book, int? offset, int? limit)
    {
        var page = new PageRequest(offset ?? 0, Math.Clamp(limit ?? MostContacts, 1, MostContacts));
        return await book.EventAsync(Of(http), id, eventId, page, http.RequestAborted) is { } view
            ? Results.Ok(new { total = view.Total, items = view.Contacts.Select(c => ContactModel.Of(c, Of(http))) })
            : Problem([CampaignRefusals.NotFound]);
    }

    private static async Task<IResult> StepAsync(Guid id, StepBody body, HttpContext http, CampaignDesk desk)
    {
        var (viewer, stop) = (Of(http), http.RequestAborted);
        return body.Step switch
        {
            CampaignSteps.Announce => Reply(await desk.AnnounceAsync(viewer, id, stop), CampaignModel.Of),
            CampaignSteps.Start => Reply(await desk.StartAsync(viewer, id, stop), CampaignModel.Of),
            CampaignSteps.Close => Reply(await desk.CloseAsync(viewer, id, stop), CampaignModel.Of),
            CampaignSteps.Cancel or CampaignSteps.Drop =>
                Reply(await desk.CancelAsync(viewer, id, body.Words, stop), CampaignModel.Of),
            _ => Problem([CampaignRefusals.NotOfList("步骤", "step").At("step")]),
        };
    }

    private static async Task<IResult> ImportAsync(
        Guid id, Guid eventId, HttpContext http, ContactImport import, string? name)
    {
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, http.RequestAborted);
        content.Position = 0;
        return Reply(
            await import.RunAsync(Of(http), id, eventId, content, name ?? "api.csv", http.RequestAborted),
            r => new { r.Id, r.Rows, r.Added, r.Known, r.Rejected });
    }
}
