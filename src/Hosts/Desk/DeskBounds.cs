using System.Threading.RateLimiting;
using Huoshui.Systems.CrossBorderData.Providing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Huoshui.Desk;

/// <summary>What one request and the whole desk may take.</summary>
internal static class DeskBounds
{
    /// <summary>The policy of calls that issue.</summary>
    public const string Issuing = "issuing";

    /// <summary>The policy of the sign-in page.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Largest request: the largest document in Base64, and the rest of a call.</summary>
    public const long BodyBytes = 40L * 1024 * 1024;

    /// <summary>A request up to this size is small.</summary>
    public const long SmallBytes = 256 * 1024;

    /// <summary>Small packages that are issued at once; more wait.</summary>
    public const int SmallAtOnce = 64;

    /// <summary>Small packages that may wait; more get 503.</summary>
    public const int SmallWaiting = 4_096;

    /// <summary>Large packages that are issued at once.</summary>
    public const int LargeAtOnce = 4;

    /// <summary>Large packages that may wait.</summary>
    public const int LargeWaiting = 16;

    /// <summary>Wrong or right tokens that are tried in a minute; more get 429.</summary>
    public const int SignInsPerMinute = 10;

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytes;
    }

    public static void Limit(RateLimiterOptions limits)
    {
        limits.AddPolicy(Issuing, static http => RateLimitPartition.GetConcurrencyLimiter(
            HttpMethods.IsPost(http.Request.Method) ? IsSmall(http) ? "small" : "large" : "looking", Lanes));
        limits.AddPolicy(SignIn, static http => HttpMethods.IsGet(http.Request.Method)
            ? RateLimitPartition.GetNoLimiter("looking")
            : RateLimitPartition.GetFixedWindowLimiter("sign-in", static _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = SignInsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            }));
        limits.OnRejected = static async (rejected, _) =>
        {
            if (rejected.HttpContext.Request.Path.StartsWithSegments("/sign-in", StringComparison.Ordinal))
            {
                rejected.HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                rejected.HttpContext.Response.Headers.RetryAfter = "60";
                return;
            }

            await DeskApi.Problem(DeskApi.Busy).ExecuteAsync(rejected.HttpContext);
        };
    }

    private static bool IsSmall(HttpContext http) => http.Request.ContentLength is <= SmallBytes;

    private static ConcurrencyLimiterOptions Lanes(string size) => new()
    {
        PermitLimit = size == "large" ? LargeAtOnce : SmallAtOnce,
        QueueLimit = size == "large" ? LargeWaiting : SmallWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    };
}
