using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.FirstLoans.Api;

/// <summary>A contact.</summary>
internal sealed record ContactBody(Guid Id, DateOnly On, string? Kind, string? Words);

/// <summary>A first loan.</summary>
internal sealed record LoanBody(string? IouId, long AmountYuan, DateOnly On);

/// <summary>An end.</summary>
internal sealed record EndBody(string? Reason);

/// <summary>A coaching as the API shows it; amounts in 元.</summary>
internal sealed record CoachingModel(
    Guid Id, string Key, string Name, string BankId, DateOnly AssignedOn, string State, DateOnly? LastContactOn,
    DateOnly? DueOn, string? EndReason, string? LoanBankId, string? LoanIouId, decimal? LoanYuan, DateOnly? LoanOn)
{
    private const decimal FenPerYuan = 100m;

    public static CoachingModel Of(CoachedParty p) => new(
        p.Coaching.Id, p.Coaching.PartyKey, p.Coaching.Name, p.Coaching.BankId, p.Coaching.AssignedOn,
        p.Coaching.State, p.Coaching.LastContactOn, p.Coaching.DueOn, p.Coaching.EndReason, p.Loan?.BankId,
        p.Loan?.IouId, p.Loan?.AmountFen / FenPerYuan, p.Loan?.On);
}

/// <summary>The API under <c>/api/v1/firstloans</c>.</summary>
internal static class CoachingEndpoints
{
    private const int Shown = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/firstloans").WithTags("firstloans").RequireAuthorization();
        api.MapGet("/", async (int? offset, int? limit, HttpContext http, CoachingBook book) =>
        {
            var page = await book.PageAsync(Of(http), new PageRequest(
                Math.Max(offset ?? 0, 0), Math.Clamp(limit ?? Shown, 1, PageRequest.LargestLimit)),
                http.RequestAborted);
            return Results.Ok(new { page.Total, items = page.Rows.Select(CoachingModel.Of) });
        }).WithName("ListCoachings");
        api.MapGet("/figures", async (HttpContext http, CoachingBook book) => Results.Ok(new
        {
            items = await book.FiguresAsync(Of(http), http.RequestAborted),
        })).WithName("GetCoachingFigures");
        api.MapPost("/assign", async (HttpContext http, CoachingDesk desk) =>
            await desk.AssignAsync(Of(http), http.RequestAborted) is var done && done.Succeeded
                ? Results.Ok(new { done.Assigned }) : Problem(done.Refusals)).WithName("AssignCoachings");
        api.MapPost("/{id:guid}/contacts",
            async (Guid id, ContactBody body, HttpContext http, CoachingDesk desk, CoachingBook book) =>
                await ReplyAsync(http, book, id, await desk.ContactAsync(
                    Of(http), id, new ContactRequest(body.Id, body.On, body.Kind ?? "", body.Words ?? ""),
                    http.RequestAborted))).WithName("RecordCoachingContact");
        api.MapPost("/{id:guid}/borrow",
            async (Guid id, LoanBody body, HttpContext http, CoachingDesk desk, CoachingBook book) => await ReplyAsync(
                http, book, id, await desk.BorrowAsync(
                    Of(http), id, new LoanRequest(body.IouId ?? "", body.AmountYuan, body.On), http.RequestAborted)))
            .WithName("TellFirstLoan");
        api.MapPost("/{id:guid}/end",
            async (Guid id, EndBody body, HttpContext http, CoachingDesk desk, CoachingBook book) => await ReplyAsync(
                http, book, id, await desk.EndAsync(Of(http), id, body.Reason, http.RequestAborted)))
            .WithName("EndCoaching");
    }

    private static Viewer Of(HttpContext http) => Viewer.From(http.User);

    private static async Task<IResult> ReplyAsync(
        HttpContext http, CoachingBook book, Guid id, CoachingAnswer answer) =>
        answer.Succeeded && await book.OneAsync(Of(http), id, http.RequestAborted) is { } one
            ? Results.Ok(CoachingModel.Of(one.Party))
            : Problem(answer.Succeeded ? [CoachingRefusals.NotFound] : answer.Refusals);

    private static IResult Problem(IReadOnlyList<Diagnostic> refusals) => Results.Problem(
        title: refusals[0].Message.In(CultureInfo.CurrentUICulture.Name),
        statusCode: refusals[0].Code switch
        {
            "COA1001" => StatusCodes.Status404NotFound,
            "COA1002" => StatusCodes.Status403Forbidden,
            "COA1003" or "COA1006" or "COA1011" or "COA1012" => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        extensions: new Dictionary<string, object?>
        {
            ["code"] = refusals[0].Code,
            ["refusals"] = refusals.Select(
                r => new { code = r.Code, field = r.Source?.Name, zh = r.Message.Zh, en = r.Message.En }),
        });
}
