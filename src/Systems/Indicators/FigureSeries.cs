using Huoshui.Policies.Figures;
using Huoshui.Registry;

namespace Huoshui.Systems.Indicators;

/// <summary>A point of a series.</summary>
/// <param name="AsOf">The date.</param>
/// <param name="BaseValue">In base units.</param>
public sealed record FigurePoint(DateOnly AsOf, decimal BaseValue);

/// <summary>Series as a viewer may see them: live for the regulator, what was published for everybody else.</summary>
public sealed class FigureSeries(LiveFigures live, PublicationDesk publications)
{
    /// <summary>The points, ascending by date.</summary>
    public async Task<IReadOnlyList<FigurePoint>> OfAsync(
        FigureDefinition figure, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(viewer);
        if (viewer.IsRegulator)
        {
            var series = await live.SeriesAsync(figure, cancellationToken);
            return [.. series.Select(v => new FigurePoint(v.AsOf, v.BaseValue!.Value))];
        }

        return await PublishedAsync(figure, cancellationToken);
    }

    /// <summary>What stands published, ascending by date.</summary>
    public async Task<IReadOnlyList<FigurePoint>> PublishedAsync(FigureDefinition figure,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var published = await publications.PublishedAsync(cancellationToken);
        return
        [
            .. published.Where(p => string.Equals(p.FigureId, figure.Id, StringComparison.Ordinal)).OrderBy(p => p.AsOf)
                .Select(p => new FigurePoint(p.AsOf, p.Value * figure.UnitFactor)),
        ];
    }
}
