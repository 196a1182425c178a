using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoshui.Diagnostics;
using Huoshui.Registry;
using Huoshui.Systems.Workbench.Pages;
using Huoshui.Warehouse.Scripts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Workbench.Api;

/// <summary>Scripts for machines (<c>/api/v1/vtl</c>), and the part of the page that its script asks for.</summary>
internal static class WorkbenchEndpoints
{
    private const int RetryAfterSeconds = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/vtl").WithTags("vtl").RequireAuthorization().DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(ScriptBody.MaxBytes)).AddEndpointFilter(RefuseStrangersAsync);
        api.MapPost("/check", CheckAsync).WithName("CheckScript").Accepts<ScriptBody>("application/json")
            .Produces<CheckReply>().RequireRateLimiting(WorkbenchRates.Checks);
        api.MapPost("/complete", CompleteAsync).WithName("CompleteScript").Accepts<ScriptBody>("application/json")
            .Produces<ProposalsReply>().RequireRateLimiting(WorkbenchRates.Checks);
        api.MapPost("/run", RunAsync).WithName("RunScript").Accepts<ScriptBody>("application/json")
            .Produces<RunReply>().RequireRateLimiting(WorkbenchRates.Runs);
        var page = routes.MapGroup("/vtl/answer").RequireAuthorization().ExcludeFromDescription()
            .WithMetadata(new RequestSizeLimitAttribute(ScriptBody.MaxBytes)).AddEndpointFilter(RefuseStrangersAsync);
        page.MapPost("/check", Part).RequireRateLimiting(WorkbenchRates.Checks);
        page.MapPost("/run", PartOfRunAsync).RequireRateLimiting(WorkbenchRates.Runs);
    }

    // Those who see published totals only have no data to write scripts for.
    private static ValueTask<object?> RefuseStrangersAsync(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        Viewer.From(call.HttpContext.User).IsPublic
            ? ValueTask.FromResult<object?>(TypedResults.StatusCode(StatusCodes.Status403Forbidden)) : next(call);

    private static async Task<IResult> CheckAsync(HttpContext http, WorkbenchDesk desk, ScriptLimits limits)
    {
        var (body, problem) = await ScriptBody.ReadAsync(http.Request.Body, http.RequestAborted);
        if (body is null)
            return Problem(http, problem!);
        var answer = desk.Check(body.Question, Viewer.From(http.User));
        return answer.Refusal is { } refusal ? Problem(http, refusal)
            : Results.Json(CheckReply.Of(answer, limits.ShownColumns), Json);
    }

    private static async Task<IResult> CompleteAsync(HttpContext http, WorkbenchDesk desk)
    {
        var (body, problem) = await ScriptBody.ReadAsync(http.Request.Body, http.RequestAborted);
        if (body is null)
            return Problem(http, problem!);
        var (items, refusal) = desk.Complete(
            body.Question, body.Offset ?? body.Script.Length, Viewer.From(http.User));
        return refusal is not null ? Problem(http, refusal)
            : Results.Json(new ProposalsReply([.. items.Select(ProposalItem.Of)]), Json);
    }

    private static async Task<IResult> RunAsync(HttpContext http, WorkbenchDesk desk)
    {
        var (body, problem) = await ScriptBody.ReadAsync(http.Request.Body, http.RequestAborted);
        if (body is null)
            return Problem(http, problem!);
        var answer = await desk.RunAsync(body.Question, Viewer.From(http.User), http.RequestAborted);
        return answer.Refusal is { } refusal ? Problem(http, [refusal, .. answer.Diagnostics])
            : Results.Json(RunReply.Of(answer, answer.Outcome!), Json);
    }

    private static RazorComponentResult<AnswerPart> Part(
        HttpContext http, WorkbenchDesk desk, [FromForm] ScriptForm form) =>
        Shown(desk.Check(form.Question, Viewer.From(http.User)), form);

    private static async Task<RazorComponentResult<AnswerPart>> PartOfRunAsync(
        HttpContext http, WorkbenchDesk desk, [FromForm] ScriptForm form) =>
        Shown(await desk.RunAsync(form.Question, Viewer.From(http.User), http.RequestAborted), form);

    private static RazorComponentResult<AnswerPart> Shown(ScriptAnswer answer, ScriptForm form) => new(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(AnswerPart.Answer)] = answer,
            [nameof(AnswerPart.Column)] = form.Column,
        });

    // problem+json with our codes; every refusal is listed.
    private static IResult Problem(HttpContext http, params IReadOnlyList<Diagnostic> refusals)
    {
        var status = StatusOf(refusals[0].Code);
        if (status == StatusCodes.Status429TooManyRequests)
            http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            type: $"/docs/reference/{refusals[0].Code}",
            title: refusals[0].Message.In(CultureInfo.CurrentUICulture.Name),
            statusCode: status,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["code"] = refusals[0].Code,
                ["refusals"] = refusals.Select(DiagnosticItem.Of).ToList(),
            });
    }

    private static int StatusOf(string code) => code switch
    {
        "SCR1001" or "SCR1009" => StatusCodes.Status413PayloadTooLarge,
        "SCR1002" => StatusCodes.Status404NotFound,
        "SCR1006" => StatusCodes.Status429TooManyRequests,
        "SCR1008" => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status400BadRequest,
    };
}
