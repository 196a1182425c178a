using System.Diagnostics;
using System.Globalization;
using Huoshui.Operations;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Huoshui.Portal.Errors;

/// <summary>What a reader gets when there is no answer: a page in the reader's language, or problem+json for the
/// API.</summary>
internal static partial class Problems
{
    public const string PagePath = "/error";

    private const string StoreIsDown =
        "数据库没有应答，请稍后再试；已经收妥的不会丢失。/ "
        + "The operations store does not answer; try again shortly. Nothing acknowledged is lost.";

    // The operator reads the code in the log: who asks here need not know the server's name.
    private const string FactsAreAway =
        "指标暂时算不出来（事实库没有应答或设置不对），报送不受影响，请稍后再试。/ "
        + "Figures cannot be computed at the moment (the server of facts); filings are not affected. "
        + "Try again shortly.";

    public static IServiceCollection AddProblems(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            if (StoreOutage.Is(context.Exception) || FactsException.In(context.Exception) is not null)
            {
                problem.Title = FactsException.In(context.Exception) is null ? StoreIsDown : FactsAreAway;
                context.HttpContext.Response.Headers.RetryAfter =
                    PortalLimits.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            }

            problem.Extensions.TryAdd("code", $"HTTP{problem.Status ?? StatusCodes.Status500InternalServerError}");
            problem.Extensions["trace"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        });

    public static void UseProblems(this WebApplication app)
    {
        app.UseWhen(IsForMachines, machines => machines.UseExceptionHandler(Handling()).UseStatusCodePages());
        app.UseWhen(
            http => !IsForMachines(http),
            people => people
                .UseExceptionHandler(Handling(PagePath + "/500"))
                .UseStatusCodePagesWithReExecute(PagePath + "/{0}", createScopeForStatusCodePages: true)
                .Use(LookOnly));
    }

    /// <summary>An address that leads nowhere is told to everybody: signing in would not help.</summary>
    public static void UseUnknownAddresses(this WebApplication app) => app.Use(static (http, next) =>
    {
        if (http.GetEndpoint() is not null || IsForMachines(http))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    // A store that is down is told by one line of its own, not by a stack trace a request.
    private static ExceptionHandlerOptions Handling(string? page = null) => new()
    {
        ExceptionHandlingPath = page,
        CreateScopeForErrors = page is not null,
        StatusCodeSelector = StatusOf,
        SuppressDiagnosticsCallback = static context => IsOutage(context.Exception) && Tell(context),
    };

    private static bool Tell(ExceptionHandlerSuppressDiagnosticsContext context)
    {
        var log = context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(Problems).FullName!);
        if (FactsException.In(context.Exception) is { } facts)
            FactsAway(log, context.HttpContext.Request.Method, facts.Message);
        else
            StoreDown(log, context.HttpContext.Request.Method, context.Exception.GetBaseException().Message);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "A {Method} was answered with 503: the operations store does not answer: {Reason}")]
    private static partial void StoreDown(ILogger log, string method, string reason);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "A {Method} was answered with 503: figures cannot be computed: {Reason}")]
    private static partial void FactsAway(ILogger log, string method, string reason);

    private static bool IsOutage(Exception? error) => StoreOutage.Is(error) || FactsException.In(error) is not null;

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
        _ when IsOutage(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
