using Huoshui.Cli.Border;
using Huoshui.TransparencyLog.Witnesses;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Huoshui.Cli.Logs;

/// <summary>
/// <c>huoshui log witness</c>: the witness over HTTP, on this machine only; a proxy stands before it.
/// </summary>
internal static class WitnessHost
{
    public static Task<int> RunAsync(
        LogAccess access, string name, IReadOnlyList<string> vkeys, int port, CancellationToken cancellationToken) =>
        LogRuns.GuardAsync(async () =>
        {
            var keys = Keys(access, name);
            using var desk = new WitnessDesk(access.Folder, keys, LogAccess.ReadKeys(vkeys), TimeProvider.System);
            await using var app = Build(desk, port);
            NodeReports.MapForks(app, access.Folder);
            using var life = NodeLife.Of(cancellationToken);
            await app.StartAsync(life.Token);
            Console.Out.WriteLine(keys.Public);
            var features = app.Services.GetRequiredService<IServer>().Features;
            Console.Out.WriteLine(features.Get<IServerAddressesFeature>()!.Addresses.First());
            await app.WaitForShutdownAsync(life.Token);
            return ExitCodes.Good;
        });

    /// <summary>The two routes of C2SP tlog-witness.</summary>
    public static WebApplication Build(WitnessDesk desk, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = WitnessRequest.LongestBytes;
        });
        var app = builder.Build();
        Map(app, desk);
        return app;
    }

    /// <summary>Maps the two routes.</summary>
    public static void Map(WebApplication app, WitnessDesk desk)
    {
        app.MapPost("/add-checkpoint", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var answer = desk.AddCheckpoint(body.GetBuffer().AsSpan(0, (int)body.Length));
            http.Response.StatusCode = answer.Status;
            http.Response.ContentType = answer.ContentType;
            await http.Response.WriteAsync(answer.Body, http.RequestAborted);
        });
        app.MapGet("/{originHash:length(64)}/checkpoint", (string originHash) => desk.Latest(originHash) is { } note
            ? Results.Bytes(note, "text/plain; charset=utf-8") : Results.NotFound());
    }

    /// <summary>The key of a witness's folder, made where there is none.</summary>
    public static WitnessKeys Keys(LogAccess access, string name)
    {
        var file = Path.Combine(access.Folder, "witness-key.json");
        if (File.Exists(file))
        {
            var known = WitnessKeys.Read(file, LogRuns.Require(access));
            return known.Public.Name == name ? known : throw new InvalidDataException(
                $"{access.Folder} 属于见证人 {known.Public.Name} / belongs to the witness {known.Public.Name}");
        }

        if (!TransparencyLogVerifier.Notes.VerifierKey.IsName(name))
        {
            throw new InvalidDataException($"--name “{name}” 不可为空、含空白或加号 / must not be empty and has no spaces "
                + $"and no plus sign");
        }

        Directory.CreateDirectory(access.Folder);
        var passphrase = access.Passphrase();
        var used = passphrase ?? LogAccess.RandomPassphrase();
        var keys = WitnessKeys.Generate(name);
        keys.Write(file, used);
        if (passphrase is null)
            access.KeepPassphrase(used);
        File.WriteAllText(Path.Combine(access.Folder, "witness.vkey"), keys.Public + "\n");
        return keys;
    }
}
