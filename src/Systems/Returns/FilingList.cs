using Huoshui.Operations;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>Which filings, in which order. Null filters nothing.</summary>
public sealed record FilingQuery
{
    /// <summary>Return id.</summary>
    public string? ReturnId { get; init; }

    /// <summary>机构ID.</summary>
    public string? InstitutionId { get; init; }

    /// <summary>数据日期.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>State.</summary>
    public FilingState? State { get; init; }

    /// <summary>True: only those at 已报送 or 受理 with explanations that nobody has judged.</summary>
    public bool HasOpenExplanations { get; init; }

    /// <summary>A part of the institution's id or name.</summary>
    public string? Text { get; init; }

    /// <summary><c>institution</c>, <c>return</c>, <c>state</c>, <c>date</c> (the default) or <c>filed</c>.</summary>
    public string? Sort { get; init; }

    /// <summary>True sorts from last to first.</summary>
    public bool Descending { get; init; }

    /// <summary>Rows to leave out.</summary>
    public int Offset { get; init; }

    /// <summary>Rows to give.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A line of the list of filings.</summary>
/// <param name="Filing">The filing.</param>
/// <param name="NameZh">Name of the institution, Chinese.</param>
/// <param name="NameEn">Name of the institution, English.</param>
/// <param name="Fatals">Findings of fatal rules; null when not checked.</param>
/// <param name="Warnings">Findings of warning rules; null when not checked.</param>
/// <param name="MissingTables">Due tables that are not in.</param>
public sealed record FilingRow(
    Filing Filing, string NameZh, string NameEn, long? Fatals, long? Warnings, int MissingTables);

/// <summary>A version with its receipt.</summary>
/// <param name="Version">The version.</param>
/// <param name="Receipt">Its receipt; null for a version from before receipts.</param>
public sealed record VersionRow(FilingVersion Version, FilingReceipt? Receipt);

/// <summary>A filing with everything about it but its findings.</summary>
/// <param name="Filing">The filing with its tables.</param>
/// <param name="Institution">Who files; null when it is no longer registered.</param>
/// <param name="Check">The last check; null when the tables were not checked since they changed.</param>
/// <param name="Unexplained">By warning rule, findings without an explanation that stands.</param>
/// <param name="Waived">Rules that are waived for the institution today.</param>
/// <param name="Steps">Its history, latest first.</param>
/// <param name="Versions">Latest first.</param>
public sealed record FilingView(
    Filing Filing,
    Institution? Institution,
    FilingCheck? Check,
    IReadOnlyDictionary<string, long> Unexplained,
    IReadOnlySet<string> Waived,
    IReadOnlyList<FilingStep> Steps,
    IReadOnlyList<VersionRow> Versions);

/// <summary>Reads filings: lists and one with all about it. Thread safe.</summary>
public sealed class FilingList(IDbContextFactory<OperationsContext> contexts, FindingsReader findings)
{
    /// <summary>A page of the filings that the viewer may see.</summary>
    public async Task<TablePage<FilingRow>> PageAsync(Viewer viewer, FilingQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = Filter(context, viewer, query);
        var total = await rows.CountAsync(cancellationToken);
        var page = await Order(rows, query).Skip(query.Offset).Take(query.Limit).ToListAsync(cancellationToken);
        return new TablePage<FilingRow>(await FillAsync(context, page, cancellationToken), total);
    }

    /// <summary>Filings after a cursor, by id, for the API.</summary>
    /// <param name="viewer">Who asks.</param>
    /// <param name="query">Filters; order and offset do not matter.</param>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<FilingRow>> AfterAsync(
        Viewer viewer, FilingQuery query, Guid? after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = Filter(context, viewer, query);
        if (after is { } cursor)
            rows = rows.Where(f => f.Id > cursor);
        var page = await rows.OrderBy(f => f.Id).Take(query.Limit).ToListAsync(cancellationToken);
        return await FillAsync(context, page, cancellationToken);
    }

    /// <summary>The 数据日期 of the latest filing that the viewer may see; null when there is none.</summary>
    public async Task<DateOnly?> LatestDateAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.VisibleFilings(viewer).MaxAsync(f => (DateOnly?)f.AsOf, cancellationToken);
    }

    /// <summary>The dates that have filings, latest first.</summary>
    public async Task<IReadOnlyList<DateOnly>> DatesAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.VisibleFilings(viewer).Select(f => f.AsOf).Distinct().OrderByDescending(d => d)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The id of a filing by what makes it one; null when there is none for this viewer.</summary>
    public async Task<Guid?> IdOfAsync(Viewer viewer, FilingKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.VisibleFilings(viewer)
            .Where(f => f.ReturnId == key.ReturnId && f.InstitutionId == key.InstitutionId && f.AsOf == key.AsOf)
            .Select(f => (Guid?)f.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>One filing; null when there is none of that id for this viewer.</summary>
    public async Task<FilingView?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filing = await context.VisibleFilings(viewer).AsNoTracking().Include(f => f.Tables.OrderBy(t => t.Table))
            .SingleOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (filing is null)
            return null;
        var institution = await context.Set<Institution>().AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == filing.InstitutionId, cancellationToken);
        var check = await context.Set<FilingCheck>().AsNoTracking().Include(c => c.Rules)
            .SingleOrDefaultAsync(c => c.Id == filing.CheckId, cancellationToken);
        var steps = await context.Set<FilingStep>().AsNoTracking().Where(s => s.FilingId == id)
            .OrderByDescending(s => s.Sequence).ToListAsync(cancellationToken);
        var warnings = check?.Rules.Where(r => r is { IsFatal: false, Fails: > 0 }).ToList() ?? [];
        return new FilingView(
            filing,
            institution,
            check,
            check is null || warnings.Count == 0
                ? new Dictionary<string, long>(StringComparer.Ordinal)
                : await findings.UnexplainedAsync(context, filing, check, warnings, cancellationToken),
            await findings.WaivedAsync(context, filing, cancellationToken),
            steps,
            await VersionsAsync(context, filing, cancellationToken));
    }

    private static async Task<IReadOnlyList<VersionRow>> VersionsAsync(
        OperationsContext context, Filing filing, CancellationToken cancellationToken)
    {
        var versions = await context.Set<FilingVersion>().AsNoTracking().Include(v => v.Tables)
            .Where(v => v.ReturnId == filing.ReturnId && v.InstitutionId == filing.InstitutionId && v.AsOf == filing.AsOf)
            .OrderByDescending(v => v.Number).ToListAsync(cancellationToken);
        var receipts = await context.Set<FilingReceipt>().AsNoTracking().Where(r => r.FilingId == filing.Id)
            .ToDictionaryAsync(r => r.VersionId, cancellationToken);
        return [.. versions.Select(v => new VersionRow(v, receipts.GetValueOrDefault(v.Id)))];
    }

    private static IQueryable<Filing> Filter(OperationsContext context, Viewer viewer, FilingQuery query)
    {
        var rows = query.HasOpenExplanations
            ? ReturnsInbox.Unjudged(context, viewer)
            : context.VisibleFilings(viewer).AsNoTracking();
        if (query.ReturnId is { } returnId)
            rows = rows.Where(f => f.ReturnId == returnId);
        if (query.InstitutionId is { } institution)
            rows = rows.Where(f => f.InstitutionId == institution);
        if (query.AsOf is { } asOf)
            rows = rows.Where(f => f.AsOf == asOf);
        if (query.State is { } state)
            rows = rows.Where(f => f.State == state);
        if (query.Text is { } text)
        {
            var named = context.Set<Institution>()
                .Where(i => i.Id.Contains(text) || i.NameZh.Contains(text) || i.NameEn.Contains(text)).Select(i => i.Id);
            rows = rows.Where(f => named.Contains(f.InstitutionId));
        }

        return rows;
    }

    private static IQueryable<Filing> Order(IQueryable<Filing> rows, FilingQuery query)
    {
        var ordered = (query.Sort, query.Descending) switch
        {
            ("institution", false) => rows.OrderBy(f => f.InstitutionId).ThenByDescending(f => f.AsOf),
            ("institution", true) => rows.OrderByDescending(f => f.InstitutionId).ThenByDescending(f => f.AsOf),
            ("return", false) => rows.OrderBy(f => f.ReturnId).ThenByDescending(f => f.AsOf),
            ("return", true) => rows.OrderByDescending(f => f.ReturnId).ThenByDescending(f => f.AsOf),
            ("state", false) => rows.OrderBy(f => f.State).ThenByDescending(f => f.AsOf),
            ("state", true) => rows.OrderByDescending(f => f.State).ThenByDescending(f => f.AsOf),
            ("filed", false) => rows.OrderBy(f => f.FiledAt).ThenByDescending(f => f.AsOf),
            ("filed", true) => rows.OrderByDescending(f => f.FiledAt).ThenByDescending(f => f.AsOf),
            ("date", false) => rows.OrderBy(f => f.AsOf),
            _ => rows.OrderByDescending(f => f.AsOf),
        };
        return ordered.ThenBy(f => f.ReturnId).ThenBy(f => f.InstitutionId).ThenBy(f => f.Id);
    }

    private static async Task<IReadOnlyList<FilingRow>> FillAsync(
        OperationsContext context, IReadOnlyList<Filing> page, CancellationToken cancellationToken)
    {
        var ids = page.Select(f => f.Id).ToList();
        var institutionIds = page.Select(f => f.InstitutionId).Distinct(StringComparer.Ordinal).ToList();
        var checkIds = page.Select(f => f.CheckId).OfType<Guid>().ToList();
        var names = await context.Set<Institution>().AsNoTracking().Where(i => institutionIds.Contains(i.Id))
            .ToDictionaryAsync(i => i.Id, StringComparer.Ordinal, cancellationToken);
        var checks = await context.Set<FilingCheck>().AsNoTracking().Where(c => checkIds.Contains(c.Id))
            .ToDictionaryAsync(c => c.Id, cancellationToken);
        var missing = await context.Set<FilingTable>().AsNoTracking()
            .Where(t => ids.Contains(t.FilingId) && t.State == null)
            .GroupBy(t => t.FilingId).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return
        [
            .. page.Select(f =>
            {
                var name = names.GetValueOrDefault(f.InstitutionId);
                var check = f.CheckId is { } id ? checks.GetValueOrDefault(id) : null;
                return new FilingRow(
                    f, name?.NameZh ?? f.InstitutionId, name?.NameEn ?? f.InstitutionId,
                    check?.Fatals, check?.Warnings, missing.GetValueOrDefault(f.Id));
            }),
        ];
    }
}
