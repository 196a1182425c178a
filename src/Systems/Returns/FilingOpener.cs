using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>Opens filings: asks who files what for which date, and makes those that are not there yet. Thread
/// safe.</summary>
public sealed class FilingOpener(
    IDbContextFactory<OperationsContext> contexts,
    InstitutionRegistry registry,
    FilingPolicy policy,
    TimeProvider time)
{
    /// <summary>The filing of a return, institution and date; opened when it is not there yet.</summary>
    public Task<Answer<Filing>> OpenAsync(Viewer viewer, FilingKey key, CancellationToken cancellationToken) =>
        OpenAsync(viewer, FilingAction.Upload, key, cancellationToken);

    /// <summary>The same for who may take that step, e.g. the regulator to remind who has not begun.</summary>
    internal async Task<Answer<Filing>> OpenAsync(
        Viewer viewer, FilingAction action, FilingKey key, CancellationToken cancellationToken)
    {
        var work = await OpenManyAsync(
            viewer, action, key.ReturnId, key.AsOf, [new SentFiling(key.InstitutionId, [])], cancellationToken);
        if (work[0].FilingId is not { } id)
            return Answer<Filing>.No([.. work[0].Notes]);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return Answer<Filing>.Yes(await context.Set<Filing>().AsNoTracking().Include(f => f.Tables)
            .SingleAsync(f => f.Id == id, cancellationToken));
    }

    /// <summary>The returns that the viewer's institution files on some day, as the calendar reckons it; where nothing
    /// says what it files, those of which nothing says who files them. Every return for who has no institution.</summary>
    public async Task<IReadOnlyList<ReturnDefinition>> OfferedAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var institution = await context.Set<Institution>().AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == viewer.InstitutionId, cancellationToken);
        if (institution is null)
            return policy.Library.Returns;
        var rules = (await context.Set<ProfileRule>().AsNoTracking().Where(r => r.Table == null)
            .ToListAsync(cancellationToken)).ToLookup(r => r.ReturnId, StringComparer.Ordinal);
        var own = policy.Library.Returns.Where(r => IsEverDue(institution, r.Id, [.. rules[r.Id]])).ToList();
        return own.Count > 0 ? own : [.. policy.Library.Returns.Where(r => !rules.Contains(r.Id))];
    }

    // What is owed changes only on the day a rule or the institution begins, or after a rule ends.
    private static bool IsEverDue(Institution institution, string returnId, IReadOnlyList<ProfileRule> rules) => rules
        .SelectMany(r => r.To is { } last && last < DateOnly.MaxValue ? new[] { r.From, last.AddDays(1) } : [r.From])
        .Append(institution.ActiveFrom)
        .Any(day => new ReturnProfile(returnId, day, rules).IsDue(institution));

    internal Task<IReadOnlyList<IntakeWork>> OpenManyAsync(
        Viewer viewer,
        string returnId,
        DateOnly asOf,
        IReadOnlyList<SentFiling> sent,
        CancellationToken cancellationToken) =>
        OpenManyAsync(viewer, FilingAction.Upload, returnId, asOf, sent, cancellationToken);

    private async Task<IReadOnlyList<IntakeWork>> OpenManyAsync(
        Viewer viewer,
        FilingAction action,
        string returnId,
        DateOnly asOf,
        IReadOnlyList<SentFiling> sent,
        CancellationToken cancellationToken)
    {
        var work = sent.Select(s => new IntakeWork(s)).ToList();
        if (policy.Library.Return(returnId) is not { } definition)
        {
            foreach (var item in work)
                item.Refused(Refusals.UnknownReturn(returnId, policy.Library.Returns.Select(r => r.Id)));
            return work;
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await OpenAsync(viewer, action, definition, asOf, work, cancellationToken);
                return work;
            }
            catch (DbUpdateException) when (attempt == 0)
            {
                // Somebody opened one of them at the same moment: it is there now.
            }
        }
    }

    private async Task OpenAsync(
        Viewer viewer,
        FilingAction action,
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<IntakeWork> work,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = work.Select(w => w.Sent.InstitutionId).ToList();
        var institutions = await context.Set<Institution>().AsNoTracking().Where(i => ids.Contains(i.Id))
            .ToDictionaryAsync(i => i.Id, StringComparer.Ordinal, cancellationToken);
        var filings = await context.Set<Filing>().AsNoTracking()
            .Where(f => f.ReturnId == definition.Id && f.AsOf == asOf && ids.Contains(f.InstitutionId))
            .ToDictionaryAsync(f => f.InstitutionId, StringComparer.Ordinal, cancellationToken);
        var isProfiled = await context.Set<ProfileRule>().AnyAsync(r => r.ReturnId == definition.Id, cancellationToken);
        var profile = await registry.ProfileAsync(definition.Id, asOf, cancellationToken);
        var made = new List<(IntakeWork Item, Filing Filing)>();
        foreach (var item in work.Where(w => w.FilingId is null && w.Notes.Count == 0))
        {
            var id = item.Sent.InstitutionId;
            if (await RefuseAsync(viewer, action, definition, asOf, id, cancellationToken) is { } refusal)
                item.Refused(refusal);
            else if (!institutions.TryGetValue(id, out var institution))
                item.Refused(Refusals.UnknownInstitution(id));
            else if (filings.TryGetValue(id, out var filing))
                Reopen(item, filing);
            else if (WhyNot(definition, asOf, isProfiled ? profile : null, institution) is { } why)
                item.Refused(Refusals.DateNotOpen(definition.Id, asOf, why));
            else
                made.Add((item, New(context, viewer, definition, asOf, isProfiled ? profile : null, institution)));
        }

        if (made.Count > 0)
            await context.SaveChangesAsync(cancellationToken);
        foreach (var (item, filing) in made)
            item.FilingId = filing.Id;
    }

    private static void Reopen(IntakeWork item, Filing filing)
    {
        if (filing.IsOpen || item.Sent.Files.Count == 0)
            item.FilingId = filing.Id;
        else if (filing.State == FilingState.Accepted)
            item.Refused(Refusals.Locked(filing));
        else
            item.Refused(Refusals.WrongState(filing, FilingAction.Upload));
    }

    // The scope comes before everything else, so that a guessed id tells nothing about another institution.
    private async Task<Diagnostic?> RefuseAsync(
        Viewer viewer,
        FilingAction action,
        ReturnDefinition definition,
        DateOnly asOf,
        string id,
        CancellationToken cancellationToken)
    {
        if (viewer.InstitutionId is { } own
            && !await registry.MayFileAsync(own, id, definition.Id, asOf, cancellationToken))
        {
            return Refusals.ForeignInstitution(id);
        }

        return FilingScope.Missing(viewer, action, viewer.InstitutionId ?? id);
    }

    private LocalizedText? WhyNot(
        ReturnDefinition definition, DateOnly asOf, ReturnProfile? profile, Institution institution)
    {
        if (policy.WhyClosed(definition, asOf) is { } closed)
            return closed;
        if (!institution.IsActive(asOf))
            return new LocalizedText("该机构当日未开业或已退出", "the institution is not active on that day");
        return profile?.IsDue(institution) == false
            ? new LocalizedText("该机构不报送此报表", "the institution does not file this return")
            : null;
    }

    private Filing New(
        OperationsContext context,
        Viewer viewer,
        ReturnDefinition definition,
        DateOnly asOf,
        ReturnProfile? profile,
        Institution institution)
    {
        var now = time.Now();
        var due = profile is null
            ? []
            : definition.Tables.Select(t =>
                KeyValuePair.Create(t.Code, profile.DutyOf(institution, t.Code) == Duty.Due));
        var filing = Filing.Open(
            Guid.CreateVersion7(now), new FilingKey(definition.Id, institution.Id, asOf), due, profile is not null,
            new FilingAct(viewer.AccountName, now));
        context.Add(filing);
        context.AuditSteps(filing);
        return filing;
    }
}
