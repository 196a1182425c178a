using System.Globalization;
using System.Threading.RateLimiting;
using Huoshui.Portal.SignIn;
using Huoshui.Systems.Lists;
using Huoshui.Systems.Workbench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.Security;

/// <summary>How often one reader may ask, and how many requests the portal takes at once; refusals say when to come
/// back.</summary>
internal static class RateLimits
{
    /// <summary>The policy of the sign-in pages.</summary>
    public const string SignIn = "sign-in";

    private static readonly object Busy = new();

    public static IServiceCollection AddRateLimits(this IServiceCollection services, PortalOptions portal) =>
        services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = static (context, _) =>
        {
            Refuse(context);
            return ValueTask.CompletedTask;
        };
        limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(PerReader(portal.RequestsPerTokenPerMinute), Whole());
        limits.AddPolicy(SignIn, http => HttpMethods.IsGet(http.Request.Method)
            ? RateLimitPartition.GetNoLimiter("looking")
            : RateLimitPartition.GetFixedWindowLimiter(
                "sign-in/" + AddressOf(http), _ => Window(portal.SignInsPerMinute)));
        limits.AddPolicy(ListRates.Objections, http => HttpMethods.IsGet(http.Request.Method)
            ? RateLimitPartition.GetNoLimiter("looking")
            : RateLimitPartition.GetFixedWindowLimiter(
                "objections/" + ReaderOf(http), static _ => Window(ListRates.ObjectionsPerMinute)));
        limits.AddPolicy(WorkbenchRates.Checks, http => RateLimitPartition.GetFixedWindowLimiter(
            "vtl-checks/" + ReaderOf(http), static _ => Window(WorkbenchRates.ChecksPerMinute)));
        limits.AddPolicy(WorkbenchRates.Runs, http => HttpMethods.IsGet(http.Request.Method)
            ? RateLimitPartition.GetNoLimiter("looking")
            : RateLimitPartition.GetFixedWindowLimiter(
                "vtl-runs/" + ReaderOf(http), static _ => Window(WorkbenchRates.RunsPerMinute)));
    });

    private static void Refuse(OnRejectedContext context)
    {
        var response = context.HttpContext.Response;
        var isBusy = context.Lease.TryGetMetadata(MetadataName.ReasonPhrase, out _);
        if (isBusy)
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        var seconds = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
            ? (int)Math.Ceiling(wait.TotalSeconds)
            : PortalLimits.RetryAfterSeconds;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }

    // A token has a window of its own: a machine that asks too often does not lock its owner out of the pages.
    private static PartitionedRateLimiter<HttpContext> PerReader(int perToken) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http => IsFree(http)
            ? RateLimitPartition.GetNoLimiter("free")
            : http.User.FindFirst(TokenSignIn.TokenClaim) is { Value: var token }
                ? RateLimitPartition.GetFixedWindowLimiter("token/" + token, _ => Window(perToken))
                : RateLimitPartition.GetFixedWindowLimiter(ReaderOf(http), static _ => Window(PortalLimits.RequestsPerMinute)));

    private static PartitionedRateLimiter<HttpContext> Whole() =>
        PartitionedRateLimiter.Create<HttpContext, object>(static http => IsFree(http)
            ? RateLimitPartition.GetNoLimiter<object>("free")
            : RateLimitPartition.GetConcurrencyLimiter(Busy, static _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = PortalLimits.RequestsAtOnce,
                QueueLimit = PortalLimits.RequestsWaiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }));

    private static FixedWindowRateLimiterOptions Window(int requests) => new()
    {
        PermitLimit = requests,
        Window = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    };

    // A circuit stays open for hours, health is asked by machines, and files are cheap.
    private static bool IsFree(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        || http.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)
        || http.Request.Path.StartsWithSegments("/_framework", StringComparison.Ordinal)
        || http.Request.Path.StartsWithSegments("/_content", StringComparison.Ordinal);

    private static string ReaderOf(HttpContext http) => http.User.Identity?.Name is { Length: > 0 } name ? "account/" + name : AddressOf(http);

    private static string AddressOf(HttpContext http) => "address/" + http.Connection.RemoteIpAddress;
}
