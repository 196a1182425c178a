using Huoshui.Operations;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>申请列表: what a viewer may see of the applications: an applicant his own, the lender's people all of
/// their bank's; the regulator and other banks none. Thread safe.</summary>
public sealed class LoanList(IDbContextFactory<OperationsContext> contexts, LoanDesk desk, LoanOptions options)
{
    private const int MostOwn = 100;

    /// <summary>我的申请, newest first, at most 100.</summary>
    public async Task<IReadOnlyList<LoanApplication>> MineAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        if (!LoanDesk.IsApplicant(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<LoanApplication>().AsNoTracking().Where(a => a.Account == viewer.AccountName)
            .OrderByDescending(a => a.AppliedAt).ThenByDescending(a => a.Id).Take(MostOwn)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The bank's work list: what waits for a person first, then the newest.</summary>
    public async Task<TablePage<LoanApplication>> PageAsync(
        Viewer viewer, TableQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!desk.IsOfLender(viewer))
            return new TablePage<LoanApplication>([], 0);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Set<LoanApplication>().AsNoTracking().Where(a => a.LenderId == options.LenderId);
        if (Enum.TryParse<LoanState>(query.Filter("state"), out var state))
            rows = rows.Where(a => a.State == state);
        if (query.Text is { } text)
            rows = rows.Where(a => a.FirmName.Contains(text) || a.FirmId == text);
        var total = await rows.CountAsync(cancellationToken);
        var ordered = query.Order(
            rows.OrderBy(a => a.State == LoanState.InReview ? 0 : a.State == LoanState.Waiting ? 1 : 2)
                .ThenByDescending(a => a.AppliedAt).ThenByDescending(a => a.Id),
            ("firm", a => a.FirmName), ("amount", a => a.AmountFen), ("applied", a => a.AppliedAt),
            ("state", a => a.State));
        var page = await ordered.Skip(query.Offset).Take(query.Size).ToListAsync(cancellationToken);
        return new TablePage<LoanApplication>(page, total);
    }

    /// <summary>漏斗: applications of the bank by state, in the order of the states.</summary>
    public async Task<IReadOnlyList<LoanCount>> CountsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        if (!desk.IsOfLender(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.Set<LoanApplication>().Where(a => a.LenderId == options.LenderId)
            .GroupBy(a => a.State).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return [.. Enum.GetValues<LoanState>().Select(s => new LoanCount(s, counts.GetValueOrDefault(s)))];
    }

    /// <summary>One application with everything; null if there is none or it is not the viewer's to see.</summary>
    public async Task<LoanApplication?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var application = await context.Set<LoanApplication>().AsNoTracking().AsSplitQuery().Include(a => a.Steps)
            .Include(a => a.Authorisations).Include(a => a.Decisions)
            .SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        var sees = application is not null
            && ((LoanDesk.IsApplicant(viewer) && application.Account == viewer.AccountName)
            || (desk.IsOfLender(viewer) && application.LenderId == options.LenderId));
        return sees ? application : null;
    }
}

/// <summary>How many applications stand in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
public sealed record LoanCount(LoanState State, int Count);
