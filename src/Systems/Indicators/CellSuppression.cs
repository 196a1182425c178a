using Huoshui.Policies;

namespace Huoshui.Systems.Indicators;

/// <summary>A cell of a breakdown.</summary>
/// <param name="Key">Institution, district, industry section or size.</param>
/// <param name="BaseValue">In base units; null when it is suppressed.</param>
/// <param name="Institutions">How many institutions have something in it.</param>
/// <param name="Borrowers">How many distinct borrowers are in it; null if borrowers are not known.</param>
/// <param name="IsSuppressed">已抑制: too few stand behind it, or it would give away one that is suppressed.</param>
public sealed record BreakdownCell(
    string Key, decimal? BaseValue, long Institutions, long? Borrowers, bool IsSuppressed = false);

/// <summary>小样本抑制: hides cells behind which too few stand, and one more when a single hidden cell could be worked out
/// from the total.</summary>
/// <param name="MinimumInstitutions">Fewest institutions of a cell that is shown.</param>
/// <param name="MinimumBorrowers">Fewest borrowers of a cell that is shown.</param>
public sealed record CellSuppression(long MinimumInstitutions, long MinimumBorrowers)
{
    private const string Pack = "supervision/publication";

    /// <summary>The limits in force on a date (示例参数).</summary>
    public static CellSuppression At(PolicyLibrary policies, DateOnly asOf)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var parameters = policies.Pack(Pack)?.Parameters
            ?? throw new KeyNotFoundException($"the pack {Pack} is missing; it holds the limits of small cells");
        return new CellSuppression(
            parameters.Integer("minimum_institutions", asOf), parameters.Integer("minimum_borrowers", asOf));
    }

    /// <summary>The cells with small ones hidden. The total of all cells is taken to be public.</summary>
    public IReadOnlyList<BreakdownCell> Apply(IReadOnlyList<BreakdownCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var hidden = cells.Where(IsSmall).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        while (hidden.Count > 0 && hidden.Count < cells.Count && GivesAway(cells, hidden))
        {
            // The smallest of the others costs least; ties by key, so that the same input hides the same cells.
            var next = cells.Where(c => !hidden.Contains(c.Key))
                .OrderBy(c => Math.Abs(c.BaseValue ?? 0)).ThenBy(c => c.Key, StringComparer.Ordinal).First();
            hidden.Add(next.Key);
        }

        return [.. cells.Select(c => hidden.Contains(c.Key) ? Hide(c) : c)];
    }

    /// <summary>Whether too few stand behind a total; what no filing stands behind never does.</summary>
    public bool IsTooSmall(FigureSupport support)
    {
        ArgumentNullException.ThrowIfNull(support);
        return support.Institutions < MinimumInstitutions || support.Borrowers < MinimumBorrowers;
    }

    // What is hidden together must itself be large enough, since total minus shown gives it away.
    private bool GivesAway(IReadOnlyList<BreakdownCell> cells, HashSet<string> hidden)
    {
        if (hidden.Count < 2)
            return true;
        var together = cells.Where(c => hidden.Contains(c.Key)).ToList();
        return together.Sum(c => c.Institutions) < MinimumInstitutions
            || (together.TrueForAll(c => c.Borrowers is not null)
                && together.Sum(c => c.Borrowers!.Value) < MinimumBorrowers);
    }

    private bool IsSmall(BreakdownCell cell) =>
        cell.Institutions < MinimumInstitutions || (cell.Borrowers is { } borrowers && borrowers < MinimumBorrowers);

    private static BreakdownCell Hide(BreakdownCell cell) =>
        cell with { BaseValue = null, Institutions = 0, Borrowers = null, IsSuppressed = true };
}
