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
        var sweeping = new Timer(_ => box.Sweep(), null, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        app.Lifetime.ApplicationStopped.Register(sweeping.Dispose);
        app.MapPost("/relay", async (HttpContext http) =>
        {
            using var lease = puts.AttemptAcquire();
            if (!lease.IsAcquired)
                return TooOften(http);
            var (receipt, refusal) = box.Put(await BodyAsync(http, limits.LargestBytes));
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
            return content is null ? DeskApi.Problem(refusal!) : Results.Bytes(content, "application/octet-stream");
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

    // One byte more than is allowed is enough to know that it is too long.
    private static async Task<byte[]> BodyAsync(HttpContext http, int most)
    {
        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while (body.Length <= most && (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            body.Write(buffer, 0, read);
        return body.ToArray();
    }
}
