using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>What an entry is counted under.</summary>
/// <param name="Hour">Hour of issue.</param>
/// <param name="Kind">Its kind; 0 for what is no entry of ours.</param>
/// <param name="Scenario">Code of the scenario.</param>
/// <param name="KeyId">ID of the key.</param>
internal readonly record struct EntryCell(long Hour, int Kind, int Scenario, long KeyId);

/// <summary>
/// Follows one log: every entry is read once, hashed into the tree, and the tree's root is compared with what the log
/// signed. So an edited, lost or inserted entry, a roll-back and a second history all show. Not thread safe.
/// </summary>
internal sealed class LogFollower(WatchedNode node, NodeState state, NodeClient client, BorderOptions options)
{
    private const int HoursAhead = 24; // clocks may differ, and an hour of tomorrow is counted when it comes

    private int _bundles;

    /// <summary>Entries that were read in this round, by cell.</summary>
    public Dictionary<EntryCell, long> Counts { get; } = [];

    /// <summary>Compares what the log shows with what is known, and reads what is new.</summary>
    /// <param name="note">The checkpoint as the log shows it.</param>
    /// <param name="witnesses">Keys of witnesses.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the round.</param>
    /// <returns>One of <see cref="NodeHealth"/>.</returns>
    public async Task<string> FollowAsync(
        byte[] note, IReadOnlyList<TransparencyLogVerifier.Notes.VerifierKey> witnesses, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var verdict = CheckpointVerifier.Verify(note, new VerificationPolicy(node.Keys, witnesses));
        if (!verdict.IsAccepted)
            return NodeHealth.Invalid;
        var head = verdict.Checkpoint!.Head;
        if (head.Size < state.Size)
            return NodeHealth.RolledBack;
        if (head.Size == state.Size && state.Root.Length > 0 && head.Root.ToBase64() != state.Root)
            return Contradicts(note);
        var range = Range();
        // First to the checkpoint that is known, then on to the new one.
        if (!await ReadAsync(range, state.Size, head.Size, cancellationToken))
            return Leave(range, NodeHealth.Invalid);
        if (range.Size < state.Size)
            return Leave(range, NodeHealth.Catching);
        if (state.Size > 0 && range.Root().ToBase64() != state.Root)
            return Contradicts(note);
        if (head.Size > state.Size)
            state.GrewAt = now;
        (state.Size, state.Root, state.Checkpoint) = (head.Size, head.Root.ToBase64(), note);
        if (!await ReadAsync(range, head.Size, head.Size, cancellationToken))
            return Leave(range, NodeHealth.Invalid);
        if (range.Size < head.Size)
            return Leave(range, NodeHealth.Catching);
        return range.Root() == head.Root ? Leave(range, Age(verdict, now)) : Contradicts(note);
    }

    // What was counted on the way belongs to a history that does not hold.
    private string Contradicts(byte[] note)
    {
        Counts.Clear();
        state.Contradiction ??= note;
        return NodeHealth.Forked;
    }

    private string Leave(CompactRange range, string health)
    {
        state.Read = range.Size;
        state.Subtrees = [.. range.Roots.SelectMany(r => r.ToArray())];
        return health;
    }

    private string Age(CheckpointVerdict verdict, DateTimeOffset now)
    {
        var signed = verdict.Witnesses.Select(w => (DateTimeOffset?)w.Time).Max() ?? state.GrewAt ?? now;
        return now - signed > options.OldAfter ? NodeHealth.Old : NodeHealth.Good;
    }

    private CompactRange Range() => new(
        TreeHash.Sha256, state.Read, [.. state.Subtrees.Chunk(Digest.Size).Select(b => new Digest(b))]);

    // False if a bundle is missing or ends early.
    private async Task<bool> ReadAsync(CompactRange range, long until, long size, CancellationToken cancellationToken)
    {
        while (range.Size < until && _bundles++ < options.MostBundles)
        {
            var number = range.Size / PublishedEntries.BundleWidth;
            var first = number * PublishedEntries.BundleWidth;
            var count = (int)Math.Min(until - first, PublishedEntries.BundleWidth);
            var answer = await client.GetAsync(node.Address!, PublishedEntries.PathOf(number, size), cancellationToken);
            if (answer is not { IsGood: true, Body: var bytes })
                return false;
            var entries = PublishedEntries.Read(bytes, count);
            if (entries.Count < count)
                return false;
            foreach (var entry in entries.Skip((int)(range.Size - first)))
                Add(range, entry.Span);
        }

        return true;
    }

    private void Add(CompactRange range, ReadOnlySpan<byte> bytes)
    {
        range.Append(TreeHash.Sha256.Leaf(bytes));
        var cell = LogEntry.TryRead(bytes) is { } entry && IsOurs(entry)
            ? new EntryCell(entry.IssuedHour, (int)entry.Kind, entry.Scenario, entry.KeyId) : default;
        if (Counts.Count >= options.MostCells && !Counts.ContainsKey(cell))
            cell = default;
        Counts[cell] = Counts.GetValueOrDefault(cell) + 1;
    }

    // What no gate takes: 96 bytes of the right form that say what cannot be.
    private bool IsOurs(LogEntry entry) =>
        (entry.Kind == EntryKind.Statement ? entry.Scenario > 0 && entry.StatusIndex < StatusList.Size
            : entry.Scenario == 0 && entry.StatusIndex == 0)
        && entry.IssuedHour < entry.ExpiryHour
        && entry.IssuedHour <= LogEntry.HourOf(state.AskedAt) + HoursAhead;
}
