namespace Huoshui.Systems.Indicators;

/// <summary>支撑数: how many stand behind a total. Counts only; nobody is named.</summary>
/// <param name="Institutions">Institutions with something in it (of a zero: those that filed it), of a ratio the
/// fewest of its terms; null where no filing stands behind it (a count of a public register).</param>
/// <param name="Borrowers">Distinct borrowers in it; null if borrowers are not known.</param>
public sealed record FigureSupport(long? Institutions, long? Borrowers)
{
    /// <summary>Nobody's filing stands behind it.</summary>
    public static FigureSupport Register { get; } = new(null, null);

    /// <summary>What could not be counted: fewer than any limit, so that it is not published.</summary>
    public static FigureSupport Nobody { get; } = new(0, null);

    /// <summary>The weaker of two, term by term: a ratio gives away as much as its smaller term.</summary>
    public FigureSupport Least(FigureSupport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new FigureSupport(Least(Institutions, other.Institutions), Least(Borrowers, other.Borrowers));
    }

    private static long? Least(long? one, long? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        var (a, b) => Math.Min(a.Value, b.Value),
    };
}
