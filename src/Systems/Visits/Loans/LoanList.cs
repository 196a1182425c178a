using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Loans;

/// <summary>Which drawdowns to list.</summary>
/// <param name="Verdict">Only with this result; null for all.</param>
/// <param name="District">管理区; null for all that the viewer sees.</param>
/// <param name="BankId">机构ID; null for all that the viewer sees.</param>
/// <param name="Page">Which rows; the search looks at 借据ID.</param>
public sealed record LoanQuery(LoanVerdict? Verdict, string? District, string? BankId, PageRequest Page);

/// <summary>A drawdown with its comparison.</summary>
public sealed class LoanRow
{
    /// <summary>What the bank told.</summary>
    public required Drawdown Told { get; init; }

    /// <summary>Its case.</summary>
    public required FinancingCase Case { get; init; }

    /// <summary>The last comparison; null if it was not compared yet.</summary>
    public LoanMatch? Match { get; init; }

    /// <summary>How it compares; what was not compared yet awaits it.</summary>
    public LoanVerdict Verdict => Match?.Verdict ?? LoanVerdict.Awaiting;
}

/// <summary>Self-reported and filed sums of one bank or of the whole, in 分.</summary>
/// <param name="BankId">机构ID.</param>
/// <param name="Verdict">The result.</param>
/// <param name="IsCounted">Whether the bank told a kind that counts in I02.</param>
/// <param name="Count">借据.</param>
/// <param name="ToldFen">As told.</param>
/// <param name="FiledFen">As filed.</param>
public sealed record LoanSum(
    string BankId, LoanVerdict Verdict, bool IsCounted, int Count, long ToldFen, long FiledFen)
{
    /// <summary>Whether it counts in I02: told as new, found, and drawn after the recommendation.</summary>
    public bool IsInI02 => IsCounted && Verdict is LoanVerdict.Equal or LoanVerdict.AmountDiffers;

    /// <summary>Whether it is shown apart: told or filed as refinancing, extension or renewal.</summary>
    public bool IsApart => !IsCounted || Verdict == LoanVerdict.FiledAsRenewal;

    /// <summary>Whether the bank has filed since, and what it filed does not bear it out.</summary>
    public bool IsOpen => !IsInI02 && !IsApart && Verdict != LoanVerdict.Awaiting;
}

/// <summary>核对列表: what a viewer may see of drawdowns beside filed loans. Thread safe.</summary>
public sealed class LoanList(IDbContextFactory<OperationsContext> contexts)
{
    private static readonly ListColumns<LoanRow> Columns = ListColumns.ByKey((LoanRow r) => r.Told.IouId)
        .Sorted("drawn", r => r.Told.DrawnOn).Sorted("told", r => r.Told.AmountFen)
        .Sorted("bank", r => r.Told.BankId).Searched("iou", r => r.Told.IouId);

    /// <summary>A page of drawdowns.</summary>
    public async Task<Page<LoanRow>> PageAsync(Viewer viewer, LoanQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = Rows(context, viewer);
        if (query.District is { } district)
            rows = rows.Where(r => r.Case.DistrictCode == district);
        if (query.BankId is { } bank)
            rows = rows.Where(r => r.Told.BankId == bank);
        rows = query.Verdict switch
        {
            null => rows,
            LoanVerdict.Awaiting => rows.Where(r => r.Match == null || r.Match.Verdict == LoanVerdict.Awaiting),
            { } verdict => rows.Where(r => r.Match != null && r.Match.Verdict == verdict),
        };
        return await Columns.PageAsync(rows, query.Page, cancellationToken);
    }

    /// <summary>One drawdown of a case; null if there is none or it is not the viewer's to see.</summary>
    public async Task<LoanRow?> OneAsync(Viewer viewer, Guid caseId, string iouId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Rows(context, viewer).Where(r => r.Case.Id == caseId && r.Told.IouId == iouId)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Sums by bank and result; one query.</summary>
    public async Task<IReadOnlyList<LoanSum>> SumsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await (
                from row in Rows(context, viewer)
                group row by new
                {
                    row.Told.BankId,
                    Verdict = row.Match == null ? LoanVerdict.Awaiting : row.Match.Verdict,
                    row.Told.IsCounted,
                }
                into g
                select new
                {
                    g.Key,
                    Count = g.Count(),
                    Told = g.Sum(r => r.Told.AmountFen),
                    Filed = g.Sum(r => r.Match == null ? 0 : r.Match.FiledFen ?? 0),
                })
            .ToListAsync(cancellationToken);
        return
        [
            .. sums.Select(s => new LoanSum(s.Key.BankId, s.Key.Verdict, s.Key.IsCounted, s.Count, s.Told, s.Filed))
                .OrderBy(s => s.BankId, StringComparer.Ordinal).ThenBy(s => s.Verdict),
        ];
    }

    /// <summary>Whether a viewer compares loans: the regulator, district teams and banks.</summary>
    public static bool Sees(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.IsRegulator || (viewer.AreaCode is not null && viewer.Is(Roles.DistrictTeam))
            || (viewer.InstitutionId is not null && viewer.Roles.Overlaps(Roles.OfInstitutions));
    }

    private static IQueryable<LoanRow> Rows(OperationsContext context, Viewer viewer)
    {
        var cases = Sees(viewer) ? VisitScope.Cases(context, viewer) : context.Set<FinancingCase>().Where(c => false);
        return
            from told in context.Set<Drawdown>().AsNoTracking()
            join one in cases.AsNoTracking() on told.CaseId equals one.Id
            join match in context.Set<LoanMatch>().AsNoTracking()
                on new { told.BankId, told.IouId } equals new { match.BankId, match.IouId } into matches
            from match in matches.DefaultIfEmpty()
            select new LoanRow { Told = told, Case = one, Match = match };
    }
}
