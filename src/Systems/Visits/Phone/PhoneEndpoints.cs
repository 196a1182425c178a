using System.Security.Cryptography;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Api;
using Huoshui.Systems.Visits.Photos;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>
/// The API of the officer's phone under <c>/api/v1/visits/phone</c>. A phone acts with the session cookie of the
/// portal; each of its writes carries the token of forms, so that no other site can write with the officer's cookie.
/// What carries a token of the API is judged by that alone, as everywhere, and needs none.
/// </summary>
internal static class PhoneEndpoints
{
    private const string FormHeader = "X-Huoshui-Form";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/visits/phone").WithTags("visits").RequireAuthorization()
            .AddEndpointFilter(CheckFormAsync);
        api.MapGet("/session", Session).WithName("GetPhoneSession");
        api.MapGet("/devices", async (HttpContext http, PhoneDesk desk) => Results.Ok(new
        {
            items = (await desk.ListAsync(Of(http), http.RequestAborted)).Select(DeviceModel.Of),
        })).WithName("ListVisitPhones");
        api.MapPost("/devices",
            (DeviceBody body, HttpContext http, PhoneDesk desk, VisitPolicy policy, VisitNames names) =>
            OpenedAsync(http, policy, names, desk.RegisterAsync(Of(http), body.Id, body.Name, http.RequestAborted)))
            .WithName("RegisterVisitPhone");
        api.MapPost("/devices/{id:guid}/open",
            (Guid id, OpenBody body, HttpContext http, PhoneDesk desk, VisitPolicy policy, VisitNames names) =>
            OpenedAsync(http, policy, names, desk.OpenAsync(Of(http), id, body.Unsynced, http.RequestAborted)))
            .WithName("OpenVisitPhone");
        api.MapPost("/devices/{id:guid}/leave", async (Guid id, HttpContext http, PhoneDesk desk) =>
            VisitEndpoints.Reply(await desk.LeaveAsync(Of(http), id, http.RequestAborted), DeviceModel.Of))
            .WithName("LeaveVisitPhone");
        api.MapPost("/devices/{id:guid}/revoke", async (Guid id, HttpContext http, PhoneDesk desk) =>
            VisitEndpoints.Reply(await desk.RevokeAsync(Of(http), id, http.RequestAborted), DeviceModel.Of))
            .WithName("RevokeVisitPhone");
        api.MapGet("/devices/{id:guid}/grid", GridAsync).WithName("GetPhoneGrid");
        api.MapPost("/devices/{id:guid}/sync", SyncAsync).WithName("SyncVisits");
        api.MapPut("/devices/{id:guid}/visits/{visitId:guid}/photos/{photoId:guid}", PhotoAsync)
            .WithName("AddVisitPhoto").Accepts<byte[]>("image/jpeg", "image/png", "image/webp");
    }

    private static Viewer Of(HttpContext http) => VisitEndpoints.Of(http);

    private static async ValueTask<object?> CheckFormAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method)
            || http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return await next(context);
        }

        var forms = (IAntiforgery)http.RequestServices.GetService(typeof(IAntiforgery))!;
        return http.Request.Headers.ContainsKey(FormHeader) && await forms.IsRequestValidAsync(http)
            ? await next(context) : VisitEndpoints.Problem([PhoneRefusals.NoForm]);
    }

    private static IResult Session(HttpContext http, IAntiforgery forms, TimeProvider time)
    {
        var viewer = Of(http); // the answer is kept by nobody: the token sees to that
        return Results.Ok(new SessionModel(
            viewer.AccountName, viewer.Is(Roles.StreetOfficer) ? viewer.AreaCode : null,
            forms.GetAndStoreTokens(http).RequestToken, time.GetUtcNow()));
    }

    private static async Task<IResult> OpenedAsync(
        HttpContext http, VisitPolicy policy, VisitNames names, Task<VisitAnswer<PhoneOpening>> opening)
    {
        var answer = await opening;
        if (answer.Value is not { } open)
            return VisitEndpoints.Problem(answer.Refusals);
        var book = await names.ReadAsync(http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new OpeningModel(
            open.Device.Id, open.Device.Name, open.Device.Account, open.Device.StreetCode,
            book.Street(open.Device.StreetCode), open.Key, open.IsRenewed, open.Device.LastContactAt,
            PhoneRules.Of(policy)));
    }

    // Only what is new travels: a page that the phone has as it is answers 304.
    private static async Task<IResult> GridAsync(
        Guid id, int? offset, HttpContext http, PhoneDesk desk, EntityList list)
    {
        var device = await desk.ContactAsync(Of(http), id, http.RequestAborted);
        if (device.Value is null)
            return VisitEndpoints.Problem(device.Refusals);
        var rows = new PageRequest(Math.Max(offset ?? 0, 0), PhoneLimits.GridPage);
        var page = await list.PageAsync(Of(http), new EntityQuery(null, null, null, rows), http.RequestAborted);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { total = page.Total, size = PhoneLimits.GridPage, items = page.Rows.Select(r => GridOf(r, Of(http))) },
            JsonSerializerOptions.Web);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "no-store"; // the phone keeps it itself, encrypted
        return http.Request.Headers.IfNoneMatch == tag ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, "application/json");
    }

    private static GridModel GridOf(EntityRow row, Viewer viewer)
    {
        var (e, last) = (row.Entity, row.Last);
        var isDone = e.DeregisteredAt is not null || last is null or { NextStep: "none" }
            || (last.NextStep == VisitSteps.Declare && row.State is not null);
        return new GridModel(
            e.Id, VisitScope.Masked(e.Name, e.IsIndividual, EntityList.SeesNames(viewer)), e.Usci, e.IsIndividual,
            last?.At, last?.Outcome, isDone ? null : last!.NextStep);
    }

    private static async Task<IResult> SyncAsync(
        Guid id, SyncBody body, HttpContext http, PhoneDesk desk, VisitBatch batch, VisitPolicy policy,
        TimeProvider time)
    {
        var device = await desk.LookAsync(Of(http), id, http.RequestAborted);
        if (device.Value is null)
            return VisitEndpoints.Problem(device.Refusals);
        var (visits, now) = (body.Visits ?? [], time.GetUtcNow());
        if (visits.Count > PhoneLimits.BatchVisits)
            return VisitEndpoints.Problem([PhoneRefusals.TooMany(visits.Count)]);
        var minutes = policy.Whole("clock_minutes", policy.Today());
        if ((body.SentAt - now).Duration() > TimeSpan.FromMinutes(minutes))
            return VisitEndpoints.Problem([PhoneRefusals.OtherClock(body.SentAt, now, minutes)]);
        var done = await batch.RecordAsync(
            Of(http), id, [.. visits.Select(v => (v ?? Empty).Request())], http.RequestAborted);
        return Results.Ok(new { now = time.GetUtcNow(), items = done.Select(SyncedModel.Of) });
    }

    private static VisitBody Empty { get; } = new(default, null, null, default, null, null, null, null, null, null);

    private static async Task<IResult> PhotoAsync(
        Guid id, Guid visitId, Guid photoId, DateOnly? consent, HttpContext http, PhoneDesk desk, PhotoDesk photos)
    {
        var device = await desk.ContactAsync(Of(http), id, http.RequestAborted);
        if (device.Value is null)
            return VisitEndpoints.Problem(device.Refusals);
        var (content, refusal) = await PhotoBody.ReadAsync(http, photos.MostBytes);
        return content is null ? VisitEndpoints.Problem([refusal!]) : VisitEndpoints.Reply(
            await photos.AddAsync(
                Of(http), new PhotoRequest(photoId, visitId, consent, content), http.RequestAborted), PhotoModel.Of);
    }
}
