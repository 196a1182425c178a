using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Indicators;

/// <summary>补点: counts who stands behind what was proposed or published before that was counted. Until then the public
/// does not see it. Thread safe, also across processes.</summary>
public sealed class UncountedPublications(
    IDbContextFactory<OperationsContext> contexts, FigureSupports supports)
{
    private const string Actor = "system";

    /// <summary>Counts all of them; nothing to do is the usual case.</summary>
    /// <returns>How many were counted.</returns>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var uncounted = await context.Set<FigurePublication>().Where(p => !p.IsSupportCounted)
            .OrderBy(p => p.Id).ToListAsync(cancellationToken);
        if (uncounted.Count == 0)
            return 0;
        foreach (var publication in uncounted)
        {
            await supports.CountAsync(publication, cancellationToken);
            context.Audit(
                Actor, "figure.support", $"figure/{publication.FigureId}/{publication.AsOf:yyyy-MM-dd}",
                new { publication.Institutions, publication.Borrowers });
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return uncounted.Count;
        }
        catch (DbUpdateException error) when (StoreConflict.Of<FigurePublication>(error))
        {
            return 0; // another process counts, or somebody decides: what is left is counted the next time
        }
    }
}
