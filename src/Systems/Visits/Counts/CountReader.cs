using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>Reads the counters; of a store that comes from a build without them they are made whole first. Thread
/// safe.</summary>
public sealed class CountReader
{
    private volatile bool _isWhole;

    /// <summary>Makes standings and counters whole if they never were, or were by another version.</summary>
    internal async Task EnsureAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        if (_isWhole || await IsWholeAsync(context, cancellationToken))
            return;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await CountLock.TakeAsync(context, cancellationToken);
        if (!await IsWholeAsync(context, cancellationToken))
            await CountRebuild.RunAsync(context, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The counters of a kind that the viewer's area has; of cases and steps of a bank, its own.</summary>
    internal static IQueryable<VisitCount> Of(OperationsContext context, Viewer viewer, string kind)
    {
        var all = context.Set<VisitCount>().Where(c => c.Kind == kind && c.Value != 0);
        var (area, bank) = (viewer.AreaCode, viewer.InstitutionId);
        return viewer.IsRegulator ? all
            : area is not null && viewer.Is(Roles.DistrictTeam) ? all.Where(c => c.District == area)
            : area is not null && viewer.Is(Roles.StreetOfficer) ? all.Where(c => c.Street == area)
            : bank is not null && viewer.Roles.Overlaps(Roles.OfInstitutions) ? all.Where(c => c.Bank == bank)
            : all.Where(c => false);
    }

    /// <summary>The sum of a kind for the viewer.</summary>
    /// <param name="context">The store.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="kind">One of <see cref="CountKinds"/>.</param>
    /// <param name="code">What of the kind; null for all of it.</param>
    /// <param name="district">Only of a 管理区; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<int> SumAsync(
        OperationsContext context, Viewer viewer, string kind, string? code, string? district,
        CancellationToken cancellationToken)
    {
        await EnsureAsync(context, cancellationToken);
        var counts = Of(context, viewer, kind);
        if (code is not null)
            counts = counts.Where(c => c.Code == code);
        if (district is not null)
            counts = counts.Where(c => c.District == district);
        return checked((int)await counts.SumAsync(c => c.Value, cancellationToken));
    }

    private async Task<bool> IsWholeAsync(OperationsContext context, CancellationToken cancellationToken) =>
        _isWhole = await context.Set<VisitCount>().AnyAsync(
            c => c.Kind == CountKinds.Whole && c.Code == CountRebuild.Version, cancellationToken);
}
