using Huoshui.Diagnostics;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse.ClickHouse;

namespace Huoshui.Systems.Indicators;

/// <summary>公报: six chapters of figures as one viewer may see them.</summary>
/// <param name="Chapters">Five articles and opening.</param>
/// <param name="IsLive">Whether the values are computed now (regulator) or as published (everybody else).</param>
/// <param name="IsComputing">Live values were asked for and are still being computed: what is published is shown
/// meanwhile.</param>
/// <param name="IsAway">They cannot be computed, since the server of facts is away or not set right.</param>
public sealed record Bulletin(
    IReadOnlyList<BulletinChapter> Chapters, bool IsLive, bool IsComputing = false, bool IsAway = false)
{
    /// <summary>The figure of each chapter whose series tells most about it.</summary>
    public static IReadOnlyDictionary<string, string> Leading { get; } = new Dictionary<string,
        string>(StringComparer.Ordinal)
    {
        ["tech"] = "T05",
        ["green"] = "G02",
        ["inclusive"] = "I03",
        ["pension"] = "P02",
        ["digital"] = "D01",
        ["opening"] = "O08",
    };
}

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
public sealed class BulletinDesk(FigureCalculator calculator, LiveFigures live, PublicationDesk publications)
{
    /// <summary>The bulletin.</summary>
    /// <param name="viewer">Who reads.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="patience">How long to wait for live values before what is published is shown instead; null waits
    /// for them.</param>
    /// <exception cref="FactsException">Live values cannot be computed, and nothing else was asked for.</exception>
    public async Task<Bulletin> ReadAsync(Viewer viewer, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var published = Latest(await publications.PublishedAsync(cancellationToken));
        var (values, isAway) = viewer.IsRegulator ? await LiveAsync(patience, cancellationToken) : (null, false);
        var chapters = Words.Chapters.Select(c => new BulletinChapter(
            c.Area,
            c.Title,
            [.. calculator.Figures.Figures.Where(f => string.Equals(f.Area, c.Area, StringComparison.Ordinal))
                .Select(f => Item(f, values?.GetValueOrDefault(f.Id), published.GetValueOrDefault(f.Id)))]));
        return new Bulletin(
            [.. chapters], values is not null, IsComputing: viewer.IsRegulator && values is null && !isAway, isAway);
    }

    private async Task<(Dictionary<string, FigureValue>? Values, bool IsAway)> LiveAsync(
        TimeSpan? patience, CancellationToken cancellationToken)
    {
        var computing = live.AllAsync(cancellationToken);
        if (patience is { } most && await Task.WhenAny(computing, Task.Delay(most, cancellationToken)) != computing)
        {
            _ = computing.ContinueWith(static done => done.Exception,
                TaskScheduler.Default); // the next reader meets the error
            return (null, false);
        }

        try
        {
            return ((await computing).ToDictionary(v => v.Figure.Id, StringComparer.Ordinal), false);
        }
        catch (FactsException) when (patience is not null)
        {
            return (null, true);
        }
    }

    // A figure may stand published for several dates: its own when that is among them, else the last.
    private Dictionary<string, FigurePublication> Latest(IReadOnlyList<FigurePublication> all) =>
        all.GroupBy(p => p.FigureId, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => g.LastOrDefault(p => p.AsOf == calculator.Figures.Find(g.Key)?.AsOf) ?? g.Last(),
            StringComparer.Ordinal);

    private static BulletinItem Item(FigureDefinition figure, FigureValue? live, FigurePublication? published) => new(
        figure,
        live?.AsOf ?? published?.AsOf ?? figure.AsOf,
        live is not null ? live.BaseValue : published?.Value * figure.UnitFactor,
        published is not null && live is not null && published.AsOf != live.AsOf ? null : published);
}
