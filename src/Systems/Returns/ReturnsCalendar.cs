using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>One filing that is due, there or not.</summary>
/// <param name="Return">The return.</param>
/// <param name="Institution">The institution.</param>
/// <param name="AsOf">数据日期.</param>
/// <param name="Deadline">Last day in time, inclusive; a 缓报, 催报 or 退回 has moved it already.</param>
/// <param name="Filing">Null when nobody has opened it.</param>
/// <param name="IsLate">Certified after the deadline, or not certified and the deadline is over.</param>
public sealed record DueFiling(
    ReturnDefinition Return, Institution Institution, DateOnly AsOf, DateOnly Deadline, Filing? Filing, bool IsLate);

/// <summary>A return and date over all institutions that the viewer may see.</summary>
/// <param name="Return">The return.</param>
/// <param name="AsOf">数据日期.</param>
/// <param name="Deadline">The ordinary last day in time, inclusive.</param>
/// <param name="Due">Filings due.</param>
/// <param name="Filed">Of these at 已报送.</param>
/// <param name="Accepted">Of these at 受理.</param>
/// <param name="Late">Of these late.</param>
public sealed record DueDate(
    ReturnDefinition Return, DateOnly AsOf, DateOnly Deadline, int Due, int Filed, int Accepted, int Late)
{
    /// <summary>Neither filed nor accepted.</summary>
    public int Missing => Due - Filed - Accepted;
}

/// <summary>应报日历: what is due when, by whom, and what is late. Thread safe.</summary>
public sealed class ReturnsCalendar(
    IDbContextFactory<OperationsContext> contexts, InstitutionRegistry registry, FilingPolicy policy)
{
    /// <summary>Due filings summed up by date and return, latest first.</summary>
    public IReadOnlyList<DueDate> Summary(IEnumerable<DueFiling> due) =>
    [
        .. due.GroupBy(d => (d.AsOf, d.Return.Id)).Select(g => new DueDate(
            g.First().Return, g.Key.AsOf, policy.Deadline(g.First().Return, g.Key.AsOf), g.Count(),
            g.Count(d => d.Filing?.State == FilingState.Filed),
            g.Count(d => d.Filing?.State == FilingState.Accepted),
            g.Count(d => d.IsLate)))
        .OrderByDescending(d => d.AsOf).ThenBy(d => d.Return.Id, StringComparer.Ordinal),
    ];

    /// <summary>Each due filing from one day to another, both included, latest first, then by return and
    /// institution.</summary>
    /// <param name="viewer">Who looks: an institution sees its own.</param>
    /// <param name="from">First 数据日期.</param>
    /// <param name="to">Last 数据日期.</param>
    /// <param name="returnId">One return; null for all.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task<IReadOnlyList<DueFiling>> ListAsync(
        Viewer viewer, DateOnly from, DateOnly to, string? returnId, CancellationToken cancellationToken)
    {
        if (!FilingScope.SeesFilings(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filings = await context.VisibleFilings(viewer).AsNoTracking()
            .Where(f => f.AsOf >= from && f.AsOf <= to && (returnId == null || f.ReturnId == returnId))
            .ToDictionaryAsync(f => (f.ReturnId, f.AsOf, f.InstitutionId), cancellationToken);
        var rules = await context.Set<ProfileRule>().AsNoTracking().ToListAsync(cancellationToken);
        var institutions = (await registry.ListAsync(cancellationToken)).Where(i => viewer.Sees(i.Id)).ToList();
        var due = new List<DueFiling>();
        foreach (var definition in policy.Library.Returns.Where(r => returnId is null || r.Id == returnId))
        {
            var own = rules.FindAll(r => r.ReturnId == definition.Id);
            foreach (var asOf in policy.DueDates(definition, from, to))
                due.AddRange(DueOn(definition, asOf, own, institutions, filings));
        }

        return
        [
            .. due.OrderByDescending(d => d.AsOf).ThenBy(d => d.Return.Id, StringComparer.Ordinal)
                .ThenBy(d => d.Institution.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>The last day in time of a filing, with every 缓报, 催报 and 退回.</summary>
    public DateOnly DeadlineOf(Filing filing) =>
        filing.NewDeadline ?? policy.Deadline(policy.Library.Return(filing.ReturnId)!, filing.AsOf);

    /// <summary>Was it certified after its deadline, or is the deadline over without it?</summary>
    public bool IsLate(Filing filing) => IsLate(filing.AsOf, DeadlineOf(filing), filing);

    private IEnumerable<DueFiling> DueOn(
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<ProfileRule> rules,
        IReadOnlyList<Institution> institutions,
        Dictionary<(string, DateOnly, string), Filing> filings)
    {
        var profile = new ReturnProfile(definition.Id, asOf, rules);
        var deadline = policy.Deadline(definition, asOf);
        foreach (var institution in institutions)
        {
            var filing = filings.GetValueOrDefault((definition.Id, asOf, institution.Id));
            if (filing is null && !profile.IsDue(institution))
                continue;
            var own = filing?.NewDeadline ?? deadline;
            yield return new DueFiling(definition, institution, asOf, own, filing, IsLate(asOf, own, filing));
        }
    }

    private bool IsLate(DateOnly asOf, DateOnly deadline, Filing? filing) => policy.DeadlineBinds(asOf)
        && (filing?.FirstFiledAt is { } filed ? FilingPolicy.DayOf(filed) : policy.Today()) > deadline;
}
