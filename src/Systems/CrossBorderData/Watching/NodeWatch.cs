using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Operations;
using Huoshui.TransparencyLog.Witnesses;
using Huoshui.TransparencyLogVerifier.Notes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>监测 Asks every node of the file, compares, counts, and keeps what came out. Two watches on one store do not
/// hurt each other: the later one's round is dropped. Thread safe.</summary>
/// <param name="contexts">The store.</param>
/// <param name="options">Which nodes, how long to wait.</param>
/// <param name="client">Asks.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Told what a node did that was not expected; null for nobody.</param>
public sealed partial class NodeWatch(
    IDbContextFactory<OperationsContext> contexts, BorderOptions options, NodeClient client, TimeProvider time,
    ILogger<NodeWatch>? logger = null)
{
    /// <summary>Most refusals of a node that are read in a round: hours and codes.</summary>
    internal const int MostRefusals = 1_000;

    private const long HoursOfYear = 366 * 24;
    private const long LargestCount = 1_000_000_000;

    private static readonly IReadOnlyDictionary<EntryCell, long> Uncounted = new Dictionary<EntryCell, long>();
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);

    private readonly ILogger _logger = logger ?? NullLogger<NodeWatch>.Instance;

    /// <summary>One round.</summary>
    /// <returns>How many nodes were asked.</returns>
    /// <exception cref="InvalidDataException">The file of nodes cannot be used.</exception>
    public async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        var nodes = WatchedNodes.Read(options.NodesFile);
        if (nodes.Logs.Count == 0 && nodes.Witnesses.Count == 0)
            return 0;
        var witnesses = nodes.Witnesses.SelectMany(w => w.Keys).ToList();
        foreach (var log in nodes.Logs)
        {
            await KeepAsync(log, state => LookAtLogAsync(log, state, witnesses, cancellationToken), cancellationToken);
        }

        foreach (var witness in nodes.Witnesses.Where(w => w.Address is not null))
        {
            await KeepAsync(
                witness, state => LookAtWitnessAsync(witness, state, nodes.Logs, cancellationToken), cancellationToken);
        }

        await SweepAsync(cancellationToken);
        return nodes.Logs.Count + nodes.Witnesses.Count;
    }

    // What the node is found to be is stored before it is asked for more; what it answers stops no other node's turn.
    private async Task KeepAsync(
        WatchedNode node, Func<NodeState, Task<Found>> look, CancellationToken cancellationToken)
    {
        if (!await TryAsync(node, context => LookAsync(node, context, look, cancellationToken), cancellationToken))
            await TryAsync(node, context => MarkAsync(node, context, cancellationToken), cancellationToken);
        else
            await TryAsync(node, context => HearAsync(node, context, cancellationToken), cancellationToken);
    }

    private async Task<bool> TryAsync(
        WatchedNode node, Func<OperationsContext, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await act(context);
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException error) when (StoreConflict.Of<object>(error))
        {
            return true; // Another portal on this store was faster: its round counts.
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            Failed(_logger, node.Id, error.GetBaseException().Message);
            return false;
        }
    }

    private async Task LookAsync(
        WatchedNode node, OperationsContext context, Func<NodeState, Task<Found>> look,
        CancellationToken cancellationToken)
    {
        var state = await StateAsync(context, node, cancellationToken);
        (state.Name, state.AskedAt) = (node.Name, time.Now());
        var (health, counts) = await look(state);
        state.Health = state.Contradiction is null ? health : NodeHealth.Forked; // a fork stays one
        if (health != NodeHealth.Unreachable)
            state.AnsweredAt = state.AskedAt;
        foreach (var (cell, count) in counts)
            await AddAsync(context, node.Id, cell, count, cancellationToken);
        await NoteAsync(context, state, cancellationToken);
    }

    // It answered with something that nobody expected.
    private async Task MarkAsync(WatchedNode node, OperationsContext context, CancellationToken cancellationToken)
    {
        var state = await StateAsync(context, node, cancellationToken);
        (state.Name, state.AskedAt) = (node.Name, time.Now());
        state.Health = state.Contradiction is null ? NodeHealth.Unreachable : NodeHealth.Forked;
        await NoteAsync(context, state, cancellationToken);
    }

    private async Task HearAsync(WatchedNode node, OperationsContext context, CancellationToken cancellationToken)
    {
        var state = await StateAsync(context, node, cancellationToken);
        if (state.AnsweredAt != state.AskedAt || state.Health == NodeHealth.Unreachable)
            return;
        state.Forks = (await ListAsync<string>(node, "forks", cancellationToken))?.Length ?? state.Forks;
        if (node.Keys[0].Kind != SignatureKind.Cosignature)
            await CountRefusalsAsync(context, node, cancellationToken);
    }

    // Another log under the same id begins anew.
    private static async Task<NodeState> StateAsync(
        OperationsContext context, WatchedNode node, CancellationToken cancellationToken)
    {
        var state = await context.Set<NodeState>().FirstOrDefaultAsync(s => s.Id == node.Id, cancellationToken);
        if (state is not null && state.Name == node.Name)
            return state;
        if (state is not null)
        {
            await context.Set<NodeState>().Where(s => s.Id == node.Id).ExecuteDeleteAsync(cancellationToken);
            await context.Set<NodeReading>().Where(s => s.NodeId == node.Id).ExecuteDeleteAsync(cancellationToken);
            await context.Set<EntryCount>().Where(s => s.NodeId == node.Id).ExecuteDeleteAsync(cancellationToken);
            await context.Set<RefusalCount>().Where(s => s.NodeId == node.Id).ExecuteDeleteAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }

        state = new NodeState { Id = node.Id };
        context.Add(state);
        return state;
    }

    private async Task<Found> LookAtLogAsync(
        WatchedNode log, NodeState state, IReadOnlyList<VerifierKey> witnesses, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(log.Address!, "checkpoint", cancellationToken) is not { } answer)
            return new Found(NodeHealth.Unreachable, Uncounted);
        state.Milliseconds = answer.Milliseconds;
        if (!answer.IsGood)
            return new Found(NodeHealth.Invalid, Uncounted);
        var follower = new LogFollower(log, state, client, options);
        var health = await follower.FollowAsync(answer.Body, witnesses, state.AskedAt, cancellationToken);
        return new Found(health, follower.Counts);
    }

    private async Task<Found> LookAtWitnessAsync(
        WatchedNode witness, NodeState state, IReadOnlyList<WatchedNode> logs, CancellationToken cancellationToken)
    {
        var health = NodeHealth.Unreachable;
        foreach (var log in logs)
        {
            var path = WitnessDesk.OriginHash(log.Name) + "/checkpoint";
            if (await client.GetAsync(witness.Address!, path, cancellationToken) is not { } answer)
                continue;
            state.Milliseconds = answer.Milliseconds;
            if (health == NodeHealth.Unreachable)
                health = NodeHealth.Good;
            if (!answer.IsGood)
                continue; // it does not know this log
            if (SignedSize(answer.Body, witness) is not { } size)
                health = NodeHealth.Invalid;
            else if (size > state.Size)
                (state.Size, state.GrewAt) = (size, state.AskedAt);
        }

        return new Found(health, Uncounted);
    }

    private static long? SignedSize(byte[] bytes, WatchedNode witness) =>
        SignedNote.TryParse(bytes) is { } note && Checkpoint.TryParse(note.Text.Span) is { } checkpoint
        && note.Signatures.Any(line => witness.Keys.Any(key => key.Id == line.KeyId && key.Name == line.Name
            && key.Verify(note.Text.Span, line.Signature.Span)))
            ? checkpoint.Head.Size : null;

    private static async Task AddAsync(
        OperationsContext context, string id, EntryCell cell, long count, CancellationToken cancellationToken)
    {
        var row = await context.Set<EntryCount>().FindAsync(
            [id, cell.Hour, cell.Kind, cell.Scenario, cell.KeyId], cancellationToken);
        if (row is null)
        {
            row = new EntryCount
            {
                NodeId = id,
                Hour = cell.Hour,
                Kind = cell.Kind,
                Scenario = cell.Scenario,
                KeyId = cell.KeyId,
            };
            context.Add(row);
        }

        row.Count += count;
    }

    // The node forgets refusals with its old files: what was counted once stays.
    private async Task CountRefusalsAsync(
        OperationsContext context, WatchedNode log, CancellationToken cancellationToken)
    {
        var list = await ListAsync<ToldRefusals>(log, "egress-refusals", cancellationToken) ?? [];
        foreach (var told in list.Where(IsOfRefusals).Take(MostRefusals))
        {
            var row = await context.Set<RefusalCount>().FindAsync([log.Id, told!.Hour, told.Code], cancellationToken);
            if (row is null)
                context.Add(row = new RefusalCount { NodeId = log.Id, Hour = told.Hour, Code = told.Code! });
            row.Count = Math.Max(row.Count, told.Count);
        }
    }

    // A node may write anything here.
    private bool IsOfRefusals(ToldRefusals? told)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds() / 3600;
        return told is { Code: { } code, Count: > 0 and <= LargestCount } && RefusalCode().IsMatch(code)
            && told.Hour >= now - HoursOfYear && told.Hour <= now + HoursOfYear;
    }

    private async Task<T?[]?> ListAsync<T>(WatchedNode node, string path, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(node.Address!, path, cancellationToken) is not { IsGood: true, Body: var body })
            return null;
        try
        {
            return JsonSerializer.Deserialize<T?[]>(body, Form);
        }
        catch (JsonException)
        {
            return null; // another program's node does not tell
        }
    }

    private async Task NoteAsync(OperationsContext context, NodeState state, CancellationToken cancellationToken)
    {
        var last = await context.Set<NodeReading>().AsNoTracking().Where(r => r.NodeId == state.Id)
            .OrderByDescending(r => r.At).FirstOrDefaultAsync(cancellationToken);
        if (last is not null && last.Size == state.Size && last.Health == state.Health
            && state.AskedAt - last.At < options.ReadingEvery)
        {
            return;
        }

        context.Add(new NodeReading
        {
            NodeId = state.Id,
            At = state.AskedAt,
            Size = state.Size,
            Health = state.Health,
            Milliseconds = state.Milliseconds,
        });
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var before = time.Now() - options.KeepReadings;
        await context.Set<NodeReading>().Where(r => r.At < before).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The node {Node} could not be looked at: {Reason}")]
    private static partial void Failed(ILogger logger, string node, string reason);

    [GeneratedRegex("^XBD[0-9]{4}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RefusalCode();

    private readonly record struct Found(string Health, IReadOnlyDictionary<EntryCell, long> Counts);

    private sealed record ToldRefusals(long Hour, string? Code, long Count);
}
