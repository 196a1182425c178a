using System.Threading.RateLimiting;
using Huoshui.Systems.CrossBorderData.Providing;
using Huoshui.Systems.CrossBorderData.Relaying;
using Microsoft.AspNetCore.Mvc;

namespace Huoshui.Cli.Border;

/// <summary>The relay of a node: <c>POST /relay</c> takes a sealed box, <c>GET /relay/ID</c> gives it once.</summary>
internal static class RelayRoutes
{
    /// <summary>Maps the two routes and begins to delete what is over.</summary>
    public static void Map(WebApplication app, RelayBox box, RelayLimits limits)
    {
        var puts = Rate(limits.PutsPerMinute);
        var takes = Rate(limits.TakesPerMinute);
        var sweeping = new Timer(_ => Sweep(box), null, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        app.Lifetime.ApplicationStopped.Register(sweeping.Dispose);
        app.MapPost("/relay", async (HttpContext http) =>
        {
            using var lease = puts.AttemptAcquire();
            if (!lease.IsAcquired)
                return TooOften(http);
            var (receipt, refusal) = await box.PutAsync(http.Request.Body, http.RequestAborted);
            return receipt is null ? DeskApi.Problem(refusal!)
                : Results.Json(receipt, statusCode: StatusCodes.Status201Created);
        }).WithMetadata(new RequestSizeLimitAttribute(limits.LargestBytes + 1L));
        app.MapGet("/relay/{id}", (string id, HttpContext http) =>
        {
            using var lease = takes.AttemptAcquire();
            if (!lease.IsAcquired)
                return TooOften(http);
            var (content, refusal) = box.Take(id);
            http.Response.Headers.CacheControl = "no-store";
            return content is null ? DeskApi.Problem(refusal!) : Results.Stream(content, "application/octet-stream");
        });
    }

    private static FixedWindowRateLimiter Rate(int perMinute) => new(new FixedWindowRateLimiterOptions
    {
        PermitLimit = perMinute,
        Window = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    });

    private static IResult TooOften(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "60";
        return DeskApi.Problem(DeskApi.RelayBusy);
    }

    // A disk that fails today may do tomorrow; a timer's failure would end the node.
    private static void Sweep(RelayBox box)
    {
        try
        {
            box.Sweep();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"转递处没有清理 / the relay was not swept: {error.Message}");
        }
    }
}
