using Huoshui.Cli.Logs;
using Huoshui.Policies;
using Huoshui.Portal.CrossBorder;
using Huoshui.Systems.CrossBorderData;
using Huoshui.Systems.CrossBorderData.Relaying;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Witnesses;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;

namespace Huoshui.Cli.Border;

/// <summary>What one side's node runs.</summary>
/// <param name="Log">Folder of its log.</param>
/// <param name="Providers">Profiles of the providers that may write.</param>
/// <param name="Port">Port on 127.0.0.1.</param>
/// <param name="Witnesses">Who cosigns its checkpoints.</param>
/// <param name="Quorum">How many must; null: all.</param>
internal sealed record NodeRequest(
    LogAccess Log, IReadOnlyList<string> Providers, int Port, WitnessChoice Witnesses, int? Quorum)
{
    /// <summary>Folder, name and logs of the witness that runs beside it; null: none runs.</summary>
    public (LogAccess Access, string Name, IReadOnlyList<string> Vkeys)? Witness { get; init; }

    /// <summary>The other side's log, of which a copy is kept and served; null: none is.</summary>
    public MirrorChoice? Mirror { get; init; }

    /// <summary>File with further addresses of witnesses, read at each round; null for none.</summary>
    public string? WitnessFile { get; init; }

    /// <summary>Hours that a relayed box is kept; 0: the node relays nothing.</summary>
    public int RelayHours { get; init; }

    /// <summary>Submissions that may wait; more get 503.</summary>
    public int MostWaiting { get; init; } = OperatorHost.DefaultWaiting;
}

/// <summary>
/// <c>huoshui border serve</c>: one side's node over HTTP, on this machine only (a proxy stands before it): takes
/// entries, serves
/// its log as C2SP has it, and is the witness of other logs.
/// </summary>
internal static class OperatorHost
{
    /// <summary>Submissions that wait at once unless the operator says otherwise.</summary>
    public const int DefaultWaiting = 4096;

    private static readonly string[] Served =
        ["/checkpoint", "/tile", "/sm3", "/log.vkey", "/log.sm2.vkey", "/log.sm2.pem"];

    public static Task<int> RunAsync(NodeRequest request, CancellationToken cancellationToken) => BorderGuard.RunAsync(
        async () =>
        {
            var folder = Path.GetFullPath(request.Log.Folder);
            using var life = NodeLife.Of(cancellationToken);
            await using var writer = LogWriter.Open(folder, LogWriter.ReadKeys(folder, LogRuns.Require(request.Log)));
            var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
            var gate = new EgressGate(
                new RegisteredKeys(request.Providers).Now, LogConnection.Scenarios(library),
                LogConnection.RefusalFile(folder), TimeProvider.System);
            var ask = LogConnection.Ask(request.Witnesses, request.Quorum, request.WitnessFile);
            using var desk = new OperatorDesk(folder, writer, gate, ask);
            using var witness = Witness(request);
            await using var app = Build(request.Port);
            MapEntries(app, desk, request.MostWaiting);
            MapFiles(app, folder, string.Empty);
            await using var mirror = MirrorTask.Open(request.Mirror);
            if (mirror is not null)
                MapFiles(app, mirror.Folder, mirror.Path);
            app.MapCrossBorderPage(() => library);
            MapRelay(app, folder, request.RelayHours);
            NodeReports.MapRefusals(app, LogConnection.RefusalFile(folder));
            if (witness is not null)
            {
                WitnessHost.Map(app, witness);
                NodeReports.MapForks(app, request.Witness!.Value.Access.Folder);
            }

            await app.StartAsync(life.Token);
            mirror?.Start();
            var features = app.Services.GetRequiredService<IServer>().Features;
            Console.Out.WriteLine(features.Get<IServerAddressesFeature>()!.Addresses.First());
            await app.WaitForShutdownAsync(life.Token);
            return ExitCodes.Good;
        });

    private static void MapRelay(WebApplication app, string folder, int hours)
    {
        if (hours <= 0)
            return;
        var limits = new RelayLimits { Kept = TimeSpan.FromHours(hours) };
        var box = new RelayBox(Path.Combine(folder, ".private", "relay"), limits, TimeProvider.System);
        RelayRoutes.Map(app, box, limits);
    }

    private static WitnessDesk? Witness(NodeRequest request)
    {
        if (request.Witness is not { } witness)
            return null;
        var keys = WitnessHost.Keys(witness.Access, witness.Name);
        return new WitnessDesk(witness.Access.Folder, keys, LogAccess.ReadKeys(witness.Vkeys), TimeProvider.System);
    }

    private static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = WitnessRequest.LongestBytes;
        });
        return builder.Build();
    }

    private static void MapEntries(WebApplication app, OperatorDesk desk, int mostWaiting)
    {
        var waiting = 0;
        app.MapPost("/entries", async (HttpContext http) =>
        {
            if (Interlocked.Increment(ref waiting) > mostWaiting)
            {
                Interlocked.Decrement(ref waiting);
                http.Response.Headers.RetryAfter = "1";
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }

            try
            {
                return Result(http, await desk.SubmitAsync(await BodyAsync(http), http.RequestAborted));
            }
            catch (LogRefusedException refusal)
            {
                await Console.Error.WriteLineAsync(refusal.Message);
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        });
    }

    // One byte more than is allowed is enough to know that it is too long.
    private static async Task<byte[]> BodyAsync(HttpContext http)
    {
        var body = new byte[LogSubmission.Length + 1];
        var read = await http.Request.Body.ReadAtLeastAsync(
            body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
        return body[..read];
    }

    private static IResult Result(HttpContext http, SubmissionAnswer answer)
    {
        if (answer.Proof is { } proof)
            return Results.Bytes(proof.ToArray(), "text/plain; charset=utf-8");
        var isLater = answer.Refusal!.Code == "XBD2026";
        if (isLater)
            http.Response.Headers.RetryAfter = "5";
        return Results.Json(answer.Refusal, statusCode: isLater
            ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity);
    }

    private static void MapFiles(WebApplication app, string folder, string below)
    {
        app.UseWhen(
            http => Served.Any(path => http.Request.Path.StartsWithSegments(below + path, StringComparison.Ordinal)),
            files => files.UseStaticFiles(new StaticFileOptions
            {
                RequestPath = below,
                FileProvider = new PhysicalFileProvider(folder, ExclusionFilters.Sensitive),
                ServeUnknownFileTypes = true,
                DefaultContentType = "application/octet-stream",
                ContentTypeProvider = new FileExtensionContentTypeProvider(
                    new Dictionary<string, string> { [".vkey"] = "text/plain", [".pem"] = "text/plain" }),
            }));
    }
}
