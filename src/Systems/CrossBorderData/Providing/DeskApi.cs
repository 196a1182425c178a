using System.Globalization;
using Huoshui.TransparencyLogVerifier;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>
/// The desk's calls for a provider's own programs, <c>/api/v1</c> (docs/crossborder/operator.md): the token goes in
/// <c>Authorization: Bearer</c>, refusals are problem+json with their code.
/// </summary>
public static class DeskApi
{
    private const int MostRows = 500;
    private const string Scheme = "Bearer ";

    /// <summary>Too much is being worked on.</summary>
    public static Refusal Busy => BorderRefusals.Busy;

    /// <summary>The relay is asked too often.</summary>
    public static Refusal RelayBusy => BorderRefusals.RelayBusy;

    /// <summary>Maps the calls.</summary>
    /// <param name="routes">The desk's routes; <see cref="ProviderDesk"/> and <see cref="DeskToken"/> are among its
    /// services.</param>
    /// <param name="mostAtOnce">Name of the policy that limits how many packages are issued at once.</param>
    public static void Map(IEndpointRouteBuilder routes, string mostAtOnce)
    {
        var api = routes.MapGroup("/api/v1").AllowAnonymous().DisableAntiforgery().AddEndpointFilter(AskTokenAsync);
        api.MapGet("/state", (ProviderDesk desk) => Results.Ok(DeskModels.State(desk)));
        api.MapGet("/packages", (ProviderDesk desk, string? scenario, int? offset, int? limit) =>
        {
            var (total, rows) = desk.Issued.Page(
                scenario, Math.Max(offset ?? 0, 0), Math.Clamp(limit ?? MostRows, 1, MostRows));
            return Results.Ok(new { total, items = rows.Select(DeskModels.Package) });
        });
        api.MapGet("/packages/{index:int}", (int index, ProviderDesk desk) => desk.Issued.Find(index) is { } package
            ? Results.Ok(DeskModels.Package(package)) : Problem(BorderRefusals.NeverIssued(index)));
        api.MapPost("/packages", IssueAsync).RequireRateLimiting(mostAtOnce);
        api.MapPost("/packages/{index:int}/revocation", RevokeAsync);
        api.MapPost("/publications", async (HttpContext http, ProviderDesk desk, bool? statusOnly) =>
            Answer(await desk.PublishAsync(statusOnly ?? false, http.RequestAborted), desk));
        api.MapPost("/rotations", async (HttpContext http, ProviderDesk desk, string? compromisedAt) =>
            Answer(await desk.RotateAsync(compromisedAt, "yes", http.RequestAborted), desk));
    }

    /// <summary>A refusal as problem+json: 400, 401, 404, 408, 409, 413, 422, 429, or 503 with Retry-After.</summary>
    public static IResult Problem(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var problem = Results.Problem(
            title: CultureInfo.CurrentUICulture.Name == "en" ? refusal.En : refusal.Zh,
            statusCode: StatusOf(refusal.Code),
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["code"] = refusal.Code,
                ["zh"] = refusal.Zh,
                ["en"] = refusal.En,
            });
        return StatusOf(refusal.Code) == StatusCodes.Status503ServiceUnavailable ? new Later(problem) : problem;
    }

    private static async Task<IResult> IssueAsync(HttpContext http, ProviderDesk desk)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > DeskLimits.LongestKey || key.Any(c => c is < '!' or > '~'))
            return Problem(BorderRefusals.NoKey);
        var (request, refusal) = await IssueForm.ReadAsync(http.Request.Body, http.RequestAborted);
        if (request is null)
            return Problem(refusal!);
        var answer = await desk.IssueAsync("api/" + key, request);
        if (answer.Package is not { } package)
            return Problem(answer.Refusal!);
        var index = answer.Issued!.Index.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Huoshui-Status-Index"] = index;
        http.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(package.ToArray(), "application/zip", $"package-{index}.zip");
    }

    private static async Task<IResult> RevokeAsync(int index, HttpContext http, ProviderDesk desk, string? reason) =>
        await desk.RevokeAsync(index, reason ?? RevocationReasons.Unspecified, http.RequestAborted) is { } refusal
            ? Problem(refusal)
            : Results.Ok(new
            {
                index,
                reason = reason ?? RevocationReasons.Unspecified,
                state = DeskModels.State(desk),
            });

    private static IResult Answer(Refusal? refusal, ProviderDesk desk) =>
        refusal is null ? Results.Ok(DeskModels.State(desk)) : Problem(refusal);

    private static async ValueTask<object?> AskTokenAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var sent = context.HttpContext.Request.Headers.Authorization.ToString();
        var services = context.HttpContext.RequestServices;
        var token = (DeskToken)services.GetService(typeof(DeskToken))!;
        if (!sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !token.Matches(sent[Scheme.Length..].Trim()))
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem(BorderRefusals.NoToken);
        }

        try
        {
            return await next(context);
        }
        catch (Exception error) when (DeskAnswer.Of(error) is not null)
        {
            return Problem(DeskAnswer.Of(error)!);
        }
    }

    private static int StatusOf(string code) => code switch
    {
        "XBD2030" => StatusCodes.Status401Unauthorized,
        "XBD2031" or "XBD2033" => StatusCodes.Status400BadRequest,
        "XBD2034" or "XBD2052" => StatusCodes.Status404NotFound,
        "XBD2050" => StatusCodes.Status413PayloadTooLarge,
        "XBD2054" => StatusCodes.Status408RequestTimeout,
        "XBD2053" => StatusCodes.Status429TooManyRequests,
        "XBD2010" or "XBD2011" or "XBD2044" => StatusCodes.Status409Conflict,
        _ when code.StartsWith("LOG", StringComparison.Ordinal) => StatusCodes.Status503ServiceUnavailable,
        "XBD2026" or "XBD2035" or "XBD2036" or "XBD2051" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    // What may be tried again says when.
    private sealed class Later(IResult problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = "5";
            return problem.ExecuteAsync(httpContext);
        }
    }
}
