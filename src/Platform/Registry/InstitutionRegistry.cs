using Huoshui.Diagnostics;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Registry;

/// <summary>What an import did.</summary>
/// <param name="Added">New institutions.</param>
/// <param name="Changed">Known ones that changed.</param>
/// <param name="Unchanged">Known ones that did not.</param>
/// <param name="Diagnostics">Why nothing was imported; empty when it was.</param>
public sealed record ImportReport(int Added, int Changed, int Unchanged, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>机构登记: institutions, their history, what they owe and who files for whom. Thread-safe.</summary>
public sealed class InstitutionRegistry(IDbContextFactory<OperationsContext> contexts, TimeProvider time)
{
    /// <summary>Adds and changes institutions from a file, all or nothing; those it does not name stay as they
    /// are.</summary>
    /// <param name="csv">institutions.csv (<see cref="InstitutionCsv"/>).</param>
    /// <param name="actor">Who imports.</param>
    /// <param name="effective">The first day of what changes.</param>
    /// <param name="cancellationToken">Stops it; nothing is imported then.</param>
    public async Task<ImportReport> ImportAsync(
        Stream csv, string actor, DateOnly effective, CancellationToken cancellationToken)
    {
        var (incoming, diagnostics) = InstitutionCsv.Read(csv);
        if (diagnostics.Count > 0)
            return new ImportReport(0, 0, 0, diagnostics);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await context.Set<Institution>().ToDictionaryAsync(i => i.Id, StringComparer.Ordinal, cancellationToken);
        var missing = incoming.Where(i => i.ParentId is { } parent && !known.ContainsKey(parent)
            && !incoming.Any(p => p.Id == parent)).ToList();
        if (missing.Count > 0)
        {
            return new ImportReport(0, 0, 0, [.. missing.Select(i => Diagnostic.Error(
                "REG1002",
                $"机构 {i.Id} 的上级机构 {i.ParentId} 没有登记；请一并导入。",
                $"The parent {i.ParentId} of {i.Id} is not registered; import it as well."))]);
        }

        int added = 0, changed = 0;
        foreach (var institution in incoming)
        {
            if (!known.TryGetValue(institution.Id, out var current))
            {
                context.Add(institution);
                added++;
            }
            else if (Amend(context, current, institution, actor, effective))
            {
                changed++;
            }
        }

        if (added + changed > 0)
            context.Audit(actor, "institution.import", "institutions", new { added, changed, effective });
        await context.SaveChangesAsync(cancellationToken);
        return new ImportReport(added, changed, incoming.Count - added - changed, []);
    }

    /// <summary>Imports a file from the disk, effective today in UTC.</summary>
    public async Task<ImportReport> ImportAsync(string path, string actor, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await ImportAsync(file, actor, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), cancellationToken);
    }

    /// <summary>Writes every institution as institutions.csv.</summary>
    public async Task ExportAsync(Stream file, CancellationToken cancellationToken) =>
        InstitutionCsv.Write(file, await ListAsync(cancellationToken));

    /// <summary>One institution; null when it is not registered.</summary>
    public async Task<Institution?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Institution>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
    }

    /// <summary>Every institution as it is now, by id.</summary>
    public async Task<IReadOnlyList<Institution>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Institution>().AsNoTracking().OrderBy(i => i.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Every institution that is active on a day, as it was on that day, by id.</summary>
    public async Task<IReadOnlyList<Institution>> ListAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var institutions = await ListAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var later = await context.Set<InstitutionChange>().AsNoTracking().Where(c => c.ValidFrom > day)
            .OrderByDescending(c => c.ValidFrom).ThenByDescending(c => c.Id).ToListAsync(cancellationToken);
        var byId = institutions.ToDictionary(i => i.Id, StringComparer.Ordinal);
        foreach (var change in later) // undone from the newest back
            InstitutionCsv.SetField(byId[change.InstitutionId], change.Field, change.Before);
        return [.. institutions.Where(i => i.IsActive(day))];
    }

    /// <summary>What changed about an institution, newest first.</summary>
    public async Task<IReadOnlyList<InstitutionChange>> HistoryAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<InstitutionChange>().AsNoTracking().Where(c => c.InstitutionId == id)
            .OrderByDescending(c => c.ValidFrom).ThenByDescending(c => c.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Adds profile rules, leaving out those that are there already: saying the same twice is
    /// harmless.</summary>
    public async Task DeclareAsync(IEnumerable<ProfileRule> rules, string actor, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = (await context.Set<ProfileRule>().AsNoTracking().ToListAsync(cancellationToken)).Select(Meaning).ToHashSet();
        var added = rules.Where(r => known.Add(Meaning(r))).ToList();
        if (added.Count == 0)
            return;
        foreach (var rule in added.Where(r => r.Id == Guid.Empty))
            rule.Id = Guid.CreateVersion7(time.GetUtcNow());
        context.AddRange(added);
        context.Audit(actor, "profile.declare", "profiles", new { added = added.Count });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Who owes what for a return on a 数据日期.</summary>
    public async Task<ReturnProfile> ProfileAsync(string returnId, DateOnly asOf, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await context.Set<ProfileRule>().AsNoTracking().Where(r => r.ReturnId == returnId)
            .ToListAsync(cancellationToken);
        return new ReturnProfile(returnId, asOf, rules);
    }

    /// <summary>The ids of the returns that an institution owes on a 数据日期, sorted.</summary>
    public async Task<IReadOnlyList<string>> ReturnsDueAsync(
        Institution institution, DateOnly asOf, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await context.Set<ProfileRule>().AsNoTracking().ToListAsync(cancellationToken);
        return
        [
            .. rules.Select(r => r.ReturnId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(id => new ReturnProfile(id, asOf, rules).IsDue(institution)),
        ];
    }

    /// <summary>Lets one institution file for another.</summary>
    public async Task MandateAsync(FilingMandate mandate, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mandate);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        mandate.Id = Guid.CreateVersion7(time.GetUtcNow());
        context.Add(mandate);
        context.Audit(
            actor, "mandate.grant", $"institution/{mandate.InstitutionId}", new { mandate.FilerId, mandate.ReturnId, mandate.From });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whether one institution may file a return for another on a 数据日期; for itself it always may.</summary>
    public async Task<bool> MayFileAsync(
        string filerId, string institutionId, string returnId, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (filerId == institutionId)
            return true;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<FilingMandate>().AnyAsync(
            m => m.FilerId == filerId && m.InstitutionId == institutionId && (m.ReturnId == null || m.ReturnId == returnId)
                && m.From <= asOf && (m.To == null || asOf <= m.To),
            cancellationToken);
    }

    private static (string?, string?, string, string?, Duty, DateOnly, DateOnly?) Meaning(ProfileRule rule) =>
        (rule.InstitutionId, rule.Kind, rule.ReturnId, rule.Table, rule.Duty, rule.From, rule.To);

    private bool Amend(
        OperationsContext context, Institution current, Institution wanted, string actor, DateOnly effective)
    {
        var changed = false;
        foreach (var field in InstitutionCsv.Columns)
        {
            string? before = InstitutionCsv.Field(current, field), after = InstitutionCsv.Field(wanted, field);
            if (string.Equals(before ?? string.Empty, after ?? string.Empty, StringComparison.Ordinal))
                continue;
            changed = true;
            InstitutionCsv.SetField(current, field, after);
            context.Add(new InstitutionChange
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                InstitutionId = current.Id,
                Field = field,
                Before = before,
                After = after,
                ValidFrom = effective,
                RecordedAt = time.Now(),
                RecordedBy = actor,
            });
        }

        return changed;
    }
}
