using Huoshui.Systems.Returns.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Returns.Api;

/// <summary>Writes of the API under <c>/api/v1</c>; each carries an Idempotency-Key.</summary>
internal static class StepEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var writes = api.MapGroup("").AddEndpointFilterFactory((_, next) => context =>
            ((Idempotency)context.HttpContext.RequestServices.GetService(typeof(Idempotency))!).InvokeAsync(context, next));
        writes.MapPost("/filings", OpenAsync).WithName("OpenFiling");
        writes.MapPost("/filings/{id:guid}/files", UploadAsync).WithName("UploadFile").DisableAntiforgery();
        writes.MapPut("/filings/{id:guid}/tables/{table}", DeclareAsync).WithName("DeclareTable");
        writes.MapPost("/filings/{id:guid}/submit", SubmitAsync).WithName("SubmitFiling");
        writes.MapPost("/filings/{id:guid}/review", ReviewAsync).WithName("ReviewFiling");
        writes.MapPost("/filings/{id:guid}/sign", SignAsync).WithName("SignFiling");
        writes.MapPost("/filings/{id:guid}/accept", AcceptAsync).WithName("AcceptFiling");
        writes.MapPost("/filings/{id:guid}/return", ReturnAsync).WithName("ReturnFiling");
        writes.MapPost("/filings/{id:guid}/withdraw", WithdrawAsync).WithName("WithdrawFiling");
        writes.MapPost("/filings/{id:guid}/remind", RemindAsync).WithName("RemindFiling");
        writes.MapPost("/filings/remind", RemindMissingAsync).WithName("RemindInstitution");
        writes.MapPost("/filings/{id:guid}/explanations", ExplainAsync).WithName("ExplainFindings");
        writes.MapPost("/filings/{id:guid}/explanations/judge", JudgeAsync).WithName("JudgeExplanations");
        writes.MapPost("/filings/{id:guid}/requests", AskAsync).WithName("AskRequest");
        writes.MapPost("/requests/{id:guid}/decide", DecideAsync).WithName("DecideRequest");
        writes.MapPost("/requests/{id:guid}/cancel", CancelAsync).WithName("CancelRequest");
    }

    private static async Task<IResult> OpenAsync(
        OpenBody body, HttpContext http, FilingOpener opener, CancellationToken cancellationToken) =>
        ApiReply.Of(
            await opener.OpenAsync(
                Viewers.Of(http), new FilingKey(body.Return, body.Institution, body.Date), cancellationToken),
            ApiModels.Of);

    private static async Task<IResult> UploadAsync(
        Guid id, HttpContext http, UploadDesk desk, FilingLimits limits, CancellationToken cancellationToken)
    {
        if (!http.Request.HasFormContentType)
            return ApiReply.BadRequest("multipart/form-data");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.FormBytes + (1 << 20);
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = limits.FormBytes }));
        var form = await http.Request.ReadFormAsync(cancellationToken);
        if (form.Files.Count == 0)
            return ApiReply.BadRequest("file");
        var taken = new List<object>();
        foreach (var file in form.Files)
        {
            await using var content = file.OpenReadStream();
            var answer = await desk.TakeAsync(Viewers.Of(http), id, file.FileName, content, file.Length, cancellationToken);
            if (answer.Value is not { } upload)
                return ApiReply.Problem(answer.Refusals);
            taken.Add(ApiModels.Of(upload, upload.Length));
        }

        return ApiReply.Accepted(new { items = taken });
    }

    private static async Task<IResult> DeclareAsync(
        Guid id, string table, TableBody body, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        body.State is "zero" or "none"
            ? Of(await desk.DeclareAsync(Viewers.Of(http), id, table, body.State == "zero", cancellationToken))
            : ApiReply.BadRequest("state: zero | none");

    private static async Task<IResult> SubmitAsync(
        Guid id, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.SubmitAsync(Viewers.Of(http), id, cancellationToken));

    private static async Task<IResult> ReviewAsync(
        Guid id, VerdictBody body, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.ReviewAsync(Viewers.Of(http), id, body.Passes, body.Note, cancellationToken));

    private static async Task<IResult> SignAsync(
        Guid id, VerdictBody body, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.SignAsync(Viewers.Of(http), id, body.Passes, body.Note, cancellationToken));

    private static async Task<IResult> AcceptAsync(
        Guid id, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.AcceptAsync(Viewers.Of(http), id, cancellationToken));

    private static async Task<IResult> ReturnAsync(
        Guid id, ReasonBody body, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.ReturnAsync(
            Viewers.Of(http), id, body.Reason, body.Deadline ?? DateOnly.MinValue, cancellationToken));

    private static async Task<IResult> WithdrawAsync(
        Guid id, ReasonBody body, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.WithdrawAsync(Viewers.Of(http), id, body.Reason, cancellationToken));

    private static async Task<IResult> RemindAsync(
        Guid id, ReasonBody body, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.RemindAsync(
            Viewers.Of(http), id, body.Reason, body.Deadline ?? DateOnly.MinValue, cancellationToken));

    private static async Task<IResult> RemindMissingAsync(
        ReminderBody body, HttpContext http, FilingDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.RemindAsync(
            Viewers.Of(http), new FilingKey(body.Return, body.Institution, body.Date), body.Reason, body.Deadline,
            cancellationToken));

    private static async Task<IResult> ExplainAsync(
        Guid id, ExplanationsBody body, HttpContext http, ExplanationDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.ExplainAsync(Viewers.Of(http), id, body.Explanations, cancellationToken));

    private static async Task<IResult> JudgeAsync(
        Guid id, JudgeBody body, HttpContext http, ExplanationDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.JudgeAsync(
            Viewers.Of(http), id, body.Rule, body.Key, new Judgement(body.Accepts, body.Note), cancellationToken));

    private static async Task<IResult> AskAsync(
        Guid id, RequestBody body, HttpContext http, RequestDesk desk, CancellationToken cancellationToken) =>
        ApiReply.Of(
            await desk.AskAsync(
                Viewers.Of(http), id, new NewRequest(body.Kind, body.Reason, body.Scope ?? [], body.Until), cancellationToken),
            ApiModels.Of);

    private static async Task<IResult> DecideAsync(
        Guid id, DecisionBody body, HttpContext http, RequestDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.DecideAsync(
            Viewers.Of(http), id, new Decision(body.Approves, body.Note, body.Until), cancellationToken));

    private static async Task<IResult> CancelAsync(
        Guid id, HttpContext http, RequestDesk desk, CancellationToken cancellationToken) =>
        Of(await desk.CancelAsync(Viewers.Of(http), id, cancellationToken));

    private static ApiReply Of(Answer<Filing> answer) => ApiReply.Of(answer, ApiModels.Of);
}
