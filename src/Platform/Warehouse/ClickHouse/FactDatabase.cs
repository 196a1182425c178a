using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>事实库: databases of ClickHouse, one on each server, to which accepted facts are copied and where partial
/// results of figures are computed; an institution's lie on one of them. The record stays in the data folder; all that
/// is here can be loaded again. Thread safe.</summary>
public sealed partial class FactDatabase : IDisposable
{
    // So long a server that was away is not asked where another can do its work.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly ILogger<FactDatabase> _log;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<FactNode, long> _away = new();

    /// <summary>Takes the address; nothing is asked yet.</summary>
    public FactDatabase(FactServers servers, TimeProvider time, ILogger<FactDatabase> log)
    {
        ArgumentNullException.ThrowIfNull(servers);
        Servers = servers;
        (_time, _log) = (time, log);
        Nodes = [.. servers.All.Select(s => new FactNode(s, log))];
    }

    /// <summary>Where it is.</summary>
    public FactServers Servers { get; }

    /// <summary>Most filed rows that one run of a server reads; a batch of institutions has at most so many, or one
    /// institution.</summary>
    public long RowsAtOnce { get; init; } = 20_000_000;

    /// <summary>Most servers that one run loads and asks side by side; the others come after them.</summary>
    public int ServersAtOnce { get; init; } = 16;

    internal IReadOnlyList<FactNode> Nodes { get; }

    /// <summary>Sees that every server is there, new enough, and lets us do what we need, and that no two are the same
    /// database.</summary>
    /// <param name="patience">How long a server may take.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <returns>What is wrong, in the order of the servers; empty when all is well.</returns>
    public IReadOnlyList<FactsException> Check(TimeSpan patience, CancellationToken cancellationToken)
    {
        var faults = Ask(patience, static (node, stop) => node.Check(stop), cancellationToken);
        var sound = Nodes.Where(n => faults.All(f => f.Server != n.Server)).ToList();
        if (SameDatabase.Among(sound, patience, cancellationToken) is { } same)
            faults.Add(same);
        return faults;
    }

    /// <summary>Asks whether the servers answer; nothing else.</summary>
    /// <param name="patience">How long a server may take.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <returns>Those that do not, with the reason.</returns>
    public IReadOnlyList<FactsException> Ping(TimeSpan patience, CancellationToken cancellationToken) =>
        Ask(patience, static (node, stop) => node.Ping(stop), cancellationToken);

    /// <summary>The servers that did not answer just now.</summary>
    internal HashSet<FactNode> Away() =>
        [.. _away.Where(a => _time.GetElapsedTime(a.Value) < Rest).Select(a => a.Key)];

    /// <summary>Notes that a server does not answer, and that others do its work.</summary>
    internal void TellAway(FactNode node, string code, int institutions)
    {
        _away[node] = _time.GetTimestamp();
        Replaced(_log, node.Server, code, institutions);
    }

    private List<FactsException> Ask(
        TimeSpan patience, Action<FactNode, CancellationToken> ask, CancellationToken cancellationToken)
    {
        var faults = new ConcurrentBag<FactsException>();
        SideBySide.Each(Nodes, Nodes.Count, Each, cancellationToken);
        return [.. Nodes.SelectMany(n => faults.Where(f => f.Server == n.Server))];

        void Each(FactNode node, CancellationToken stop)
        {
            try
            {
                node.Within(patience, ask, stop);
            }
            catch (FactsException fault)
            {
                faults.Add(fault);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var node in Nodes)
            node.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Server} is away ({Code}): {Institutions} of its institutions are computed on the next servers")]
    private static partial void Replaced(ILogger log, FactServer server, string code, int institutions);
}
