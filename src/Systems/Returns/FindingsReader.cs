using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>A finding with what a person needs beside it.</summary>
/// <param name="Finding">Values are masked unless the viewer sees them in clear.</param>
/// <param name="File">Name of the file; null for a finding about no single row.</param>
/// <param name="Explanation">What was said about it; null when nothing was, or the rule is fatal.</param>
/// <param name="IsWaived">The rule is waived for the institution by an approved 规则异议.</param>
public sealed record FindingRow(Finding Finding, string? File, Explanation? Explanation, bool IsWaived)
{
    /// <summary>The value is no longer the one that was explained.</summary>
    public bool ValueChanged =>
        Explanation is { Key: not Explanation.WholeRule, Value: { } then } && then != Finding.ClearValue && then != Finding.Value;

    /// <summary>The value that was explained, masked where the finding's own is.</summary>
    public string? ValueThen => Explanation?.Value is { } then && Finding.Value != Finding.ClearValue
        ? Masking.Mask(FieldSensitivity.Personal, then)
        : Explanation?.Value;
}

/// <summary>A page of findings of a filing.</summary>
/// <param name="Filing">The filing.</param>
/// <param name="Check">The check; null when the tables have not been checked.</param>
/// <param name="Rows">In the order asked for.</param>
/// <param name="Total">How many there are under the filter.</param>
public sealed record FilingFindings(Filing Filing, FilingCheck? Check, IReadOnlyList<FindingRow> Rows, long Total);

/// <summary>Reads what the rules said about a filing: pages, downloads, and what still blocks it. Thread
/// safe.</summary>
public sealed class FindingsReader(
    IDbContextFactory<OperationsContext> contexts,
    ReturnsFolder folder,
    FilingPolicy policy,
    WarehouseOptions warehouse,
    TimeProvider time)
{
    /// <summary>A page of the findings of a filing that the viewer may see.</summary>
    /// <returns>Null when there is no such filing for this viewer.</returns>
    public async Task<FilingFindings?> PageAsync(
        Viewer viewer, Guid id, FindingsQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(context, viewer, id, cancellationToken) is not { } found)
            return null;
        var (filing, check) = found;
        if (check is null)
            return new FilingFindings(filing, null, [], 0);
        var page = await Open(filing, check).PageAsync(
            query with { Filing = check.Ordinal }, viewer.SeesClearOf(filing.InstitutionId), cancellationToken);
        var rules = page.Rows.Where(r => !r.IsFatal).Select(r => r.Rule).ToHashSet(StringComparer.Ordinal);
        var said = (await ExplanationsAsync(context, filing, cancellationToken)).Where(e => rules.Contains(e.Rule))
            .ToDictionary(e => (e.Table, e.Rule, e.Key));
        var waived = await WaivedAsync(context, filing, cancellationToken);
        var rows = page.Rows.Select(r => new FindingRow(
            r,
            r.FileNo is { } no ? FileNames.Name(filing.Table(r.Table)?.FileName, no) : null,
            said.GetValueOrDefault((r.Table, r.Rule, r.ClearKey ?? string.Empty))
                ?? said.GetValueOrDefault((r.Table, r.Rule, Explanation.WholeRule)),
            waived.Contains(r.Rule)));
        return new FilingFindings(filing, check, [.. rows], page.Total);
    }

    /// <summary>Whose filing it is; null when there is no such filing for this viewer.</summary>
    public async Task<string?> InstitutionOfAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.VisibleFilings(viewer).Where(f => f.Id == id).Select(f => f.InstitutionId)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Writes the findings of a filing as a file; who, when and what for stand in it and in the audit
    /// log.</summary>
    /// <returns>Null when it was written; else why not.</returns>
    public async Task<Diagnostic?> ExportAsync(
        Viewer viewer, Guid id, FindingsQuery query, FindingsDownload download, Stream target, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(context, viewer, id, cancellationToken) is not { } found)
            return Refusals.NotFound(id.ToString());
        var (filing, check) = found;
        if (check is null)
            return Refusals.NotChecked();
        var seesClear = viewer.SeesClearOf(filing.InstitutionId);
        var export = new FindingsExport(
            download.Language, seesClear, viewer.AccountName, download.Purpose, time.Now(), filing.AsOf)
        {
            FileName = f => f.FileNo is { } no ? FileName(filing, f.Table, no) : null,
        };
        context.Audit(
            viewer.AccountName, "findings.export", $"filing/{id}", new { download.IsSheet, seesClear }, download.Purpose);
        await context.SaveChangesAsync(cancellationToken);
        var file = Open(filing, check);
        var own = query with { Filing = check.Ordinal };
        await (download.IsSheet
            ? file.ExportXlsxAsync(target, own, export, cancellationToken)
            : file.ExportCsvAsync(target, own, export, cancellationToken));
        return null;
    }

    /// <summary>What a rule says, in both languages, with its placeholders; null when today's pack has no such
    /// rule.</summary>
    public RuleInfo? Rule(Filing filing, FilingCheck check, string rule)
    {
        var checks = Checks(filing, check);
        if (checks.Rule(rule) is { } known)
            return known;
        if (checks.LeftOut.FirstOrDefault(l => l.Rule.Id == rule)?.Rule is not { } left)
            return null;
        // A rule that lacks tables is not compiled; its words are those of the compilation that has them.
        var tables = check.Tables.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Concat(checks.LeftOut.SelectMany(l => l.MissingTables)).ToHashSet(StringComparer.Ordinal);
        return policy.Library.Checks(filing.ReturnId, filing.AsOf, tables).Rule(rule) ?? left;
    }

    /// <summary>The last check of a filing and its rules; nulls when there is none for this viewer.</summary>
    public async Task<(FilingCheck? Check, ReturnChecks? Checks)> CheckAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(context, viewer, id, cancellationToken) is ({ } filing, { } check)
            ? (check, Checks(filing, check))
            : (null, null);
    }

    /// <summary>Name of a file of a table by the number that findings carry; null when it is not known.</summary>
    public static string? FileName(Filing filing, string table, int fileNo) =>
        FileNames.Name(filing.Table(table)?.FileName, fileNo);

    internal ReturnChecks Checks(Filing filing, FilingCheck check) => policy.Library.Checks(
        filing.ReturnId, filing.AsOf,
        check.Tables.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));

    internal async Task<Readiness> ReadinessAsync(
        OperationsContext context, Filing filing, CancellationToken cancellationToken)
    {
        var missing = filing.Tables.Where(t => t.State is null).Select(t => t.Table).Order(StringComparer.Ordinal).ToList();
        if (filing.Tables.All(t => t.State is null or TableState.NotApplicable) && !filing.IsProfiled)
            missing.Add("*");
        var check = await context.Set<FilingCheck>().AsNoTracking().Include(c => c.Rules)
            .SingleOrDefaultAsync(c => c.Id == filing.CheckId, cancellationToken);
        if (check is null)
            return new Readiness(missing, 0, 0);
        var waived = await WaivedAsync(context, filing, cancellationToken);
        var failing = check.Rules.Where(r => r.Fails > 0 && !waived.Contains(r.Rule)).ToList();
        var warnings = failing.FindAll(r => !r.IsFatal);
        var unexplained = warnings.Count == 0
            ? 0
            : (await UnexplainedAsync(context, filing, check, warnings, cancellationToken)).Values.Sum();
        return new Readiness(missing, failing.Where(r => r.IsFatal).Sum(r => r.Fails), unexplained);
    }

    /// <summary>Findings of each warning rule that nobody has explained, or whose explanation was rejected.</summary>
    internal async Task<IReadOnlyDictionary<string, long>> UnexplainedAsync(
        OperationsContext context,
        Filing filing,
        FilingCheck check,
        IReadOnlyList<FilingCheckRule> warnings,
        CancellationToken cancellationToken)
    {
        var said = (await ExplanationsAsync(context, filing, cancellationToken))
            .Where(e => e.Verdict != ExplanationVerdict.Rejected).ToList();
        var whole = said.Where(e => e.Key == Explanation.WholeRule).Select(e => e.Rule).ToHashSet(StringComparer.Ordinal);
        var byRow = said.Where(e => e.Key != Explanation.WholeRule).ToLookup(e => e.Rule, StringComparer.Ordinal);
        var result = warnings.ToDictionary(
            w => w.Rule, w => whole.Contains(w.Rule) ? 0 : w.Fails, StringComparer.Ordinal);
        var rows = warnings.Where(w => !whole.Contains(w.Rule) && byRow.Contains(w.Rule)).Select(w => w.Rule).ToList();
        if (rows.Count > 0)
        {
            var keys = rows.SelectMany(r => byRow[r]).ToList();
            var counts = ExplainedKeys.Unexplained(
                folder.Absolute(check.FindingsPath), check.Ordinal, rows, keys, warehouse, cancellationToken);
            foreach (var rule in rows)
                result[rule] = counts.GetValueOrDefault(rule);
        }

        return result;
    }

    internal async Task<IReadOnlySet<string>> WaivedAsync(
        OperationsContext context, Filing filing, CancellationToken cancellationToken)
    {
        var disputes = await context.Set<FilingRequest>().AsNoTracking().Where(r =>
            r.InstitutionId == filing.InstitutionId && r.ReturnId == filing.ReturnId
            && r.Kind == FilingRequestKind.Dispute && r.State == FilingRequestState.Approved)
            .ToListAsync(cancellationToken);
        var today = policy.Today();
        return disputes.Where(d => d.Waives(today)).Select(d => d.Scope).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The key of an explanation as a viewer may see it.</summary>
    public string KeyOf(Explanation explanation, Viewer viewer) =>
        explanation.Key == Explanation.WholeRule || viewer.SeesClearOf(explanation.InstitutionId)
            ? explanation.Key
            : Masking.MaskKey(policy.Library.Return(explanation.ReturnId)?.Table(explanation.Table), explanation.Key);

    internal static async Task<IReadOnlyList<Explanation>> ExplanationsAsync(
        OperationsContext context, Filing filing, CancellationToken cancellationToken) =>
        await context.Set<Explanation>().AsNoTracking()
            .Where(e => e.InstitutionId == filing.InstitutionId && e.ReturnId == filing.ReturnId && e.AsOf == filing.AsOf)
            .OrderBy(e => e.Table).ThenBy(e => e.Rule).ThenBy(e => e.Key)
            .ToListAsync(cancellationToken);

    private static async Task<(Filing Filing, FilingCheck? Check)?> FindAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        var filing = await context.VisibleFilings(viewer).AsNoTracking().Include(f => f.Tables)
            .SingleOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (filing is null)
            return null;
        var check = await context.Set<FilingCheck>().AsNoTracking().Include(c => c.Rules)
            .SingleOrDefaultAsync(c => c.Id == filing.CheckId, cancellationToken);
        return (filing, check);
    }

    /// <summary>The findings of a check of a filing that the viewer was given; masking is up to the caller.</summary>
    public FindingsFile Open(Filing filing, FilingCheck check) =>
        new(folder.Absolute(check.FindingsPath), Checks(filing, check), warehouse);
}

/// <summary>How findings are downloaded.</summary>
/// <param name="IsSheet">True: xlsx; false: CSV.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Purpose">What for.</param>
public sealed record FindingsDownload(bool IsSheet, string Language, string Purpose);
