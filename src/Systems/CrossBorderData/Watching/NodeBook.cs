using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.TransparencyLogVerifier.Proofs;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>A log as it was found last.</summary>
/// <param name="Node">Which.</param>
/// <param name="State">What is known; null before the first round.</param>
/// <param name="Signed">The witnesses that cosign it, each with the time of its cosignature under the last checkpoint;
/// null
/// where it did not sign.</param>
public sealed record LogView(
    WatchedNode Node, NodeState? State, IReadOnlyList<(WatchedNode Witness, DateTimeOffset? At)> Signed)
{
    /// <summary>The newest cosignature; null if nobody signed.</summary>
    public DateTimeOffset? SignedAt => Signed.Max(s => s.At);

    /// <summary>How many of the file's witnesses signed.</summary>
    public int SignedBy => Signed.Count(s => s.At is not null);
}

/// <summary>A witness as it was found last.</summary>
/// <param name="Node">Which.</param>
/// <param name="State">What is known; null where it is not asked itself, or not yet.</param>
/// <param name="LastAt">Its newest cosignature under a log of the file; null for none.</param>
/// <param name="Signed">Under how many of them it signed.</param>
/// <param name="Logs">How many it cosigns.</param>
public sealed record WitnessView(WatchedNode Node, NodeState? State, DateTimeOffset? LastAt, int Signed, int Logs);

/// <summary>All nodes.</summary>
/// <param name="Logs">Logs.</param>
/// <param name="Witnesses">Witnesses.</param>
/// <param name="Problem">Why the file of nodes cannot be read; null if it can.</param>
public sealed record NodesView(IReadOnlyList<LogView> Logs, IReadOnlyList<WitnessView> Witnesses, string? Problem);

/// <summary>监测簿 What is known of logs and witnesses, for pages and calls. Thread safe.</summary>
/// <param name="contexts">The store.</param>
/// <param name="options">Which nodes.</param>
/// <param name="library">Scenarios, and the limits of small cells.</param>
/// <param name="time">The time.</param>
public sealed class NodeBook(
    IDbContextFactory<OperationsContext> contexts, BorderOptions options, PolicyLibrary library, TimeProvider time)
{
    private const int MostPoints = 200;
    private const int HoursOfDay = 24;
    private const int ZoneHours = 8; // Shenzhen and Hong Kong

    /// <summary>The days back that can be counted, ascending.</summary>
    public static IReadOnlyList<int> Windows { get; } = [7, 30, 92, 366];

    /// <summary>The nodes with what was found last.</summary>
    public async Task<NodesView> NodesAsync(CancellationToken cancellationToken)
    {
        var (nodes, problem) = Nodes();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var states = await context.Set<NodeState>().AsNoTracking().ToDictionaryAsync(s => s.Id, cancellationToken);
        var logs = nodes.Logs.Select(n => Log(n, states.GetValueOrDefault(n.Id), nodes.Witnesses)).ToList();
        return new NodesView(
            logs,
            [
                .. nodes.Witnesses.Select(w =>
                {
                    var own = logs.SelectMany(l => l.Signed).Where(s => s.Witness.Id == w.Id).Select(s => s.At)
                        .ToList();
                    return new WitnessView(
                        w, states.GetValueOrDefault(w.Id), own.Max(), own.Count(s => s is not null), own.Count);
                }),
            ],
            problem);
    }

    /// <summary>Readings of a node, oldest first, at most 200 over the time that is kept.</summary>
    public async Task<IReadOnlyList<NodeReading>> GrowthAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await context.Set<NodeReading>().AsNoTracking().Where(r => r.NodeId == id).OrderBy(r => r.At)
            .ToListAsync(cancellationToken);
        var every = Math.Max(1, (all.Count + MostPoints - 1) / MostPoints);
        return [.. all.Where((_, i) => i % every == 0 || i == all.Count - 1)];
    }

    /// <summary>Counts without anybody in them; small cells are hidden.</summary>
    /// <param name="days">How many days back; the window of <see cref="Windows"/> that holds them is taken: two that
    /// differ by a day would give away the day between.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<BorderStatistics> StatisticsAsync(int days, CancellationToken cancellationToken)
    {
        var (nodes, _) = Nodes();
        var window = WindowOf(days);
        var today = (time.GetUtcNow().ToUnixTimeSeconds() / 3600 + ZoneHours) / HoursOfDay;
        var first = ((today - window + 1) * HoursOfDay) - ZoneHours;
        var end = ((today + 2) * HoursOfDay) - ZoneHours; // a clock may run ahead into tomorrow, and no further
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.Set<EntryCount>().AsNoTracking()
            .Where(c => c.Hour >= first && c.Hour < end).ToListAsync(cancellationToken);
        var refusals = await context.Set<RefusalCount>().AsNoTracking()
            .Where(c => c.Hour >= first && c.Hour < end).ToListAsync(cancellationToken);
        return BorderStatistics.Of(counts, refusals, nodes.Providers, Least()) with { Days = window };
    }

    /// <summary>The shortest window that holds so many days; the longest for more.</summary>
    public static int WindowOf(int days) => Windows.FirstOrDefault(w => w >= days, Windows[^1]);

    /// <summary>The day of an hour, in Shenzhen and Hong Kong.</summary>
    public static DateOnly DayOf(long hour) =>
        DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds((hour + ZoneHours) * 3600).UtcDateTime);

    /// <summary>The hour of the day, 0 to 23, in Shenzhen and Hong Kong.</summary>
    public static int HourOfDay(long hour) => (int)((hour + ZoneHours) % HoursOfDay);

    private long Least() => library.Pack("supervision/publication")?.Parameters.Integer(
            "minimum_borrowers", DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
        ?? throw new KeyNotFoundException(
            "the pack supervision/publication is missing; it holds the limits of small cells");

    private (WatchedNodes Nodes, string? Problem) Nodes()
    {
        try
        {
            return (WatchedNodes.Read(options.NodesFile), null);
        }
        catch (InvalidDataException error)
        {
            return (WatchedNodes.None, error.Message);
        }
    }

    private static LogView Log(WatchedNode node, NodeState? state, IReadOnlyList<WatchedNode> witnesses)
    {
        var signed = state is { Checkpoint.Length: > 0 }
            ? CheckpointVerifier.Verify(
                state.Checkpoint, new VerificationPolicy(node.Keys, [.. witnesses.SelectMany(w => w.Keys)])).Witnesses
            : [];
        return new LogView(
            node, state,
            [
                .. witnesses.Where(w => w.Cosigns(node)).Select(w =>
                    (w, signed.Where(s => s.Name == w.Name).Select(s => (DateTimeOffset?)s.Time).Max())),
            ]);
    }
}
