using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.OnlineLoans.Api;

/// <summary>The API of applications under <c>/api/v1/loans</c>, and the file of the return.</summary>
internal static class LoanEndpoints
{
    private const string KeyHeader = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/loans/desk/events.csv", Events).RequireAuthorization().ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/loans").WithTags("loans").RequireAuthorization();
        api.MapGet("/", MineAsync).WithName("ListLoans");
        api.MapPost("/", ApplyAsync).WithName("ApplyForLoan");
        api.MapGet("/authorisations", Texts).WithName("ListLoanAuthorisations");
        api.MapGet("/{id:guid}", OneAsync).WithName("GetLoan");
        api.MapPost("/{id:guid}/withdraw", (Guid id, HttpContext http, LoanDesk desk) =>
            DoneAsync(desk.WithdrawAsync(Of(http), id, http.RequestAborted))).WithName("WithdrawLoan");
        api.MapPost("/{id:guid}/sign", (Guid id, HttpContext http, LoanDesk desk) =>
            DoneAsync(desk.SignAsync(Of(http), id, http.RequestAborted))).WithName("SignLoan");
        api.MapPost("/{id:guid}/draw", (Guid id, HttpContext http, LoanDesk desk) =>
            DoneAsync(desk.DrawAsync(Of(http), id, http.RequestAborted))).WithName("DrawLoan");
        api.MapPost("/{id:guid}/review", (Guid id, ReasonBody body, HttpContext http, LoanDesk desk) =>
            DoneAsync(desk.AskReviewAsync(Of(http), id, body.Reason, http.RequestAborted))).WithName("AskLoanReview");
        api.MapPost("/{id:guid}/review/answer", (Guid id, AnswerBody body, HttpContext http, LoanDesk desk) =>
            DoneAsync(desk.AnswerReviewAsync(Of(http), id, body.GrantYuan, body.Reason, http.RequestAborted)))
            .WithName("AnswerLoanReview");
        api.MapPost("/{id:guid}/authorisations/{source}/revoke",
            (Guid id, string source, HttpContext http, LoanDesk desk) =>
                DoneAsync(desk.RevokeAsync(Of(http), id, source, http.RequestAborted)))
            .WithName("RevokeLoanAuthorisation");
    }

    private static Viewer Of(HttpContext http) => Viewer.From(http.User);

    private static IResult Events(
        HttpContext http, string? date, LoanEvents events, LoanDesk desk, LoanPolicy policy)
    {
        if (!desk.IsOfLender(Of(http)))
            return Results.NotFound();
        if (!DateOnly.TryParseExact(
            date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf))
        {
            asOf = policy.Today();
        }

        var rows = events.ListAsync(Of(http), asOf, http.RequestAborted);
        return Results.Stream(
            to => LoanEvents.WriteCsvAsync(rows, asOf, to, http.RequestAborted), "text/csv; charset=utf-8", "OL.csv");
    }

    private static async Task<IResult> MineAsync(HttpContext http, LoanList list) =>
        Results.Ok(new { items = (await list.MineAsync(Of(http), http.RequestAborted)).Select(LoanModel.Of) });

    private static async Task<IResult> OneAsync(Guid id, HttpContext http, LoanList list) =>
        await list.FindAsync(Of(http), id, http.RequestAborted) is { } found ? Results.Ok(LoanModel.Of(found))
            : Problem([LoanRefusals.NotFound]);

    private static IResult Texts(HttpContext http, LoanPolicy policy) => Results.Ok(new
    {
        items = Sources.LoanSources.All.Select(source =>
        {
            var (zh, version) = policy.Wording("authorisation_" + source, policy.Today(), "zh");
            var en = policy.Wording("authorisation_" + source, policy.Today(), "en").Text;
            return new { source, version, zh, en };
        }),
    });

    private static async Task<IResult> ApplyAsync(ApplyBody body, HttpContext http, LoanDesk desk)
    {
        var key = http.Request.Headers[KeyHeader].FirstOrDefault() ?? string.Empty;
        return body.IsWhole
            ? await DoneAsync(desk.ApplyAsync(Of(http), body.With(key), http.RequestAborted))
            : Problem([LoanRefusals.Missing("请求的内容", "The body of the request")]);
    }

    private static async Task<IResult> DoneAsync(Task<LoanAnswer> doing)
    {
        var answer = await doing;
        return answer.Value is { } value ? Results.Ok(LoanModel.Of(value)) : Problem(answer.Refusals);
    }

    // The shape of every refusal of the API: problem+json with our codes.
    private static IResult Problem(IReadOnlyList<Diagnostic> refusals) => Results.Problem(
        title: refusals[0].Message.In(CultureInfo.CurrentUICulture.Name),
        statusCode: refusals[0].Code switch
        {
            "OLN1002" => StatusCodes.Status404NotFound,
            "OLN1003" => StatusCodes.Status403Forbidden,
            "OLN1008" or "OLN1009" or "OLN1013" or "OLN1015" => StatusCodes.Status409Conflict,
            "OLN1001" => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        extensions: new Dictionary<string, object?>
        {
            ["code"] = refusals[0].Code,
            ["refusals"] = refusals.Select(r => new { code = r.Code, zh = r.Message.Zh, en = r.Message.En }),
        });
}

/// <summary>The body of an application.</summary>
internal sealed record ApplyBody(
    string FirmId, string FirmName, long AmountYuan, int TermMonths, PersonBody Person,
    Dictionary<string, DateOnly> Authorised)
{
    // What JSON left out is null whatever the type says.
    public bool IsWhole => (FirmId, FirmName, Person, Authorised) is (not null, not null, not null, not null)
        && (Person.Name, Person.IdentityNumber) is (not null, not null)
        && (Person.Phone, Person.Address) is (not null, not null);

    public LoanRequest With(string key) => new(
        key, FirmId, FirmName, AmountYuan, TermMonths,
        new LoanPerson(
            Person.Name, Person.IdentityNumber, Person.Phone, Person.Address, Person.GuarantorIdentityNumber),
        Authorised);
}

/// <summary>The person of an application.</summary>
internal sealed record PersonBody(
    string Name, string IdentityNumber, string Phone, string Address, string? GuarantorIdentityNumber);

/// <summary>A reason.</summary>
internal sealed record ReasonBody(string Reason);

/// <summary>An answer to a request for human review; no amount upholds the refusal.</summary>
internal sealed record AnswerBody(long? GrantYuan, string Reason);

/// <summary>An application as the API shows it; nothing personal.</summary>
internal sealed record LoanModel(
    Guid Id, string Number, string FirmId, string FirmName, string State, decimal AmountYuan, int TermMonths,
    DateTimeOffset AppliedAt, DateTimeOffset? DecidedAt, decimal GrantedYuan, string? RatePercent,
    IReadOnlyList<string> Reasons, string? Problem, DateOnly? ReviewDue, string? ReviewAnswer, DateTimeOffset? DrawnAt)
{
    public static LoanModel Of(LoanApplication a) => new(
        a.Id, a.Number, a.FirmId, a.FirmName, JsonName(a.State), a.AmountFen / 100m, a.TermMonths, a.AppliedAt,
        a.DecidedAt, a.GrantedFen / 100m, a.RatePercent,
        (a.ReasonCodes ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries), a.Problem, a.ReviewDue,
        a.ReviewAnswer, a.DrawnAt);

    private static string JsonName(LoanState state) =>
        char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..];
}
