using System.Net;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Mirrors;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.Cli.Logs;

/// <summary>Which log is mirrored, where, and whom to trust.</summary>
/// <param name="From">Address of the log, or a folder that holds what it serves.</param>
/// <param name="Folder">Where the copy lies.</param>
/// <param name="Vkeys">Files with the log's keys.</param>
internal sealed record MirrorChoice(string From, string Folder, IReadOnlyList<string> Vkeys)
{
    /// <summary>Witnesses of which some must have signed: files with their keys.</summary>
    public IReadOnlyList<string> WitnessVkeys { get; init; } = [];

    /// <summary>How many of them.</summary>
    public int Quorum { get; init; }

    /// <summary>Seconds from one round to the next; null: one round.</summary>
    public int? EverySeconds { get; init; }
}

/// <summary><c>huoshui log mirror</c>, and the mirror in the background of a node.</summary>
internal static class MirrorRuns
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>One round, or one after another until it is stopped.</summary>
    public static Task<int> RunAsync(MirrorChoice choice, CancellationToken cancellationToken) =>
        LogRuns.GuardAsync(async () =>
        {
            using var client = Client();
            using var mirror = Open(choice, client);
            if (choice.EverySeconds is null)
            {
                return await RoundAsync(choice, mirror, cancellationToken) is null
                    ? ExitCodes.Good : ExitCodes.InputFailed;
            }

            await FollowAsync(choice, mirror, cancellationToken);
            return ExitCodes.Good;
        });

    /// <summary>The client over which logs are read.</summary>
    public static HttpClient Client() => new() { Timeout = Longest };

    /// <summary>Opens the mirror.</summary>
    /// <exception cref="InvalidDataException">The address is none, or keys do not go together.</exception>
    public static LogMirror Open(MirrorChoice choice, HttpClient client)
    {
        var keys = LogAccess.ReadKeys(choice.Vkeys);
        if (keys.Find(k => k.Kind == SignatureKind.Sm2) is { } sm2)
            keys.Add(sm2.Twin());
        try
        {
            var policy = new VerificationPolicy(keys, LogAccess.ReadKeys(choice.WitnessVkeys), choice.Quorum);
            return new LogMirror(choice.Folder, policy, Fetch(choice.From, client));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(
                $"--vkey、--witness-vkey 或 --quorum 不相配 / do not go together: {error.Message}", error);
        }
    }

    /// <summary>Goes on until it is stopped; what went wrong is told when it changes.</summary>
    public static async Task FollowAsync(MirrorChoice choice, LogMirror mirror, CancellationToken cancellationToken)
    {
        string? last = null;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Max(1, choice.EverySeconds ?? 1)));
        try
        {
            do
            {
                last = await RoundAsync(choice, mirror, cancellationToken, last);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
    }

    // What went wrong; null if nothing did.
    private static async Task<string?> RoundAsync(
        MirrorChoice choice, LogMirror mirror, CancellationToken cancellationToken, string? told = null)
    {
        string? wrong = null;
        try
        {
            var round = await mirror.CopyAsync(cancellationToken);
            if (round.NewSize != round.OldSize || (choice.EverySeconds is null && told is null))
            {
                Console.Out.WriteLine($"镜像 {choice.Folder}：{round.OldSize} → {round.NewSize} 条，均已核对 / mirror: "
                    + $"{round.OldSize} → {round.NewSize} entries, all verified");
            }
        }
        catch (LogRefusedException refusal)
        {
            wrong = refusal.Message;
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            wrong = $"取不到 {choice.From}，请检查地址与网络 / cannot be read: check address and network. {error.Message}";
        }

        if (wrong is not null && wrong != told)
            await Console.Error.WriteLineAsync("huoshui log mirror: " + wrong);
        return wrong;
    }

    private static FetchServed Fetch(string from, HttpClient client)
    {
        if (Directory.Exists(from))
        {
            return async (path, _, token) => File.Exists(Path.Combine(from, path))
                ? await File.ReadAllBytesAsync(Path.Combine(from, path), token) : null;
        }

        return Uri.TryCreate(from.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? (path, most, token) => GetAsync(client, new Uri(address, path), most, token)
            : throw new InvalidDataException($"--from “{from}”不是地址，也不是文件夹 / is no address and no folder");
    }

    // A body that is longer than it may be is not read to its end: one byte more tells.
    private static async Task<byte[]?> GetAsync(HttpClient client, Uri address, int most, CancellationToken token)
    {
        using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, token);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(token);
        using var bytes = new MemoryStream();
        var buffer = new byte[8192];
        while (bytes.Length <= most && await body.ReadAsync(buffer, token) is > 0 and var read)
            bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }
}
