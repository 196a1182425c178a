using System.Text.Json;
using Huoshui.Cli.Logs;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Cli.Border;

/// <summary>Where entries go: a log in a folder of this machine, or an operator's server.</summary>
/// <param name="Log">Folder of a log; null for a server.</param>
/// <param name="Server">Address of <c>huoshui border serve</c>; null for a folder.</param>
/// <param name="Witnesses">Witnesses that a log of a folder asks.</param>
internal sealed record LogChoice(string? Log, string? Server, WitnessChoice Witnesses);

/// <summary>A connection to a log.</summary>
internal sealed class LogConnection : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly LogWriter? _writer;
    private readonly OperatorDesk? _desk;
    private readonly HttpClient? _client;

    private LogConnection(LogWriter? writer, OperatorDesk? desk, HttpClient? client)
    {
        _writer = writer;
        _desk = desk;
        _client = client;
        Submit = desk is not null ? desk.SubmitAsync
            : (submission, cancellationToken) => SendAsync(client!, submission, cancellationToken);
    }

    /// <summary>Takes an entry to the log.</summary>
    public SubmitEntry Submit { get; }

    /// <summary>Opens a log of this machine, or prepares the calls of a server.</summary>
    /// <exception cref="InvalidDataException">Neither or both are named, or the address is none.</exception>
    public static LogConnection Open(
        LogChoice choice, PolicyLibrary library, ProviderProfile provider, BorderWords? words = null)
    {
        if (choice.Log is null == choice.Server is null)
        {
            throw new InvalidDataException((words ?? BorderWords.Both).In(
                "请给出 --log 或 --server 之一", "give one of --log and --server"));
        }

        if (choice.Server is { } server)
        {
            return Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var address)
                ? new LogConnection(null, null, new HttpClient { BaseAddress = address, Timeout = Longest })
                : throw new InvalidDataException($"--server “{server}”不是地址 / is no address");
        }

        var access = new LogAccess(choice.Log!, null, null);
        var writer = LogWriter.Open(access.Folder, LogWriter.ReadKeys(access.Folder, LogRuns.Require(access, words)));
        var gate = new EgressGate(
            () => EgressGate.KeysOf([provider]), Scenarios(library), RefusalFile(access.Folder), TimeProvider.System);
        var desk = new OperatorDesk(access.Folder, writer, gate, Ask(choice.Witnesses, null));
        return new LogConnection(writer, desk, null);
    }

    /// <summary>Codes of the scenarios, and the days that each is valid at most.</summary>
    public static IReadOnlyDictionary<int, long> Scenarios(PolicyLibrary library)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return library.Packs.Where(p => p.Scenario is not null).ToDictionary(
            p => p.Scenario!.Code, p => p.Parameters.Integer(p.Scenario!.Terms.Validity, today));
    }

    /// <summary>Where refusals of the gate are logged.</summary>
    public static string RefusalFile(string folder) => Path.Combine(folder, ".private", "egress-refused.log");

    /// <summary>Asks witnesses over HTTP.</summary>
    /// <param name="given">Which, and their keys.</param>
    /// <param name="quorum">How many must sign; null: all that are asked.</param>
    /// <param name="file">File with further addresses, read at each round; null for none.</param>
    public static AskWitnesses Ask(WitnessChoice given, int? quorum, string? file = null) =>
        async (log, cancellationToken) =>
    {
        var choice = given with { Addresses = [.. given.Addresses, .. NodeLife.Addresses(file)] };
        if (choice.Addresses.Count == 0)
            return new WitnessRound([], file is null); // an empty file names witnesses that are still to come
        var (signatures, refusals) = await new WitnessClient(log, choice).AskAsync(cancellationToken);
        refusals.ForEach(Console.Error.WriteLine);
        var signed = choice.Addresses.Count - refusals.Count;
        return new WitnessRound(signatures, signed >= (quorum ?? choice.Addresses.Count));
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _desk?.Dispose();
        _client?.Dispose();
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    // What hangs, or answers with what is none of ours, is away like what does not answer.
    internal static async Task<SubmissionAnswer> SendAsync(
        HttpClient client, byte[] submission, CancellationToken cancellationToken)
    {
        try
        {
            return await PostAsync(client, submission, cancellationToken);
        }
        catch (TaskCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("日志服务没有及时回答 / the log's server did not answer in time", error);
        }
        catch (JsonException error)
        {
            throw new HttpRequestException("日志服务的回答无法读取 / the log's server answered what cannot be read", error);
        }
    }

    private static async Task<SubmissionAnswer> PostAsync(
        HttpClient client, byte[] submission, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(submission);
        using var answer = await client.PostAsync(new Uri("entries", UriKind.Relative), content, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return new SubmissionAnswer(await answer.Content.ReadAsByteArrayAsync(cancellationToken), null);
        var refusal = answer.Content.Headers.ContentType?.MediaType == "application/json"
            ? await answer.Content.ReadFromJsonAsync<Refusal>(cancellationToken) : null;
        return new SubmissionAnswer(null, refusal ?? throw new HttpRequestException(
            $"日志服务回答 {(int)answer.StatusCode} / the log's server answered {(int)answer.StatusCode}"));
    }
}
