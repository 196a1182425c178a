namespace Huoshui.Cli.Benches;

/// <summary>Figures as they are measured; each is told at once, so that a long run that is stopped has said what it
/// knew.</summary>
internal sealed class BenchFigures
{
    private readonly List<BenchFigure> _figures = [];

    public IReadOnlyList<BenchFigure> All => _figures;

    public void Add(BenchFigure figure)
    {
        _figures.Add(figure);
        BenchReport.Tell(figure);
    }
}
