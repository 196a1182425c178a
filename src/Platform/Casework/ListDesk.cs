using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Lists;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Casework;

/// <summary>名单: opens an edition, builds its candidates by the rule, publishes, closes, finalises or discards it.
/// Thread
/// safe.</summary>
public sealed class ListDesk(
    IDbContextFactory<OperationsContext> contexts, ListPolicy policy, ListWork work,
    IEnumerable<CandidateSource> sources, TimeProvider time)
{
    /// <summary>Most subjects that a rule may look at for one edition.</summary>
    public const int MostSubjects = 200_000;

    private const int Batch = 1_000;
    private const int LongestReason = 500;

    /// <summary>The limit that holds: <see cref="MostSubjects"/>, fewer in a test.</summary>
    public int Most { get; init; } = MostSubjects;

    /// <summary>立项: opens the edition of the period of a day.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="asOf">The day of the facts; today at the latest.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<ListAnswer<ListEdition>> OpenAsync(
        Viewer viewer, string listId, DateOnly asOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (policy.Find(listId)?.List is not { } definition)
            return ListAnswer<ListEdition>.No(ListRefusals.NotFound);
        if (!ListWork.Has(viewer, definition.Who[ListAct.Build]))
            return ListAnswer<ListEdition>.No(ListRefusals.NotYours);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var period = ListPolicy.PeriodOf(definition, asOf);
        var finals = await context.Set<ListEdition>().Where(e => e.ListId == listId && e.FinalKey != null)
            .Select(e => e.Period).ToListAsync(cancellationToken);
        if (asOf > policy.Today() || finals.Exists(p => string.CompareOrdinal(p, period) >= 0))
            return ListAnswer<ListEdition>.No(ListRefusals.WrongDay);
        var at = time.Now();
        var edition = new ListEdition { Id = Guid.CreateVersion7(at), ListId = listId, Period = period, AsOf = asOf };
        context.Add(edition);
        var sequence = await context.NextAsync($"lists/{edition.Id}", cancellationToken);
        var move = new ListMove(viewer, edition.Id, ListAct.Build, ListSteps.Open, [], ListState.Draft);
        ListWork.Move(new ListTask(context, edition, definition, at), sequence, move, ListWork.Made.Nothing);
        var saved = await ListWork.SaveAsync(context, edition, cancellationToken);
        if (!saved.Succeeded)
            return ListAnswer<ListEdition>.No(ListRefusals.OneOpen);
        await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>拟定: holds everybody whom the source finds against the rule of the day; again while nothing is
    /// published.</summary>
    public async Task<ListAnswer<ListEdition>> BuildAsync(
        Viewer viewer, Guid editionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var edition = await FindAsync(editionId, cancellationToken);
        if (edition is null || policy.Find(edition.ListId) is not { List: { } definition } pack)
            return ListAnswer<ListEdition>.No(ListRefusals.NotFound);
        if (!ListWork.Has(viewer, definition.Who[ListAct.Build]))
            return ListAnswer<ListEdition>.No(ListRefusals.NotYours);
        if (sources.FirstOrDefault(s => s.ListId == definition.Id) is not { } source)
            return ListAnswer<ListEdition>.No(ListRefusals.NoSource);
        var build = new CandidateBuild(pack, edition.AsOf);
        if ((build.Problem() ?? await build.ReadAsync(source.Find, Most, cancellationToken)) is { } refusal)
            return ListAnswer<ListEdition>.No(refusal);
        var move = new ListMove(
            viewer, editionId, ListAct.Build, ListSteps.Build, [ListState.Draft, ListState.Candidates],
            ListState.Candidates, pack.Hash);
        return await work.DoAsync(
            move, (task, token) => FillAsync(task, pack, build, viewer, token), cancellationToken);
    }

    /// <summary>公示, by another person than who built it.</summary>
    public Task<ListAnswer<ListEdition>> PublishAsync(
        Viewer viewer, Guid editionId, CancellationToken cancellationToken) =>
        work.DoAsync(
            new ListMove(
                viewer, editionId, ListAct.Publish, ListSteps.Publish, [ListState.Candidates], ListState.Published),
            (task, _) => Task.FromResult(Published(task, viewer)), cancellationToken);

    /// <summary>公示办结: the days are over and every objection is answered.</summary>
    public Task<ListAnswer<ListEdition>> CloseAsync(
        Viewer viewer, Guid editionId, CancellationToken cancellationToken) =>
        work.DoAsync(
            new ListMove(
                viewer, editionId, ListAct.Answer, ListSteps.Close, [ListState.Published], ListState.Answered),
            async (task, token) =>
            {
                var last = task.Edition.PublicityTo!.Value > task.Edition.ObjectionsTo!.Value
                    ? task.Edition.PublicityTo.Value : task.Edition.ObjectionsTo.Value;
                if (policy.Today() <= last)
                    return new ListWork.Made(ListRefusals.StillPublic(last));
                var open = await task.Context.Set<ListObjection>()
                    .CountAsync(o => o.EditionId == editionId && o.AnsweredAt == null, token);
                return open > 0 ? new ListWork.Made(ListRefusals.OpenObjections(open)) : ListWork.Made.Nothing;
            },
            cancellationToken);

    /// <summary>定稿, by another person than who built it: it is in force from now on and never changes again; the
    /// edition before is superseded.</summary>
    public Task<ListAnswer<ListEdition>> FinaliseAsync(
        Viewer viewer, Guid editionId, CancellationToken cancellationToken) =>
        work.DoAsync(
            new ListMove(
                viewer, editionId, ListAct.Finalise, ListSteps.Finalise, [ListState.Answered], ListState.Final),
            (task, token) => FinalAsync(task, viewer, token), cancellationToken);

    /// <summary>作废, with the reason; a final edition cannot be discarded.</summary>
    public Task<ListAnswer<ListEdition>> DiscardAsync(
        Viewer viewer, Guid editionId, string? reason, CancellationToken cancellationToken) =>
        work.DoAsync(
            new ListMove(
                viewer, editionId, ListAct.Build, ListSteps.Discard,
                [ListState.Draft, ListState.Candidates, ListState.Published, ListState.Answered], ListState.Discarded,
                reason?.Trim()),
            (_, _) => Task.FromResult(ObjectionDesk.IsText(reason, LongestReason)
                ? ListWork.Made.Nothing : new ListWork.Made(ListRefusals.NoReason)),
            cancellationToken);

    private async Task<ListEdition?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<ListEdition>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
    }

    private static async Task<ListWork.Made> FillAsync(
        ListTask task, PolicyPack pack, CandidateBuild build, Viewer viewer, CancellationToken cancellationToken)
    {
        var (context, edition) = (task.Context, task.Edition);
        var current = await context.Set<ListEdition>().AsNoTracking()
            .SingleOrDefaultAsync(e => e.CurrentKey == edition.ListId, cancellationToken);
        var before = current is null ? [] : await context.Set<ListMember>().AsNoTracking()
            .Where(m => m.EditionId == current.Id && m.State == MemberState.Kept)
            .ToDictionaryAsync(m => m.SubjectKey, StringComparer.Ordinal, cancellationToken);
        await context.Set<ListMember>().Where(m => m.EditionId == edition.Id).ExecuteDeleteAsync(cancellationToken);
        var members = build.Members(edition.Id, before, task.At).ToList();
        foreach (var some in members.Chunk(Batch))
        {
            context.AddRange(some.AsEnumerable());
            await context.SaveChangesAsync(cancellationToken);
            foreach (var one in some)
                context.Entry(one).State = EntityState.Detached;
        }

        edition.PreviousId = current?.Id;
        (edition.PackHash, edition.BuiltBy) = (pack.Decision!.PackHash, viewer.AccountName);
        edition.Listed = members.Count(m => m.State == MemberState.Candidate);
        edition.Excluded = members.Count - edition.Listed;
        return new ListWork.Made(null, CandidateBuild.Digest(members));
    }

    private ListWork.Made Published(ListTask task, Viewer viewer)
    {
        var edition = task.Edition;
        if (edition.BuiltBy == viewer.AccountName)
            return new ListWork.Made(ListRefusals.SamePerson);
        var (pack, today) = (policy.Find(edition.ListId)!, ListPolicy.DayOf(task.At));
        edition.PublishedAt = task.At;
        edition.PublicityTo = policy.After(pack, task.Definition.Days.Publicity, today);
        edition.ObjectionsTo = policy.After(pack, task.Definition.Days.Objection, today);
        return ListWork.Made.Nothing;
    }

    private static async Task<ListWork.Made> FinalAsync(ListTask task, Viewer viewer,
        CancellationToken cancellationToken)
    {
        var (context, edition) = (task.Context, task.Edition);
        if (edition.BuiltBy == viewer.AccountName)
            return new ListWork.Made(ListRefusals.SamePerson);
        var today = ListPolicy.DayOf(task.At);
        var members = context.Set<ListMember>().Where(m => m.EditionId == edition.Id);
        await members.Where(m => m.State == MemberState.Candidate).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.State, MemberState.Kept).SetProperty(x => x.Since, x => x.Since ?? today),
            cancellationToken);
        await members.Where(m => m.State != MemberState.Kept && m.Since != null)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.Since, (DateOnly?)null), cancellationToken);
        if (await context.Set<ListEdition>().Include(e => e.Steps).SingleOrDefaultAsync(
            e => e.CurrentKey == edition.ListId, cancellationToken) is { } old)
        {
            old.SupersededOn = today;
            var move = new ListMove(
                viewer, old.Id, ListAct.Finalise, ListSteps.Supersede, [ListState.Final], ListState.Superseded,
                edition.Period);
            var sequence = await context.NextAsync($"lists/{old.Id}", cancellationToken);
            ListWork.Move(task with { Edition = old }, sequence, move, ListWork.Made.Nothing);
            await context.SaveChangesAsync(cancellationToken); // before the next one takes its place
        }

        edition.FinalOn = today;
        var kept = await members.AsNoTracking().Where(m => m.State == MemberState.Kept).ToListAsync(cancellationToken);
        return new ListWork.Made(null, CandidateBuild.DigestOfFinal(kept));
    }
}
