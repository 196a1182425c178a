using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>
/// 对账: compares every audit row with its leaf in the signed tree, and records with what acts stated of them. All of it
/// by command (<see cref="WholeAsync"/>), what changed in the background (<see cref="ChangedAsync"/>). Thread safe.
/// </summary>
public sealed class AuditReconciliation(
    IDbContextFactory<OperationsContext> contexts, AuditTreeOptions options, IEnumerable<IAuditedRecords> records,
    TimeProvider time)
{
    private const int MostTouches = 10_000; // more are taken as a change of everything

    private readonly IReadOnlyList<IAuditedRecords> _records = [.. records];

    /// <summary>Compares everything, and keeps what it found.</summary>
    /// <param name="pinned">Keys of the tree that the caller trusts; null for those in its folder.</param>
    /// <param name="cancellationToken">Stops it; nothing is kept.</param>
    /// <exception cref="AuditTreeException">AUD2007.</exception>
    /// <exception cref="LogRefusedException">The files of the tree are damaged.</exception>
    public async Task<ReconciliationReport> WholeAsync(
        IReadOnlyList<VerifierKey>? pinned, CancellationToken cancellationToken)
    {
        var begun = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var noted = await NotedAsync(context, cancellationToken); // before the tree is opened: it only grows
        var tree = AuditTreeView.Open(options, pinned);
        var last = await LastAsync(context, tree, cancellationToken);
        var rows = new RowComparison(context, tree);
        var (range, before) = (new CompactRange(TreeHash.Sha256), noted.Verified == 0 ? string.Empty : null);
        await rows.CompareAsync(1, last, record =>
        {
            range.Append(TreeHash.Sha256.Leaf(record.Span));
            if (range.Size == noted.Verified)
                before = AuditProgress.Write(range);
        }, cancellationToken);
        var found = OfTree(noted, tree);
        found.AddRange(OfRoot(range, before, noted, tree));
        var isTreeGood = found.Count == 0;
        if (AuditProgress.Read(noted) is null)
            found.Add(Finds.OtherTree(tree.Head.Size, "核对进度被改动", "what was noted of the comparison was changed"));
        await StrangersAsync(context, rows, cancellationToken);
        found.AddRange(await rows.FinishAsync(cancellationToken));
        await KeepAsync(context, found, cancellationToken);
        found.AddRange(await RecordsAsync(context, null, cancellationToken));
        await new FindingStore(context, time.Now(), begun).SaveAsync(found, isWhole: true, cancellationToken);
        await SetAsync(context, state => Note(state, isTreeGood ? range : null), cancellationToken);
        return new ReconciliationReport(
            rows.Rows, tree.Head.Size, Math.Max(0, last - tree.Head.Size), rows.Forgotten,
            rows.Count + found.Count(f => !Finds.IsOfRow(f.Reason.Code) && f.Reason.Code != Finds.UnnamedCode), found)
        {
            WaitingSince = await SinceAsync(context, tree.Head.Size, cancellationToken),
        };
    }

    /// <summary>Compares what was entered since the last time, what the triggers named, and a turn of old rows; keeps
    /// what it found and how far it came.</summary>
    /// <returns>What was found now.</returns>
    /// <exception cref="LogRefusedException">The files of the tree are damaged.</exception>
    public async Task<IReadOnlyList<Found>> ChangedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var touches = await TouchRuns.ReadAsync(context, MostTouches, cancellationToken);
        if (touches.Subjects is not { } subjects)
        {
            var whole = await WholeAsync(null, cancellationToken);
            await SetAsync(context, noted => noted.ComparedAt = time.Now(), cancellationToken);
            await touches.TakeAwayAsync(context, cancellationToken);
            return whole.Found;
        }

        var state = await StateAsync(context, cancellationToken);
        var tree = AuditTreeView.Open(options);
        var found = OfTree(state, tree);
        var rows = new RowComparison(context, tree);
        found.AddRange(await NewAsync(rows, state, tree, cancellationToken));
        await TouchedAsync(rows, subjects, state.Verified, cancellationToken);
        await TurnAsync(rows, state, cancellationToken);
        found.AddRange(await rows.FinishAsync(cancellationToken));
        var stated = subjects.Where(s => !s.StartsWith(AuditTouch.Rows, StringComparison.Ordinal)).ToList();
        await KeepAsync(context, found, cancellationToken);
        if (stated.Count > 0)
            found.AddRange(await RecordsAsync(context, stated, cancellationToken));
        state.ComparedAt = time.Now();
        await new FindingStore(context, time.Now()).SaveAsync(found, isWhole: false, cancellationToken);
        await touches.TakeAwayAsync(context, cancellationToken);
        return found;
    }

    /// <summary>How far the tree was entered and compared.</summary>
    public async Task<AuditTreeState> StateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await StateAsync(context, cancellationToken);
    }

    /// <summary>What stands found, the newest first.</summary>
    public async Task<IReadOnlyList<AuditFinding>> StandingAsync(int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<AuditFinding>().AsNoTracking().Where(f => f.SettledAt == null)
            .OrderByDescending(f => f.FoundAt).ThenBy(f => f.Sequence).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>How many findings stand.</summary>
    public async Task<long> CountStandingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<AuditFinding>().LongCountAsync(f => f.SettledAt == null, cancellationToken);
    }

    internal static async Task<AuditTreeState> StateAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var state = await context.Set<AuditTreeState>().SingleOrDefaultAsync(cancellationToken);
        if (state is null)
            context.Add(state = new AuditTreeState());
        return state;
    }

    private static async Task SetAsync(
        OperationsContext context, Action<AuditTreeState> set, CancellationToken cancellationToken)
    {
        set(await StateAsync(context, cancellationToken));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static async Task<long> LastAsync(
        OperationsContext context, AuditTreeView tree, CancellationToken cancellationToken)
    {
        var taken = await context.Sequences.Where(s => s.Name == NumberSequence.Audit).Select(s => s.Value)
            .FirstOrDefaultAsync(cancellationToken); // before the rows, which come with their number
        var rows = await context.AuditEntries.MaxAsync(e => (long?)e.Sequence, cancellationToken) ?? 0;
        var leaves = await context.AuditLeaves.MaxAsync(l => (long?)l.Sequence, cancellationToken) ?? 0;
        return Math.Max(Math.Max(rows, leaves), Math.Max(taken, tree.Head.Size));
    }

    // What is found is kept before anything else is read that may fail.
    private Task KeepAsync(OperationsContext context, List<Found> found, CancellationToken cancellationToken) =>
        new FindingStore(context, time.Now()).SaveAsync(found, isWhole: false, cancellationToken);

    private void Note(AuditTreeState state, CompactRange? range)
    {
        state.WholeAt = time.Now();
        if (range is not null && (AuditProgress.Read(state) is null || state.Verified < range.Size))
            (state.Verified, state.Roots) = (range.Size, AuditProgress.Write(range));
    }

    private static async Task<AuditTreeState> NotedAsync(
        OperationsContext context, CancellationToken cancellationToken) =>
        await context.Set<AuditTreeState>().AsNoTracking().SingleOrDefaultAsync(cancellationToken)
        ?? new AuditTreeState();

    private static List<Found> OfTree(AuditTreeState noted, AuditTreeView tree)
    {
        List<Found> found = [.. tree.Refusals().Select(r => Finds.OtherTree(tree.Head.Size, r.Zh, r.En))];
        if (tree.Head.Size < noted.Verified && AuditProgress.Read(noted) is not null)
            found.Add(Finds.Shrunk(tree.Head.Size, noted.Verified));
        return found;
    }

    private static IReadOnlyList<Found> OfRoot(
        CompactRange range, string? before, AuditTreeState noted, AuditTreeView tree)
    {
        if (range.Root() != tree.Head.Root)
            return [Finds.OtherTree(tree.Head.Size, "条目不合于签名的根", "its entries do not lead to the signed root")];
        return AuditProgress.Read(noted) is not null && before is not null && before != noted.Roots
            ? [Finds.OtherTree(tree.Head.Size, "与此前核对的树不同", "it is not the tree that was compared before")] : [];
    }

    // The leaves behind those that were compared must lead from the known subtrees to the signed root: so nothing
    // before them was exchanged, and only what is new is read.
    private static async Task<IReadOnlyList<Found>> NewAsync(
        RowComparison rows, AuditTreeState state, AuditTreeView tree, CancellationToken cancellationToken)
    {
        var size = tree.Head.Size;
        if (AuditProgress.Read(state) is not { } range)
            return [Finds.OtherTree(size, "核对进度被改动", "what was noted of the comparison was changed")];
        if (size < state.Verified)
            return [];
        await rows.CompareAsync(
            state.Verified + 1, size, record => range.Append(TreeHash.Sha256.Leaf(record.Span)), cancellationToken);
        if (range.Root() != tree.Head.Root)
            return [Finds.OtherTree(size, "新条目不能由已核对的部分续到签名的根", "it does not continue what was compared before")];
        (state.Verified, state.Roots) = (size, AuditProgress.Write(range));
        return [];
    }

    private static async Task TouchedAsync(
        RowComparison rows, List<string> subjects, long verified, CancellationToken cancellationToken)
    {
        var touched = subjects.Where(s => s.StartsWith(AuditTouch.Rows, StringComparison.Ordinal))
            .Select(s => long.TryParse(s.AsSpan(AuditTouch.Rows.Length), out var row) ? row : 0)
            .Where(row => row > 0 && row <= verified).Order().ToList();
        for (var n = 0; n < touched.Count;)
        {
            var end = n;
            while (end + 1 < touched.Count && touched[end + 1] == touched[end] + 1)
                end++;
            await rows.CompareAsync(touched[n], touched[end], null, cancellationToken);
            n = end + 1;
        }
    }

    private async Task TurnAsync(RowComparison rows, AuditTreeState state, CancellationToken cancellationToken)
    {
        if (options.RowsOfTurn == 0 || state.Verified == 0)
            return;
        var first = state.Turn >= state.Verified ? 1 : state.Turn + 1;
        var last = Math.Min(state.Verified, first + options.RowsOfTurn - 1);
        await rows.CompareAsync(first, last, null, cancellationToken);
        state.Turn = last;
    }

    // Rows before the first, and those that a restart gave a leaf: a difference for ever.
    private static async Task StrangersAsync(
        OperationsContext context, RowComparison rows, CancellationToken cancellationToken)
    {
        var before = context.AuditEntries.AsNoTracking().Where(e => e.Sequence < 1).Select(e => e.Sequence);
        foreach (var row in await before.ToListAsync(cancellationToken))
            rows.Add(Finds.Inserted(row));
        foreach (var row in await LateLeaves.FindAsync(context, cancellationToken))
            rows.Add(Finds.LateLeaf(row));
    }

    // Records before the first act that has a leaf of its own kind were never stated.
    private async Task<IReadOnlyList<Found>> RecordsAsync(
        OperationsContext context, List<string>? subjects, CancellationToken cancellationToken)
    {
        var found = new List<Found>();
        var dated = context.AuditEntries.Where(AuditTimes.IsTime);
        var since = await context.AuditLeaves
            .Where(l => l.Kind != AuditLeafKind.Migration && l.Kind != AuditLeafKind.NoRow).OrderBy(l => l.Sequence)
            .Join(dated, l => l.Sequence, e => e.Sequence, (_, e) => (DateTimeOffset?)e.At)
            .FirstOrDefaultAsync(cancellationToken);
        if (since is not { } from)
            return found;
        foreach (var kind in _records)
        {
            var own = subjects?.Where(s => s.StartsWith(kind.Noun + "/", StringComparison.Ordinal)).ToList();
            if (own is { Count: 0 })
                continue;
            var differences = await kind.CompareAsync(context, new RecordScope(own, from), cancellationToken);
            found.AddRange(differences.Select(Finds.Record));
        }

        return found;
    }

    private static async Task<DateTimeOffset?> SinceAsync(
        OperationsContext context, long entered, CancellationToken cancellationToken) =>
        await context.AuditEntries.AsNoTracking().Where(e => e.Sequence > entered).Where(AuditTimes.IsTime)
            .OrderBy(e => e.Sequence).Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(cancellationToken);
}
