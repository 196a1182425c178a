using System.Text.Json;
using Huoshui.Operations;
using Huoshui.TransparencyLog.Witnesses;
using Huoshui.TransparencyLogVerifier.Notes;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>监测 Asks every node of the file, compares, counts, and keeps what came out. Two watches on one store do not
/// hurt each other: the later one's round is dropped. Thread safe.</summary>
/// <param name="contexts">The store.</param>
/// <param name="options">Which nodes, how long to wait.</param>
/// <param name="client">Asks.</param>
/// <param name="time">The time.</param>
public sealed class NodeWatch(
    IDbContextFactory<OperationsContext> contexts, BorderOptions options, NodeClient client, TimeProvider time)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);

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
            await KeepAsync(
                log, (state, context) => LookAtLogAsync(log, state, context, witnesses, cancellationToken),
                cancellationToken);
        }

        foreach (var witness in nodes.Witnesses.Where(w => w.Address is not null))
        {
            await KeepAsync(
                witness, (state, _) => LookAtWitnessAsync(witness, state, nodes.Logs, cancellationToken),
                cancellationToken);
        }

        await SweepAsync(cancellationToken);
        return nodes.Logs.Count + nodes.Witnesses.Count;
    }

    private async Task KeepAsync(
        WatchedNode node, Func<NodeState, OperationsContext, Task<string>> look, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await StateAsync(context, node, cancellationToken);
        (state.Name, state.AskedAt) = (node.Name, time.Now());
        var health = await look(state, context);
        state.Health = state.Contradiction is null ? health : NodeHealth.Forked; // a fork stays one
        if (health != NodeHealth.Unreachable)
            state.AnsweredAt = state.AskedAt;
        await NoteAsync(context, state, cancellationToken);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another portal on this store was faster: its round counts.
        }
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

    private async Task<string> LookAtLogAsync(
        WatchedNode log, NodeState state, OperationsContext context, IReadOnlyList<VerifierKey> witnesses,
        CancellationToken cancellationToken)
    {
        if (await client.GetAsync(log.Address!, "checkpoint", cancellationToken) is not { } answer)
            return NodeHealth.Unreachable;
        state.Milliseconds = answer.Milliseconds;
        if (!answer.IsGood)
            return NodeHealth.Invalid;
        var follower = new LogFollower(log, state, client, options);
        var health = await follower.FollowAsync(answer.Body, witnesses, state.AskedAt, cancellationToken);
        foreach (var (cell, count) in follower.Counts)
            await AddAsync(context, log.Id, cell, count, cancellationToken);
        await CountRefusalsAsync(context, log, cancellationToken);
        state.Forks = await ForksAsync(log, cancellationToken) ?? state.Forks;
        return health;
    }

    private async Task<string> LookAtWitnessAsync(
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

        state.Forks = await ForksAsync(witness, cancellationToken) ?? state.Forks;
        return health;
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
        foreach (var told in await ListAsync<ToldRefusals>(log, "egress-refusals", cancellationToken) ?? [])
        {
            if (told.Code is not { Length: > 0 and <= 20 } code)
                continue;
            var row = await context.Set<RefusalCount>().FindAsync([log.Id, told.Hour, code], cancellationToken);
            if (row is null)
                context.Add(row = new RefusalCount { NodeId = log.Id, Hour = told.Hour, Code = code });
            row.Count = Math.Max(row.Count, told.Count);
        }
    }

    private async Task<int?> ForksAsync(WatchedNode node, CancellationToken cancellationToken) =>
        (await ListAsync<string>(node, "forks", cancellationToken))?.Length;

    private async Task<T[]?> ListAsync<T>(WatchedNode node, string path, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(node.Address!, path, cancellationToken) is not { IsGood: true, Body: var body })
            return null;
        try
        {
            return JsonSerializer.Deserialize<T[]>(body, Form);
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

    private sealed record ToldRefusals(long Hour, string? Code, long Count);
}
