namespace Huoshui.Systems.City;

/// <summary>What to generate. Same scale and seed give the same bytes.</summary>
/// <param name="Scale">Size of the city: 1 has 1.3105 million inclusive borrowers. From 0.0005 to 2, both
/// included.</param>
/// <param name="Seed">Any number; another seed gives another city with the same figures.</param>
/// <param name="OutputFolder">Folder to fill; created if missing. Folders of an earlier run inside it are
/// replaced.</param>
/// <param name="Format">How the clean filings are written; dirty versions are always CSV.</param>
public sealed record CityOptions(decimal Scale, int Seed, string OutputFolder, CityFormat Format = CityFormat.Csv)
{
    /// <summary>The smallest scale at which every planted thing still finds a place.</summary>
    public const decimal MinimumScale = 0.0005m;

    /// <summary>The largest scale that identifiers and memory are planned for.</summary>
    public const decimal MaximumScale = 2m;

    /// <summary>Memory that the generating session may take, in MiB; it spills to the output folder beyond.</summary>
    public int MemoryMebibytes { get; init; } = 4096;

    /// <summary>Threads of the generating session; the bytes do not depend on it.</summary>
    public int Threads { get; init; } = 2;
}

/// <summary>Format of the filed tables.</summary>
public enum CityFormat
{
    /// <summary>UTF-8 with field codes as header.</summary>
    Csv,

    /// <summary>Typed Parquet: dates and amounts typed, everything else text.</summary>
    Parquet,
}
