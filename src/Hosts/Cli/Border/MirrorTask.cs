using Huoshui.Cli.Logs;
using Huoshui.TransparencyLog.Mirrors;
using Huoshui.TransparencyLog.Witnesses;

namespace Huoshui.Cli.Border;

/// <summary>The mirror of the other side's log that a node keeps in the background.</summary>
internal sealed class MirrorTask : IAsyncDisposable
{
    private readonly MirrorChoice _choice;
    private readonly HttpClient _client;
    private readonly LogMirror _mirror;
    private readonly CancellationTokenSource _stop = new();
    private Task _following = Task.CompletedTask;

    private MirrorTask(MirrorChoice choice, HttpClient client, LogMirror mirror)
    {
        (_choice, _client, _mirror) = (choice, client, mirror);
        Folder = System.IO.Path.GetFullPath(choice.Folder);
        Path = "/mirror/" + WitnessDesk.OriginHash(LogAccess.ReadKeys(choice.Vkeys)[0].Name);
    }

    /// <summary>Where the copy lies.</summary>
    public string Folder { get; }

    /// <summary>Below which path it is served: the log's origin as its SHA-256, as witnesses name it.</summary>
    public string Path { get; }

    /// <summary>Opens the mirror; null where none is asked for.</summary>
    /// <exception cref="InvalidDataException">Folder or keys are not named.</exception>
    public static MirrorTask? Open(MirrorChoice? choice)
    {
        if (choice is null)
            return null;
        if (choice.Folder.Length == 0 || choice.Vkeys.Count == 0)
        {
            throw new InvalidDataException(
                "--mirror 还要 --mirror-dir 和 --mirror-vkey / --mirror needs --mirror-dir and --mirror-vkey");
        }

        var client = MirrorRuns.Client();
        try
        {
            return new MirrorTask(choice, client, MirrorRuns.Open(choice, client));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Begins to follow the log.</summary>
    public void Start() => _following = Task.Run(() => MirrorRuns.FollowAsync(_choice, _mirror, _stop.Token));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _mirror.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }
}
