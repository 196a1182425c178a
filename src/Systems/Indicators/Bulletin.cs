using Huoshui.Diagnostics;
using Huoshui.Policies.Figures;
using Huoshui.Registry;

namespace Huoshui.Systems.Indicators;

/// <summary>公报: six chapters of figures as one viewer may see them.</summary>
/// <param name="Chapters">Five articles and opening.</param>
/// <param name="IsLive">Whether the values are computed now (regulator) or as published (everybody else).</param>
public sealed record Bulletin(IReadOnlyList<BulletinChapter> Chapters, bool IsLive);

/// <summary>A chapter.</summary>
/// <param name="Area">tech, green, inclusive, pension, digital or opening.</param>
/// <param name="Title">Its title.</param>
/// <param name="Items">Its figures, in order.</param>
public sealed record BulletinChapter(string Area, LocalizedText Title, IReadOnlyList<BulletinItem> Items);

/// <summary>A figure in the bulletin.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="AsOf">Its date.</param>
/// <param name="BaseValue">What is shown, in base units; null where there is nothing to show.</param>
/// <param name="Published">What stands published for that date; null if nothing.</param>
public sealed record BulletinItem(
    FigureDefinition Figure, DateOnly AsOf, decimal? BaseValue, FigurePublication? Published)
{
    /// <summary>Whether the value computed now is not the one published.</summary>
    public bool DiffersFromPublished => Published is { } p && BaseValue is { } now
        && p.Value != now / Figure.UnitFactor;
}

/// <summary>Writes the bulletin for a viewer: the regulator sees live figures, everybody else what is
/// published.</summary>
public sealed class BulletinDesk(FigureCalculator calculator, PublicationDesk publications)
{
    /// <summary>The bulletin.</summary>
    public async Task<Bulletin> ReadAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var published = (await publications.PublishedAsync(cancellationToken))
            .GroupBy(p => p.FigureId, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var live = viewer.IsRegulator
            ? (await calculator.AllAsync(null, null, cancellationToken))
                .ToDictionary(v => v.Figure.Id, StringComparer.Ordinal)
            : [];
        var chapters = Words.Chapters.Select(c => new BulletinChapter(
            c.Area,
            c.Title,
            [.. calculator.Figures.Figures.Where(f => string.Equals(f.Area, c.Area, StringComparison.Ordinal))
                .Select(f => Item(f, live.GetValueOrDefault(f.Id), published.GetValueOrDefault(f.Id)))]));
        return new Bulletin([.. chapters], viewer.IsRegulator);
    }

    private static BulletinItem Item(FigureDefinition figure, FigureValue? live, FigurePublication? published) => new(
        figure,
        live?.AsOf ?? published?.AsOf ?? figure.AsOf,
        live is not null ? live.BaseValue : published?.Value * figure.UnitFactor,
        published);
}
