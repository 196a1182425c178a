using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.Errors;

/// <summary>What a reader gets when there is no answer: a page in the reader's language, or problem+json for the
/// API.</summary>
internal static class Problems
{
    public const string PagePath = "/error";

    public static IServiceCollection AddProblems(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            problem.Extensions.TryAdd("code", $"HTTP{problem.Status ?? StatusCodes.Status500InternalServerError}");
            problem.Extensions["trace"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        });

    public static void UseProblems(this WebApplication app)
    {
        app.UseWhen(IsForMachines, machines => machines.UseExceptionHandler().UseStatusCodePages());
        app.UseWhen(
            http => !IsForMachines(http),
            people => people
                .UseExceptionHandler(new ExceptionHandlerOptions
                {
                    ExceptionHandlingPath = PagePath + "/500",
                    CreateScopeForErrors = true,
                    StatusCodeSelector = StatusOf,
                })
                .UseStatusCodePagesWithReExecute(PagePath + "/{0}", createScopeForStatusCodePages: true)
                .Use(LookOnly));
    }

    // The page of an error is looked at, even when what failed was a form.
    private static Task LookOnly(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            http.Request.Method = HttpMethods.Get;
            http.Request.ContentType = null;
        }

        return next(http);
    }

    private static bool IsForMachines(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        || http.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal);

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };
}
